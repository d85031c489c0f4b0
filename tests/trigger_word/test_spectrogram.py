import numpy as np
import pytest
from scipy.signal import spectrogram

from course_utils.audio.files import AudioError
from course_utils.trigger_word.detection import graph_spectrogram, preprocess_audio
from tests.sounds import tone


def test_it_is_scipys_spectrogram_in_decibels():
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 5_000).astype(np.float32)
    _, _, power = spectrogram(
        noise, window="hann", nperseg=200, noverlap=120, detrend=False, scaling="spectrum"
    )
    power[[0, -1]] *= 2  # scipy doubles all rows but these, as they have no negative twin
    expected = 10 * np.log10(2 * power)
    assert np.abs(graph_spectrogram(noise) - expected).max() < 0.01


def test_ten_seconds_are_5511_columns():
    given = graph_spectrogram(np.zeros(441_000, np.float32))
    assert (given.shape, given.dtype) == ((101, 5511), np.float32)
    assert np.abs(given + 100).max() < 1e-4


@pytest.mark.parametrize("audio", [np.zeros(199), np.zeros((400, 2))])
def test_what_is_too_short_or_stereo_is_refused(audio):
    with pytest.raises(ValueError, match="at least 200"):
        graph_spectrogram(audio)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.5, 10, 11])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_recording_becomes_ten_seconds(rate, seconds, channels):
    audio = np.stack([tone(seconds, rate)] * channels, axis=1)
    given = preprocess_audio(audio, rate)
    assert (given.shape, given.dtype) == ((441_000,), np.float32)
    n = round(min(seconds, 10) * 44_100)
    assert np.abs(given[1_000 : n - 1_000] - tone(10, 44_100)[1_000 : n - 1_000]).max() < 0.01
    assert not given[n + 1 :].any()


@pytest.mark.parametrize(
    ("audio", "words"),
    [
        (np.zeros(0), "no samples"),
        (np.array([np.nan, 0.0]), "NaN"),
        (np.zeros(5, np.int16), "float samples"),
    ],
)
def test_what_is_no_sound_is_refused(audio, words):
    with pytest.raises(AudioError, match=words):
        preprocess_audio(audio, 44_100)
