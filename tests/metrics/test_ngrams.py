from collections import Counter

import pytest

from course_utils.metrics.bleu import clipped_precision, ngram_counts

CAT = ["the", "cat", "is", "on", "the", "mat"]
OTHER_CAT = ["there", "is", "a", "cat", "on", "the", "mat"]


def test_ngrams_by_hand():
    assert ngram_counts(["a", "b", "a", "b"], 2) == {("a", "b"): 2, ("b", "a"): 1}
    assert ngram_counts(("a", "b"), 1) == {("a",): 1, ("b",): 1}


@pytest.mark.parametrize("length", range(6))
@pytest.mark.parametrize("order", range(1, 6))
def test_there_are_length_minus_order_plus_one(length, order):
    counts = ngram_counts(list(range(length)), order)
    assert isinstance(counts, Counter)
    assert counts.total() == max(0, length - order + 1)


def test_order_zero():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        ngram_counts(CAT, 0)


def test_papinenis_example():
    assert clipped_precision(["the"] * 7, [CAT, OTHER_CAT], 1) == (2, 7)
    assert clipped_precision(["the"] * 7, [CAT, OTHER_CAT], 2) == (0, 6)
    assert clipped_precision(["the"] * 7, [OTHER_CAT], 1) == (1, 7)


def test_clips_by_the_reference_that_has_most_not_by_the_sum():
    assert clipped_precision(list("aaab"), [list("aa"), list("ab")], 1) == (3, 4)


def test_too_short():
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
