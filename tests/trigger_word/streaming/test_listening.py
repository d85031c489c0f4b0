import sys
from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.audio.files import AudioError, resample
from course_utils.audio.front_end import FrontEnd
from course_utils.numpy_layers import Activation, Conv, Dense
from course_utils.trigger_word.detection import REFRACTORY_MS, decode_events, detect_triggerword
from course_utils.trigger_word.streaming.listening import (
    Microphone,
    MicrophoneError,
    listen,
    resampled,
)
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector
from course_utils.trigger_word.streaming.streaming_detector import StreamingDetector

RATE = 16_000


class Loudness(FrontEnd):
    """One band: how loud a frame is."""

    def decibels(self, audio):
        return FrontEnd().decibels(audio).mean(axis=1, keepdims=True)

    @property
    def n_bands(self):
        return 1


@pytest.fixture(scope="module")
def detector():
    """Detects that a noise begins."""
    conv = Conv(np.full((15, 1, 1), 1 / 15, np.float32), np.zeros(1, np.float32), 4)
    dense = Dense(np.full((1, 1), 9.0, np.float32), np.full(1, -4.0, np.float32))
    return StreamingDetector(
        NumpyDetector((conv, dense, Activation("sigmoid"))), Loudness(), 0.5, "noise"
    )


def knocks(*seconds, length=6.0, rate=RATE):
    rng = np.random.default_rng(0)
    sound = rng.normal(0, 1e-3, round(length * rate))
    for second in seconds:
        start = round(second * rate)
        sound[start : start + rate // 5] = rng.uniform(-0.5, 0.5, rate // 5)
    return sound.astype(np.float32)


def blocks(sound, size):
    return [sound[i : i + size, np.newaxis] for i in range(0, len(sound), size)]


@pytest.mark.parametrize("size", [100, 1600, 96_000])
def test_detections_are_those_of_the_whole_sound(detector, size):
    sound = knocks(1, 2.5, 5)
    found = list(listen(blocks(sound, size), RATE, detector))
    stream = detector.stream()
    whole = np.clip(resample(sound, RATE, 44_100), -1, 1)
    probabilities = detect_triggerword(whole, detector.front_end, detector.network)
    expected = decode_events(probabilities, 0.5, stream.step_ms, REFRACTORY_MS) + stream.first_ms
    assert [d.time_ms for d in found] == pytest.approx(expected.tolist())
    assert [d.time_ms for d in found] == pytest.approx([1020, 2520, 5020], abs=30)


def test_detections_come_while_the_sound_does(detector):
    def endless():
        yield from blocks(knocks(1, length=2), 1600)
        raise AssertionError("asked for more than was needed")

    assert next(listen(endless(), RATE, detector)).time_ms == pytest.approx(1020, abs=30)


def test_channels_are_mixed_and_thresholds_hold(detector):
    sound = knocks(1, 3)
    stereo = [np.repeat(block, 2, axis=1) for block in blocks(sound, 1600)]
    one = list(listen(blocks(sound, 1600), RATE, detector))
    two = list(listen(stereo, RATE, detector))
    assert one == two
    assert len(one) == 2
    assert list(listen(blocks(sound, 1600), RATE, detector, threshold=1 - 1e-12)) == []
    with pytest.raises(ValueError, match="between 0 and 1, got 2"):
        list(listen(stereo, RATE, detector, threshold=2))


def test_samples_that_are_no_numbers(detector):
    with pytest.raises(AudioError, match="NaN or infinite"):
        list(listen([np.full((100, 1), np.nan, np.float32)], RATE, detector))


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000, 96_000])
def test_resampling_in_blocks_is_that_of_the_whole(rate):
    sound = knocks(0.5, length=1, rate=rate)
    pieces = np.split(sound, np.sort(np.random.default_rng(1).integers(0, rate, 30)))
    streamed = np.concatenate(list(resampled(pieces, rate, 44_100)))
    np.testing.assert_allclose(streamed, resample(sound, rate, 44_100), atol=1e-6)


class PortAudioError(Exception):
    pass


class InputStream:
    def __init__(self, sample_rate, channels, dtype):
        assert (sample_rate, channels, dtype) == (48_000, 1, "float32")
        self.running = False

    def start(self):
        self.running = True

    def read(self, frames):
        return np.zeros((frames, 1), np.float32), False

    def close(self):
        self.running = False


@pytest.fixture
def sounddevice(monkeypatch):
    module = SimpleNamespace(
        PortAudioError=PortAudioError,
        InputStream=InputStream,
        query_devices=lambda kind: {"name": "built-in", "default_samplerate": 48_000.0},
    )
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


def test_a_microphone_gives_blocks_of_100_ms(sounddevice):
    with Microphone() as microphone:
        assert (microphone.name, microphone.sample_rate) == ("built-in", 48_000)
        assert next(iter(microphone)).shape == (4800, 1)
        assert microphone._stream.running
    assert not microphone._stream.running


def test_a_microphone_that_is_pulled_out(sounddevice, monkeypatch):
    def read(self, frames):
        raise PortAudioError("device unavailable")

    monkeypatch.setattr(InputStream, "read", read)
    with (
        Microphone() as microphone,
        pytest.raises(MicrophoneError, match="built-in stopped: device unavailable"),
    ):
        next(iter(microphone))


@pytest.mark.parametrize("error", [PortAudioError("querying -1"), ValueError("no input device")])
def test_no_microphone(sounddevice, error):
    def query_devices(kind):
        raise error

    sounddevice.query_devices = query_devices
    with pytest.raises(MicrophoneError, match=r"no microphone.*plug one in.*or listen to a file"):
        Microphone()


def test_no_package_for_the_microphone(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MicrophoneError, match="pip install sounddevice"):
        Microphone()


def test_no_portaudio(monkeypatch, tmp_path):
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(MicrophoneError, match=r"library not found.*libportaudio2"):
        Microphone()
