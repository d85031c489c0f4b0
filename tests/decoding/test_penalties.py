import numpy as np
import pytest

from course_utils.decoding.penalties import length_normalized_score


def test_power_of_the_length():
    assert length_normalized_score(-6.0, 4, 0.5) == -3
    assert length_normalized_score(-6.0, 4, 1) == -1.5
    assert length_normalized_score(-6.0, 4, 0) == -6


def test_gnmt_is_equation_14():
    assert length_normalized_score(-6.0, 7, 1, "gnmt") == -3
    assert length_normalized_score(-6.0, 1, 0.6, "gnmt") == -6
    assert length_normalized_score(-6.0, 7, 0, "gnmt") == -6


@pytest.mark.parametrize("penalty", ["power", "gnmt"])
def test_arrays_are_scored_element_by_element(penalty):
    sums, lengths = np.array([[-1.0], [-5.0]]), np.array([1, 2, 9])
    given = length_normalized_score(sums, lengths, 0.7, penalty)
    expected = [
        [length_normalized_score(s, t, 0.7, penalty) for t in (1, 2, 9)] for s in (-1.0, -5.0)
    ]
    np.testing.assert_allclose(given, expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((-1.0, 3, -0.1), "alpha is 0 or more, got -0.1"),
        ((-1.0, 3, float("nan")), "alpha is 0 or more, got nan"),
        ((-1.0, 0, 1), "length is at least 1, got 0"),
        ((-1.0, np.array([3, 0]), 1), "length is at least 1, got 0"),
        ((-1.0, 3, 1, "google"), "no penalty 'google'; there are power, gnmt"),
    ],
)
def test_arguments_out_of_range(arguments, words):
    with pytest.raises(ValueError, match=words):
        length_normalized_score(*arguments)
