import numpy as np
import pytest

from course_utils.audio.files import AudioError
from course_utils.trigger_word.own_voice.recorder import is_clipped, read_recording
from tests.sounds import flac_bytes, tone, wav_bytes

RATE = 48_000


def test_samples_come_out_as_they_went_in():
    pcm = np.arange(-20_000, 20_000, dtype=np.int16)
    samples, sample_rate = read_recording(wav_bytes(pcm.tobytes(), RATE))
    assert sample_rate == RATE
    assert samples.dtype == np.float32
    np.testing.assert_array_equal(samples, pcm / np.float32(32768))


def test_channels_are_averaged():
    stereo = np.stack([tone(1, RATE), np.zeros(RATE)], 1)
    samples, _ = read_recording(flac_bytes(stereo, RATE))
    np.testing.assert_allclose(samples, tone(1, RATE) / 2, atol=1e-4)


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (tone(0.2, RATE), r"too short: 0.20 s, at least 0.3 s"),
        (np.zeros(RATE), "is silent"),
        (0.0015 * tone(1, RATE), "is silent"),
    ],
)
def test_a_recording_of_nothing_is_told(audio, message):
    with pytest.raises(AudioError, match=message):
        read_recording(flac_bytes(audio, RATE))


def test_a_quiet_voice_is_none_of_these():
    read_recording(flac_bytes(0.01 * tone(0.3, RATE), RATE))


@pytest.mark.parametrize("content", [b"", b"not a sound", wav_bytes(b"", RATE)])
def test_what_is_no_sound_is_told(content):
    with pytest.raises(AudioError):
        read_recording(content)


@pytest.mark.parametrize(("gain", "clipped"), [(1.0, False), (1.99, False), (4.0, True)])
def test_clipping(gain, clipped):
    assert is_clipped(np.clip(gain * tone(1, 44_100), -1, 1)) == clipped


def test_one_click_is_no_clipping():
    samples = 0.1 * tone(1, RATE)
    samples[100:110] = 1
    assert not is_clipped(samples)
