import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_utils.decoding.beam_search import expand_hypotheses

costs = st.one_of(st.sampled_from([-np.inf, -2.0, -1.0, 0.0]), st.floats(-50, 0))


def one_by_one(sums, following, beam_width):
    """All continuations of one sentence, sorted in plain Python."""
    found = [
        (-(sums[parent] + following[parent, token]), parent, token)
        for parent in range(len(sums))
        for token in range(following.shape[1])
    ]
    return sorted(found)[:beam_width]


@given(data=st.data())
def test_equals_sorting_all_continuations(data):
    batch, live, vocabulary = (data.draw(st.integers(1, most)) for most in (3, 4, 6))
    sums = data.draw(arrays(np.float64, (batch, live), elements=costs))
    following = data.draw(arrays(np.float64, (batch, live, vocabulary), elements=costs))
    beam_width = data.draw(st.integers(1, 30))
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    for i in range(batch):
        expected = one_by_one(sums[i], following[i], beam_width)
        assert list(zip(-totals[i], parents[i], tokens[i], strict=True)) == expected


def test_sums_stay_in_float64():
    sums = np.array([[-1000.0]])
    following = np.array([[[-1e-6, -2e-6]]], np.float32)
    parents, tokens, totals = expand_hypotheses(sums, following, 5)
    assert totals.dtype == np.float64
    assert tokens.tolist() == [[0, 1]]
    assert parents.tolist() == [[0, 0]]


def test_a_beam_of_nothing():
    with pytest.raises(ValueError, match="beam_width is at least 1, got 0"):
        expand_hypotheses(np.zeros((1, 1)), np.zeros((1, 1, 3)), 0)
