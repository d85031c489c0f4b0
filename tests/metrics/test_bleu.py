import math
import warnings
from collections import Counter
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import sacrebleu
from nltk.translate.bleu_score import corpus_bleu as nltk_corpus_bleu

from course_utils.metrics.bleu import (
    SMOOTHING,
    brevity_penalty,
    clipped_precision,
    corpus_bleu,
    ngram_counts,
    sentence_bleu,
    smoothed_precisions,
    smoothing_value,
)
from course_utils.metrics.bleu_statistics import bleu_statistics
from tests.metrics.random_sentences import random_corpus

CAT = ["the", "cat", "is", "on", "the", "mat"]
OTHER_CAT = ["there", "is", "a", "cat", "on", "the", "mat"]
MATCHES, TOTALS = np.array([7, 4, 0, 0]), np.array([9, 7, 5, 3])
SETS = 240
SMOOTHINGS = [
    ("none", None),
    ("exp", None),
    *[("floor", value) for value in (None, 0, 0.01, 1.5)],
    *[("add-k", value) for value in (None, 0, 0.3, 2)],
]
exactly = partial(pytest.approx, rel=0, abs=1e-9)


def test_ngrams_by_hand():
    assert ngram_counts(["a", "b", "a", "b"], 2) == {("a", "b"): 2, ("b", "a"): 1}
    assert ngram_counts(("a", "b"), 1) == {("a",): 1, ("b",): 1}


@pytest.mark.parametrize("length", range(6))
@pytest.mark.parametrize("order", range(1, 6))
def test_there_are_length_minus_order_plus_one(length, order):
    counts = ngram_counts(list(range(length)), order)
    assert isinstance(counts, Counter)
    assert counts.total() == max(0, length - order + 1)


def test_ngrams_of_order_zero():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        ngram_counts(CAT, 0)


def test_papinenis_example():
    assert clipped_precision(["the"] * 7, [CAT, OTHER_CAT], 1) == (2, 7)
    assert clipped_precision(["the"] * 7, [CAT, OTHER_CAT], 2) == (0, 6)
    assert clipped_precision(["the"] * 7, [OTHER_CAT], 1) == (1, 7)


def test_clips_by_the_reference_that_has_most_not_by_the_sum():
    assert clipped_precision(list("aaab"), [list("aa"), list("ab")], 1) == (3, 4)


def test_too_short_for_an_ngram():
    assert clipped_precision(["the"], [CAT], 2) == (0, 0)
    assert clipped_precision([], [CAT], 1) == (0, 0)
    assert clipped_precision(CAT, [[]], 1) == (0, 6)


def test_bad_references():
    with pytest.raises(ValueError, match="no reference"):
        clipped_precision(CAT, [], 1)
    with pytest.raises(ValueError, match="one of them is text"):
        clipped_precision(CAT, CAT, 1)
    with pytest.raises(ValueError, match="got -1"):
        clipped_precision(CAT, [CAT], -1)


@pytest.mark.parametrize(
    ("smooth", "value", "expected"),
    [
        ("none", None, [700 / 9, 400 / 7, 0, 0]),
        ("floor", None, [700 / 9, 400 / 7, 10 / 5, 10 / 3]),
        ("floor", 2, [700 / 9, 400 / 7, 200 / 5, 200 / 3]),
        ("add-k", None, [700 / 9, 500 / 8, 100 / 6, 100 / 4]),
        ("add-k", 0.5, [700 / 9, 450 / 7.5, 50 / 5.5, 50 / 3.5]),
        ("exp", None, [700 / 9, 400 / 7, 50 / 5, 25 / 3]),
    ],
)
def test_smoothed_precisions_by_hand(smooth, value, expected):
    np.testing.assert_allclose(smoothed_precisions(MATCHES, TOTALS, smooth, value), expected)


def test_the_ways_and_their_usual_values_are_sacrebleus():
    assert SMOOTHING == sacrebleu.BLEU.SMOOTH_DEFAULTS


@pytest.mark.parametrize("smooth", SMOOTHING)
def test_orders_without_ngrams_have_no_precision(smooth):
    found = smoothed_precisions(np.array([2, 1, 0, 0]), np.array([2, 1, 0, 0]), smooth)
    missing = [100, 100] if smooth == "add-k" else [np.nan, np.nan]
    np.testing.assert_array_equal(found, [100, 100, *missing])


@pytest.mark.parametrize("smooth", SMOOTHING)
def test_without_any_match_there_is_nothing_to_smooth(smooth):
    found = smoothed_precisions(np.zeros(3), np.array([2, 1, 0]), smooth)
    np.testing.assert_array_equal(found, [0, 0, np.nan])


def test_counts_stay_as_they_were():
    matches = MATCHES.astype(float)
    for smooth in SMOOTHING:
        smoothed_precisions(matches, TOTALS, smooth)
    np.testing.assert_array_equal(matches, MATCHES)


def test_values_to_smooth_with():
    assert smoothing_value("floor") == 0.1
    assert smoothing_value("add-k", 0) == 0


def sacrebleus(hypotheses, references, max_order, smooth, smooth_value, effective_order):
    metric = sacrebleu.BLEU(
        tokenize="none",
        force=True,
        smooth_method=smooth,
        smooth_value=smooth_value,
        max_ngram_order=max_order,
        effective_order=effective_order,
    )
    most = max(map(len, references))
    streams = [
        [" ".join(several[k]) if k < len(several) else None for several in references]
        for k in range(most)
    ]
    return metric.corpus_score([" ".join(hypothesis) for hypothesis in hypotheses], streams)


def assert_same(ours, theirs):
    assert ours.score == exactly(theirs.score)
    assert ours.brevity_penalty == exactly(theirs.bp)
    assert (ours.hypothesis_length, ours.reference_length) == (theirs.sys_len, theirs.ref_len)
    orders = len(ours.precisions)
    assert np.nan_to_num(ours.precisions).tolist() == exactly(theirs.precisions[:orders])


@pytest.mark.parametrize(("smooth", "value"), SMOOTHINGS)
def test_a_corpus_scores_as_in_sacrebleu(smooth, value):
    for seed in range(SETS):
        hypotheses, references = random_corpus(seed)
        max_order = 1 + seed % 6
        theirs = sacrebleus(hypotheses, references, max_order, smooth, value, False)
        assert_same(corpus_bleu(hypotheses, references, max_order, smooth, value), theirs)


@pytest.mark.parametrize("effective_order", [True, False])
@pytest.mark.parametrize(("smooth", "value"), SMOOTHINGS)
def test_a_sentence_scores_as_in_sacrebleu(smooth, value, effective_order):
    for seed in range(SETS):
        (hypothesis,), (references,) = random_corpus(seed, n_sentences=1, longest=8)
        max_order = 1 + seed % 6
        theirs = sacrebleus([hypothesis], [references], max_order, smooth, value, effective_order)
        options = {"smooth_value": value, "effective_order": effective_order}
        assert_same(sentence_bleu(hypothesis, references, max_order, smooth, **options), theirs)


def test_the_random_sets_hold_what_is_hard():
    corpora = [random_corpus(seed) for seed in range(SETS)]
    hypotheses = [hypothesis for corpus, _ in corpora for hypothesis in corpus]
    numbers = [{len(several) for several in references} for _, references in corpora]
    scores = [corpus_bleu(*corpus).score for corpus in corpora]
    assert sum(len(hypothesis) == 0 for hypothesis in hypotheses) > 20
    assert sum(0 < len(hypothesis) < 4 for hypothesis in hypotheses) > 100
    assert sum(len(different) > 1 for different in numbers) > 100
    assert sum(0 < score < 100 for score in scores) > 100
    assert sum(score == 0 for score in scores) > 20


@pytest.mark.parametrize("tokenize", ["none", "13a", "intl", "zh", "char"])
def test_texts_score_as_in_sacrebleu(tokenize):
    hypotheses = ["It's 3.5 km, not 4!", "你好,世界 is hello world", "l'été «dure» 3 mois"]
    references = [
        ["It is 3.5 km, not 5."],
        ["你好世界 is hello", "hello, 世界"],
        ["l'été dure 3 mois"],
    ]
    theirs = sacrebleu.BLEU(tokenize=tokenize, smooth_method="exp").corpus_score(
        hypotheses, [[several[0] for several in references], [None, references[1][1], None]]
    )
    assert_same(corpus_bleu(hypotheses, references, smooth="exp", tokenize=tokenize), theirs)


def test_a_translation_like_its_reference():
    bleu = corpus_bleu([CAT], [CAT])
    assert bleu.score == exactly(100)
    assert bleu.matches.tolist() == bleu.totals.tolist() == [6, 5, 4, 3]
    assert str(bleu) == "BLEU 100.00 = 1.000 * mean(100.0/100.0/100.0/100.0), lengths 6 to 6"


def test_by_hand():
    bleu = corpus_bleu(["the cat sat on"], ["the cat is on the mat"], 2, tokenize="none")
    assert bleu.precisions.tolist() == exactly([75, 100 / 3])
    assert bleu.score == exactly(math.exp(1 - 6 / 4) * math.sqrt(75 * 100 / 3))


def test_a_corpus_adds_up_before_it_divides():
    hypotheses, references = random_corpus(8, n_sentences=20)
    bleu = corpus_bleu(hypotheses, references)
    pairs = list(zip(hypotheses, references, strict=True))
    for order in range(1, 5):
        counts = np.sum([clipped_precision(*pair, order) for pair in pairs], axis=0)
        assert (bleu.matches[order - 1], bleu.totals[order - 1]) == tuple(counts)
    mean = np.mean([sentence_bleu(*pair).score for pair in pairs])
    assert abs(bleu.score - mean) > 1


def test_counted_statistics_score_as_their_sentences():
    hypotheses, references = random_corpus(9, n_sentences=30)
    statistics = bleu_statistics(hypotheses, references)
    expected = corpus_bleu(hypotheses[5:25], references[5:25], 3, "exp")
    assert corpus_bleu(statistics[5:25], None, 3, "exp").score == expected.score


def test_the_order_of_the_sentences_does_not_matter():
    hypotheses, references = random_corpus(10, n_sentences=12)
    backwards = corpus_bleu(hypotheses[::-1], references[::-1])
    assert backwards.score == corpus_bleu(hypotheses, references).score


@pytest.mark.parametrize(
    ("hypothesis", "reference", "penalty"),
    [(5, 5, 1), (6, 5, 1), (4, 5, math.exp(-0.25)), (1, 2, math.exp(-1)), (0, 3, 0), (0, 0, 1)],
)
def test_brevity_penalty(hypothesis, reference, penalty):
    given = brevity_penalty(hypothesis, reference)
    assert isinstance(given, float)
    assert given == exactly(penalty)


def test_negative_lengths():
    with pytest.raises(ValueError, match="0 or more, got -1 and 3"):
        brevity_penalty(-1, 3)


def test_empty_hypotheses():
    assert corpus_bleu([[], []], [["a"], [[]]]).score == 0
    bleu = sentence_bleu([], ["a"])
    assert (bleu.score, bleu.brevity_penalty) == (0, 0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"smooth": "laplace"}, "'laplace'; there are none, floor, add-k, exp"),
        ({"smooth": "exp", "smooth_value": 0.1}, "'exp' has no value to set, got 0.1"),
        ({"smooth": "none", "smooth_value": 0}, "'none' has no value"),
        ({"smooth": "floor", "smooth_value": -0.1}, "0 or more, got -0.1"),
        ({"smooth": "floor", "smooth_value": float("inf")}, "0 or more, got inf"),
        ({"smooth": "add-k", "smooth_value": float("nan")}, "0 or more, got nan"),
        ({"max_order": 0}, "at least 1, got 0"),
        ({"tokenize": "13b"}, "'13b'; there are none, 13a"),
    ],
)
def test_bad_options(options, says):
    with pytest.raises(ValueError, match=says):
        corpus_bleu([["a"]], [["a"]], **options)
    with pytest.raises(ValueError, match=says):
        sentence_bleu(["a"], ["a"], **options)


def test_bad_sentences():
    with pytest.raises(ValueError, match="2 hypotheses, but references for 1"):
        corpus_bleu([["a"], ["b"]], [["a"]])
    with pytest.raises(ValueError, match="is text"):
        sentence_bleu("a", "a")


def phantoms(hypotheses, references):
    """What NLTK counts: at least one n-gram of each order in every sentence."""
    counted = bleu_statistics(hypotheses, references)
    return replace(counted, totals=np.maximum(counted.totals, 1))


def test_nltk_scores_ngrams_that_are_not_there():
    differ = 0
    for seed in range(200):
        hypotheses, references = random_corpus(seed, n_sentences=8)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no matches of some order
            theirs = 100 * nltk_corpus_bleu(references, hypotheses)
        assert theirs == exactly(corpus_bleu(phantoms(hypotheses, references)).score)
        assert theirs <= corpus_bleu(hypotheses, references).score + 1e-9
        differ += theirs < corpus_bleu(hypotheses, references).score - 1e-3
    assert differ > 50
