"""Checks of notebook 03: BLEU of a corpus."""

import math

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    describe,
    expect,
    expect_unchanged,
)

CAT = ("the", "cat", "is", "on", "the", "mat")
HYPOTHESES = (("the", "cat", "sat", "on", "the", "mat"), ("a", "dog", "barked"))
REFERENCES = (CAT, ("a", "dog", "barks"))
MATCHES, TOTALS = np.array([7, 4, 1, 0]), np.array([9, 7, 5, 3])
SMOOTHED = {  # precisions of that corpus by way of smoothing and value
    "exp": {None: [700 / 9, 400 / 7, 20, 100 / 6]},
    "floor": {None: [700 / 9, 400 / 7, 20, 10 / 3], 0.5: [700 / 9, 400 / 7, 20, 50 / 3]},
    "add-k": {None: [700 / 9, 500 / 8, 200 / 6, 25], 2: [700 / 9, 600 / 9, 300 / 7, 200 / 5]},
}
SHORTER = (HYPOTHESES[0], ("a", "dog"))  # 8 tokens for 9: 7 of 8 and 4 of 6 match


def field_of(bleu, name):
    """One field of a `Bleu`, or what to say if there is none."""
    if bleu is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if not hasattr(bleu, name):
        raise Wrong(f"return a `Bleu`, with its `{name}`", describe(bleu))
    return getattr(bleu, name)


def score_of(function, *arguments, **options):
    with np.errstate(all="ignore"):
        return field_of(function(*arguments, **options), "score")


def geometric_mean(*precisions):
    return float(np.prod(precisions) ** (1 / len(precisions)))


def right_translations_score_100(corpus_bleu):
    references = [CAT, ["a", "dog", "barks", "at", "it"]]
    bleu = corpus_bleu([list(reference) for reference in references], references)
    expect(
        field_of(bleu, "score"),
        100.0,
        "hypotheses that are their references score 100",
        [
            (1.0, "the score is 0 to 100: `smoothed_precisions` are in percent already"),
            (10_000.0, "percent twice: `smoothed_precisions` are in percent already"),
            (4.605170185988092, "this is the mean of the logarithms: exp of it"),
            (1e8, "the precisions were multiplied: their fourth root is missing"),
            (400.0, "the precisions were added up: take their geometric mean"),
            (100**0.8, "the penalty is no precision: multiply by it, after the mean"),
            (math.exp(2), "exp undoes the natural logarithm, not that of base 10: np.log"),
            (math.exp(math.log2(100)), "exp undoes the natural logarithm, not log2: np.log"),
        ],
        within=1e-6,
    )
    expect(
        field_of(bleu, "matches"), [11, 9, 7, 5], "`matches` are those of all sentences together"
    )
    expect(field_of(bleu, "totals"), [11, 9, 7, 5], "`totals` are those of all sentences together")


def counts_are_added_up_first(corpus_bleu):
    bleu = corpus_bleu(HYPOTHESES, REFERENCES, max_order=2)
    expect(
        field_of(bleu, "precisions"),
        100 * MATCHES[:2] / TOTALS[:2],
        "5 of 6 and 2 of 3 words match, 7 of 9 together; 4 of 7 pairs",
        [
            ([75, 55], "the precisions of the sentences were averaged: add up counts, then divide"),
            (MATCHES[:2] / TOTALS[:2], "precisions are in percent, as they come"),
            (1.0, "the fields are in another order: Bleu(score, precisions, brevity_penalty, ...)"),
        ],
        within=1e-6,
    )
    expect(
        field_of(bleu, "score"),
        geometric_mean(700 / 9, 400 / 7),
        "the score is the geometric mean of 7 / 9 and 4 / 7, in percent",
        [
            (
                (geometric_mean(500 / 6, 60) + geometric_mean(200 / 3, 50)) / 2,
                "this is the mean of the sentences' BLEU: add up their counts, then divide",
            ),
            ((700 / 9 + 400 / 7) / 2, "this is the arithmetic mean: BLEU takes the geometric one"),
            (2 / (9 / 700 + 7 / 400), "this is the harmonic mean: BLEU takes the geometric one"),
            (700 / 9 * 400 / 7, "this is the product: the mean of the logarithms, then exp"),
            (
                (700 / 9 * 400 / 7) ** 0.25,
                "the mean is over `max_order` orders, here 2, not always 4",
            ),
            (700 / 9, "this is the precision of single words: take the mean over all orders"),
            (400 / 7, "this is the precision of the longest n-grams: take the mean of all"),
        ],
        within=1e-6,
    )


def short_corpora_lose(corpus_bleu):
    bleu = corpus_bleu(SHORTER, REFERENCES, max_order=2)
    mean, penalty = geometric_mean(87.5, 400 / 6), math.exp(1 - 9 / 8)
    expect(
        field_of(bleu, "score"),
        mean * penalty,
        "8 tokens for 9: the geometric mean times exp(1 - 9 / 8)",
        [
            (
                mean,
                "the brevity penalty is missing, or its lengths are swapped: "
                "brevity_penalty(hypothesis_length, reference_length)",
            ),
            (mean * penalty**2, "the brevity penalty is there twice: multiply by it once"),
            (
                mean * (1 + math.exp(-0.5)) / 2,
                "the penalties of the sentences were averaged: take that of the added lengths",
            ),
            (mean * math.exp(-0.5), "the penalty is that of the last sentence: add up the lengths"),
            (mean + penalty, "multiply by the brevity penalty, do not add it"),
            (mean / penalty, "multiply by the brevity penalty, do not divide"),
        ],
        within=1e-6,
    )
    expect(
        field_of(bleu, "brevity_penalty"), penalty, "`brevity_penalty` is exp(1 - 9 / 8)", [], 1e-9
    )
    lengths = field_of(bleu, "hypothesis_length"), field_of(bleu, "reference_length")
    expect(
        lengths,
        (8, 9),
        "8 tokens in the hypotheses, 9 in the references",
        [((9, 8), "the two lengths are swapped")],
    )
    expect(
        score_of(
            corpus_bleu, [["a", "b", "c"]], [[["a", "b", "c", "d", "e"], ["a", "b", "x", "y"]]], 1
        ),
        100 * math.exp(-1 / 3),
        "of several references the closest in length counts: 3 tokens for 4",
        within=1e-6,
    )


def one_order_without_match_is_zero(corpus_bleu):
    given = score_of(corpus_bleu, HYPOTHESES, REFERENCES)
    left_out = "an order without a match was left out: without smoothing the score is 0"
    expect(
        given,
        0.0,
        "no run of 4 words matches: the geometric mean with a 0 is 0, not a small number",
        [
            (geometric_mean(700 / 9, 400 / 7, 20), left_out),
            ((700 / 9 * 400 / 7 * 20) ** 0.25, left_out),
            (
                geometric_mean(*SMOOTHED["exp"][None]),
                "smoothed, though `smooth` is 'none': hand it on as it is",
            ),
        ],
    )
    bleu = corpus_bleu(SHORTER, REFERENCES)
    expect(
        field_of(bleu, "precisions"),
        [87.5, 400 / 6, 25, 0],
        "the precisions stay what they are where the score is 0",
        within=1e-6,
    )
    expect(
        field_of(bleu, "brevity_penalty"),
        math.exp(1 - 9 / 8),
        "the brevity penalty stays what it is where the score is 0",
        within=1e-9,
    )
    with np.errstate(all="ignore"):
        bleu = corpus_bleu([["a", "dog"]], [["a", "dog"]])
    short = field_of(bleu, "score")
    if isinstance(short, (float, np.floating)) and np.isnan(short):
        raise Wrong(
            "NaN: a precision is NaN where there are no n-grams: the score is 0", "nan", "0"
        )
    expect(
        short,
        0.0,
        "two words have no runs of 3 or 4: the score of such a corpus is 0",
        [(100.0, "orders without n-grams were left out: only a sentence's BLEU does that")],
    )
    expect(
        np.isnan(field_of(bleu, "precisions")),
        [False, False, True, True],
        "the precision of an order without n-grams stays NaN in the result: it is not 0",
    )
    nothing = score_of(corpus_bleu, [[], []], REFERENCES, smooth="exp")
    expect(nothing, 0.0, "hypotheses without tokens score 0, in every smoothing")
    for name, arguments in (
        ("no hypotheses", ([], [])),
        ("one reference for two hypotheses", (HYPOTHESES, REFERENCES[:1])),
    ):
        _expect_value_error(corpus_bleu, name, *arguments)


def smoothing_and_options_are_used(corpus_bleu):
    for smooth, by_value in SMOOTHED.items():
        for value, precisions in by_value.items():
            set_to = "" if value is None else f", smooth_value={value}"
            expect(
                score_of(corpus_bleu, HYPOTHESES, REFERENCES, smooth=smooth, smooth_value=value),
                geometric_mean(*precisions),
                f"with smooth='{smooth}'{set_to} it is the mean of the smoothed precisions",
                [
                    (0.0, "`smooth` has no effect: hand it to `smoothed_precisions`"),
                    (
                        geometric_mean(*by_value[None]),
                        "`smooth_value` has no effect: hand it on, too",
                    ),
                ],
                within=1e-6,
            )
    bleu = corpus_bleu(HYPOTHESES, REFERENCES, smooth="add-k")
    expect(
        field_of(bleu, "precisions"),
        SMOOTHED["add-k"][None],
        "`precisions` are those after smoothing",
        within=1e-6,
    )
    swapped = "matches and totals are swapped: matches come first"
    expect(
        field_of(bleu, "matches"),
        MATCHES,
        "`matches` are those before smoothing",
        [(TOTALS, swapped)],
    )
    expect(field_of(bleu, "totals"), TOTALS, "`totals` are those before smoothing")
    several = [list(CAT), list(HYPOTHESES[0])]
    expect_unchanged(corpus_bleu, [list(CAT)], [several], 4, "floor")


def _expect_value_error(function, name, *arguments):
    try:
        given = function(*arguments)
    except ValueError:
        return
    raise Wrong(f"{name}: a ValueError is raised by the given lines; keep them", describe(given))


EXERCISES = {
    "corpus_bleu": [
        Property("right translations score 100", right_translations_score_100),
        Property("counts are added up, divided, then averaged", counts_are_added_up_first),
        Property("a corpus that is too short loses", short_corpora_lose),
        Property("one order without a match makes it 0", one_order_without_match_is_zero),
        Property("smoothing and other options are used", smoothing_and_options_are_used),
    ],
}
