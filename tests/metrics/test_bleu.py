import math
from functools import partial

import numpy as np
import pytest
import sacrebleu

from course_utils.metrics.bleu import brevity_penalty, clipped_precision, corpus_bleu, sentence_bleu
from course_utils.metrics.bleu_statistics import bleu_statistics
from tests.metrics.random_sentences import random_corpus

SETS = 240
SMOOTHINGS = [
    ("none", None),
    ("exp", None),
    *[("floor", value) for value in (None, 0, 0.01, 1.5)],
    *[("add-k", value) for value in (None, 0, 0.3, 2)],
]
exactly = partial(pytest.approx, rel=0, abs=1e-9)


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
    sentence = ["the", "cat", "is", "on", "the", "mat"]
    bleu = corpus_bleu([sentence], [sentence])
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
    with pytest.raises(ValueError, match="no hypotheses"):
        corpus_bleu([], [])
    with pytest.raises(ValueError, match="2 hypotheses, but references for 1"):
        corpus_bleu([["a"], ["b"]], [["a"]])
    with pytest.raises(ValueError, match="no reference"):
        sentence_bleu(["a"], [])
    with pytest.raises(ValueError, match="is text"):
        sentence_bleu("a", "a")
