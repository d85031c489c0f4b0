import numpy as np
import pytest
from scipy import stats

from course_utils.wavenet.generation.sampling import (
    sample_codes,
    uniform_numbers,
    uniform_numbers_from,
)


def draw(logits, temperature, n, seed=0):
    rows = np.broadcast_to(np.asarray(logits, np.float32), (n, len(logits)))
    return sample_codes(rows, temperature, np.random.default_rng(seed).random(n))


@pytest.mark.parametrize("temperature", [0.5, 1, 2])
def test_frequencies_are_the_softmax(temperature):
    logits = np.random.default_rng(1).normal(0, 1.5, 12)
    expected = np.exp(logits / temperature)
    expected *= 50_000 / expected.sum()
    found = np.bincount(draw(logits, temperature, 50_000), minlength=12)
    assert stats.chisquare(found, expected).pvalue > 0.001


def test_the_frequency_test_sees_a_wrong_temperature():
    logits = np.random.default_rng(1).normal(0, 1.5, 12)
    expected = np.exp(logits)
    expected *= 50_000 / expected.sum()
    found = np.bincount(draw(logits, 1.1, 50_000), minlength=12)
    assert stats.chisquare(found, expected).pvalue < 1e-6


@pytest.mark.parametrize("temperature", [0.01, 0.5, 1, 2, 100])
def test_an_impossible_code_is_never_drawn(temperature):
    logits = np.array([-np.inf, 0, -np.inf, 1, -np.inf])
    found = draw(logits, temperature, 20_000)
    assert set(found) <= {1, 3}
    ends = np.array([0.0, np.nextafter(1, 0)])
    assert set(sample_codes(np.stack([logits, logits]), temperature, ends)) <= {1, 3}


def test_there_is_no_floor_under_rare_codes():
    """basveeling/wavenet draws code 255 with probability 2.56e-5 whatever the network says."""
    logits = np.zeros(256)
    logits[255] = -40
    uniforms = np.linspace(0, 1, 200_000, endpoint=False)
    codes = sample_codes(np.broadcast_to(logits, (200_000, 256)), 1.0, uniforms)
    assert codes.max() == 254


def test_temperature_zero_is_the_most_likely_code():
    logits = np.random.default_rng(0).normal(size=(50, 9))
    uniforms = np.random.default_rng(1).random(50)
    np.testing.assert_array_equal(sample_codes(logits, 0, uniforms), logits.argmax(-1))


def test_huge_logits_do_not_overflow():
    assert draw([1e30, 0, -1e30], 1, 10).tolist() == [0] * 10


@pytest.mark.parametrize("temperature", [-0.1, float("nan"), float("inf")])
def test_a_temperature_that_makes_no_sense(temperature):
    with pytest.raises(ValueError, match=str(temperature)):
        draw([0, 0], temperature, 1)


def test_streams_do_not_depend_on_their_number_nor_on_pieces():
    whole = uniform_numbers(7, 3).draw(10)
    assert np.array_equal(uniform_numbers(7, 1).draw(10), whole[:1])
    pieces = uniform_numbers(7, 3)
    first = pieces.draw(4)
    resumed = uniform_numbers_from(pieces.state)
    np.testing.assert_array_equal(np.hstack([first, resumed.draw(6)]), whole)
    assert not np.array_equal(whole[0], whole[1])
