import sys
from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.audio.microphone import Microphone, MicrophoneError


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
