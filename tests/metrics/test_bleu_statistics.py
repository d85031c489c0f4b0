import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.metrics.bleu import clipped_precision
from course_utils.metrics.bleu_statistics import BleuStatistics, bleu_statistics, closest_length
from tests.metrics.random_sentences import random_corpus

SENTENCES = st.lists(st.sampled_from("abc"), max_size=7)
CORPORA = st.lists(
    st.tuples(SENTENCES, st.lists(SENTENCES, min_size=1, max_size=3)), min_size=1, max_size=4
)


def assert_counted_as_one_by_one(hypotheses, references, max_order):
    counted = bleu_statistics(hypotheses, references, max_order)
    expected = [
        [clipped_precision(*pair, order) for order in range(1, max_order + 1)]
        for pair in zip(hypotheses, references, strict=True)
    ]
    np.testing.assert_array_equal(np.stack([counted.matches, counted.totals], axis=-1), expected)


@given(CORPORA, st.integers(1, 6))
def test_counts_are_those_of_counters(corpus, max_order):
    hypotheses, references = zip(*corpus, strict=True)
    assert_counted_as_one_by_one(hypotheses, references, max_order)


@pytest.mark.parametrize("seed", range(20))
def test_counts_of_longer_corpora(seed):
    hypotheses, references = random_corpus(seed, n_sentences=60, longest=30)
    assert_counted_as_one_by_one(hypotheses, references, 5)


def test_lengths():
    counted = bleu_statistics([["a"] * 4, []], [[["a"] * 5, ["a"] * 3], [["b"]]], 2)
    assert counted.hypothesis_length.tolist() == [4, 0]
    assert counted.reference_length.tolist() == [3, 1]


@pytest.mark.parametrize(
    ("hypothesis", "references", "closest"),
    [(4, [7, 5], 5), (4, [3, 5], 3), (4, [5, 3], 3), (0, [2, 9], 2), (9, [1], 1)],
)
def test_the_closest_length_and_the_shorter_one_on_a_tie(hypothesis, references, closest):
    assert closest_length(hypothesis, references) == closest


def test_parts_of_a_corpus_and_their_sums():
    hypotheses, references = random_corpus(3, n_sentences=9)
    whole = bleu_statistics(hypotheses, references)
    assert len(whole) == 9
    part = bleu_statistics(hypotheses[2:5], references[2:5])
    np.testing.assert_array_equal(whole[2:5].matches, part.matches)
    twice = whole[np.array([4, 4])].sum()
    np.testing.assert_array_equal(twice.totals, 2 * whole.totals[4])
    assert twice.hypothesis_length == 2 * len(hypotheses[4])


def test_counted_before():
    hypotheses, references = random_corpus(4)
    whole = bleu_statistics(hypotheses, references, 4)
    for max_order in (1, 3, 4):
        cut = bleu_statistics(whole, None, max_order)
        again = bleu_statistics(hypotheses, references, max_order)
        np.testing.assert_array_equal(cut.matches, again.matches)
        np.testing.assert_array_equal(cut.totals, again.totals)
        np.testing.assert_array_equal(cut.sum().totals, again.totals.sum(axis=0))
    with pytest.raises(ValueError, match="1 to 4, which were counted; got 5"):
        bleu_statistics(whole, None, 5)


def test_texts_and_tokens_of_any_kind():
    texts = bleu_statistics(["a b, c"], [["a b c", "b, c"]], 2, "13a")
    tokens = bleu_statistics([("a", "b", ",", "c")], [[("a", "b", "c"), ("b", ",", "c")]], 2)
    numbers = bleu_statistics([(1, 2, 9, 3)], [[(1, 2, 3), (2, 9, 3)]], 2)
    for other in (tokens, numbers):
        np.testing.assert_array_equal(texts.matches, other.matches)
    assert texts.matches.tolist() == [[4, 3]]


def test_max_order_zero():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        bleu_statistics([["a"]], [["a"]], 0)
    with pytest.raises(ValueError, match="got -1"):
        BleuStatistics(*np.ones((2, 1, 4)), np.ones(1), np.ones(1)).up_to(-1)
