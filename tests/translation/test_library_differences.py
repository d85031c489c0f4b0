import numpy as np
import pytest

from course_utils.metrics.bleu import corpus_bleu
from course_utils.metrics.bleu_statistics import bleu_statistics
from course_utils.translation.library_differences import (
    compare_libraries,
    count_as_nltk,
    reference_streams,
)
from tests.metrics.random_sentences import random_corpus

CORPORA = [random_corpus(seed, n_sentences=8) for seed in range(200)]
NOT_QUITE_0 = 1e-70  # 100 times the fourth root of the smallest positive float, and below


def test_they_agree_where_all_hypotheses_have_four_tokens():
    scored = 0
    for hypotheses, references in CORPORA:
        pairs = zip(hypotheses, references, strict=True)
        longer = [(hypothesis, several) for hypothesis, several in pairs if len(hypothesis) >= 4]
        found = compare_libraries(*zip(*longer, strict=True))
        assert found.nltk == pytest.approx(found.sacrebleu, abs=1e-9)
        assert found.phantoms.tolist() == [0, 0, 0, 0]
        scored += found.sacrebleu > 0
    assert scored > 100


def test_elsewhere_nltks_score_is_that_of_the_phantoms():
    lower = 0
    for hypotheses, references in CORPORA:
        found = compare_libraries(hypotheses, references)
        statistics = count_as_nltk(bleu_statistics(hypotheses, references))
        assert found.nltk == pytest.approx(corpus_bleu(statistics).score, abs=1e-9)
        assert found.phantoms.tolist() == [
            sum(len(hypothesis) < order for hypothesis in hypotheses) for order in range(1, 5)
        ]
        if found.sacrebleu > 0 and found.phantoms.any():
            assert found.nltk < found.sacrebleu
            lower += 1
        else:
            assert found.nltk == pytest.approx(found.sacrebleu, abs=1e-9)
    assert lower > 50


@pytest.mark.parametrize("max_order", [1, 2, 3, 5])
def test_other_orders(max_order):
    for hypotheses, references in CORPORA[:40]:
        found = compare_libraries(hypotheses, references, max_order)
        statistics = count_as_nltk(bleu_statistics(hypotheses, references, max_order))
        assert found.nltk == pytest.approx(corpus_bleu(statistics, None, max_order).score, abs=1e-9)


def test_a_right_sentence_of_three_words_costs_nltk_something():
    long, short = list("abcdefgh"), list("abc")
    found = compare_libraries([long, short], [[long], [short]])
    assert found.sacrebleu == pytest.approx(100)
    assert found.phantoms.tolist() == [0, 0, 0, 1]
    assert found.nltk == pytest.approx(100 * (5 / 6) ** 0.25)


def test_nltks_zero_is_not_quite_zero():
    found = compare_libraries([list("abcdef")], [[list("axbxcx")]])
    assert found.sacrebleu == 0
    assert 0 < found.nltk < NOT_QUITE_0


def test_counts_are_not_changed():
    statistics = bleu_statistics([["a"]], [["a"]])
    count_as_nltk(statistics)
    np.testing.assert_array_equal(statistics.totals, [[1, 0, 0, 0]])


def test_streams():
    assert reference_streams([[["a", "b"]], [["c"], []]]) == [["a b", "c"], [None, ""]]
