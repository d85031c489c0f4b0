import numpy as np
import pytest

from course_utils.audio.reverb import OCTAVES_HZ, equalizer, random_equalizer

RATE = 44_100


def gains_at(response, frequencies_hz, rate=RATE):
    """The filter's gain in dB at some frequencies."""
    seconds = np.arange(len(response)) / rate
    waves = np.exp(-2j * np.pi * np.outer(frequencies_hz, seconds))
    return 20 * np.log10(np.abs(waves @ response))


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100])
def test_octaves_have_the_gains_asked_for(rate):
    gains = np.array([-3.0, 7.0, 10.0, -10.0, -8.0, 4.0])
    response = equalizer(gains, rate)
    inside = rate / 2 > OCTAVES_HZ
    assert gains_at(response, OCTAVES_HZ, rate)[inside] == pytest.approx(gains[inside], abs=0.6)
    half_way = gains_at(response, [np.sqrt(500 * 1_000)], rate)
    assert half_way == pytest.approx(8.5, abs=0.3)


def test_no_gain_is_no_filter():
    response = equalizer(np.zeros(6), RATE)
    assert response == pytest.approx(np.eye(1, len(response))[0], abs=1e-6)


def test_it_begins_at_once():
    rng = np.random.default_rng(0)
    for _ in range(20):
        energy = np.square(random_equalizer(10, 16_000, rng))
        assert energy[:16].sum() > 0.8 * energy.sum()  # the first of 8 ms


def test_no_octave_changes_by_more_and_the_generator_decides():
    one, two, other = (random_equalizer(6, RATE, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)
    gains = [
        gains_at(random_equalizer(6, RATE, np.random.default_rng(i)), OCTAVES_HZ) for i in range(50)
    ]
    assert 5 < np.max(np.abs(gains)) < 6.6
