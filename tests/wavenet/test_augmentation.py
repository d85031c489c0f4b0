import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.wavenet.corpus import vary
from tests.sounds import tone

RATE = 16_000


def varied(audio, seed, **limits):
    return vary(audio, RATE, np.random.default_rng(seed), **limits)


def pitch_hz(audio):
    """Frequency of the strongest component."""
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio))))
    return spectrum.argmax() * RATE / len(audio)


@given(st.integers(0, 2**32), st.floats(1, 2), st.floats(0, 12))
def test_speed_and_level_stay_within_their_limits(seed, max_speed, max_gain_db):
    audio = tone(0.25, hz=440).astype(np.float32)
    result = varied(audio, seed, max_speed=max_speed, max_gain_db=max_gain_db)
    assert result.dtype == np.float32
    speed = len(audio) / len(result)
    assert 1 / max_speed - 1e-3 < speed < max_speed + 1e-3
    gain_db = 20 * np.log10(result[500:-500].std() / audio[500:-500].std())
    assert abs(gain_db) < max_gain_db + 0.1


@pytest.mark.parametrize("seed", range(4))
def test_faster_is_higher(seed):
    audio = tone(1, hz=440).astype(np.float32)
    result = varied(audio, seed)
    assert pitch_hz(result) == pytest.approx(440 * len(audio) / len(result), abs=2)


def test_no_limits_change_nothing():
    audio = tone(0.1).astype(np.float32)
    assert np.array_equal(varied(audio, 0, max_speed=1, max_gain_db=0), audio)


def test_the_generator_decides_and_the_argument_stays():
    audio = tone(0.1).astype(np.float32)
    before = audio.copy()
    assert np.array_equal(varied(audio, 1), varied(audio, 1))
    assert len(varied(audio, 1)) != len(varied(audio, 2))
    assert np.array_equal(audio, before)


@pytest.mark.parametrize("limits", [{"max_speed": 0.9}, {"max_gain_db": -1}])
def test_limits_that_make_no_sense_are_refused(limits):
    with pytest.raises(ValueError, match="max_speed is at least 1 and max_gain_db at least 0, got"):
        varied(tone(0.1), 0, **limits)
