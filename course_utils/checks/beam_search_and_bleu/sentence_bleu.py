"""Checks of notebook 03: BLEU of a sentence."""

import math

from course_utils.checks.beam_search_and_bleu.corpus_bleu import (
    CAT,
    HYPOTHESES,
    field_of,
    geometric_mean,
    score_of,
)
from course_utils.checks.properties import Property, expect, expect_unchanged


def a_sentence_is_a_smoothed_corpus(sentence_bleu):
    expect(
        score_of(sentence_bleu, HYPOTHESES[0], CAT),
        geometric_mean(500 / 6, 60, 25, 100 / 6),
        "5 of 6, 3 of 5 and 1 of 4 match; 0 of 3 counts as 1/2 of 3 with smoothing 'exp'",
        [
            (0.0, "no run of 4 words matches: a sentence needs smoothing, hand `smooth` on"),
            (
                geometric_mean(500 / 6, 60, 25),
                "an order without a match counts, smoothed: only those without n-grams do not",
            ),
            (
                geometric_mean(500 / 6, 60, 25, 10 / 3),
                "smoothed by 'floor', though `smooth` is 'exp': hand it on",
            ),
            (0.01 * geometric_mean(500 / 6, 60, 25, 100 / 6), "the score is 0 to 100"),
        ],
        within=1e-6,
    )
    the_dog = geometric_mean(100 / 6, 100 / 10, 100 / 16, 100 / 24)
    expect(
        score_of(sentence_bleu, HYPOTHESES[0], [["the", "dog"], HYPOTHESES[0]]),
        100.0,
        "a sentence that is one of its references scores 100",
        [
            (
                the_dog,
                "only the first reference counts: hand all of them on, as one list",
            ),
            (
                (100 + the_dog) / 2,
                "the scores of the references were averaged: hand all of them on, as one list",
            ),
        ],
        within=1e-6,
    )
    halves = [["a", "b", "y", "z"], ["y", "z", "c", "d"]]
    expect(
        score_of(sentence_bleu, ["a", "b", "c", "d"], halves),
        geometric_mean(100, 200 / 3, 25, 25),
        "all references count together: one has 'a b', the other 'c d'",
        [
            (
                geometric_mean(50, 100 / 3, 25, 25),
                "the best reference was chosen: hand all of them on, as one list",
            ),
        ],
        within=1e-6,
    )


def missing_orders_are_left_out(sentence_bleu):
    for length in (3, 2, 1):
        expect(
            score_of(sentence_bleu, CAT[:length], CAT[:length]),
            100.0,
            f"a right sentence of {length} words scores 100: orders above {length} do not count",
            [
                (0.0, "a short sentence has no 4-grams: leave out the orders it has none of"),
                (100 ** (length / 4), "the mean is over the orders that count, not over 4"),
            ],
            within=1e-6,
        )
    bleu = sentence_bleu(CAT[:2], CAT)
    expect(
        len(field_of(bleu, "precisions")),
        2,
        "the `Bleu` of two words has two precisions: it is that of the orders that count",
        [
            (
                4,
                "orders that do not count are still in the `Bleu`: return that of `corpus_bleu` "
                "with as many orders as count",
            ),
        ],
    )
    expect(
        field_of(bleu, "score"),
        100 * math.exp(-2),
        "two words for six are too short: 100 times exp(1 - 6 / 2)",
        [
            (100.0, "the brevity penalty is missing"),
            (100 * math.exp(-4), "the brevity penalty is there twice: `corpus_bleu` has it"),
        ],
        within=1e-6,
    )
    expect(
        score_of(sentence_bleu, ["a", "dog"], ["a", "cat", "dog"], smooth="none"),
        0.0,
        "two words have pairs, and none matches: unsmoothed the score is 0",
        [
            (
                100 * math.exp(-0.5),
                "an order without a match was left out: only those without n-grams are",
            )
        ],
    )
    expect(score_of(sentence_bleu, [], CAT), 0.0, "a sentence without tokens scores 0")
    expect(
        score_of(sentence_bleu, "a dog", "a dog", smooth="none", tokenize="none"),
        100.0,
        "a text has as many orders as tokens",
        [(0.0, "the length of a text is not its number of tokens: look at the precisions")],
        within=1e-6,
    )


def options_of_sentences_are_used(sentence_bleu):
    expect(
        score_of(sentence_bleu, CAT[:2], CAT[:2], effective_order=False),
        0.0,
        "with effective_order=False all orders count, and two words have no runs of 3",
        [(100.0, "`effective_order` has no effect: where it is False, all orders count")],
    )
    expect(
        score_of(sentence_bleu, HYPOTHESES[0], CAT, 2),
        geometric_mean(500 / 6, 60),
        "with max_order=2 single words and pairs count",
        [
            (geometric_mean(500 / 6, 60, 25, 100 / 6), "`max_order` has no effect: hand it on"),
        ],
        within=1e-6,
    )
    expect(
        score_of(sentence_bleu, HYPOTHESES[0], CAT, 5),
        geometric_mean(500 / 6, 60, 25, 100 / 6, 100 / 8),
        "with max_order=5 five orders count: 0 of 3 and 0 of 2 count as 1/2 of 3 and 1/4 of 2",
        [
            (
                geometric_mean(500 / 6, 60, 25, 100 / 6),
                "orders above 4 were left out: `max_order` says how many there are",
            ),
        ],
        within=1e-6,
    )
    expect(
        score_of(sentence_bleu, HYPOTHESES[0], CAT, smooth="floor", smooth_value=0.5),
        geometric_mean(500 / 6, 60, 25, 50 / 3),
        "with smooth='floor', smooth_value=0.5, 0 of 3 counts as 0.5 of 3",
        [
            (geometric_mean(500 / 6, 60, 25, 10 / 3), "`smooth_value` has no effect: hand it on"),
            (0.0, "`smooth` has no effect: hand it on"),
        ],
        within=1e-6,
    )
    expect_unchanged(sentence_bleu, list(CAT), [list(CAT), list(HYPOTHESES[0])])


EXERCISES = {
    "sentence_bleu": [
        Property("a sentence is a corpus of one, smoothed", a_sentence_is_a_smoothed_corpus),
        Property("orders that it has no n-grams of are left out", missing_orders_are_left_out),
        Property("its options are used", options_of_sentences_are_used),
    ],
}
