"""The recorder in the notebook, and what it reads."""

import json
import sys

import numpy as np
import pytest

from course_utils.audio.files import AudioError
from course_utils.audio.recorder import (
    FOLDER,
    NOT_INSTALLED,
    NOT_RUNNING,
    VoiceRecorder,
    is_clipped,
    read_recording,
)
from tests.sounds import flac_bytes, tone, wav_bytes

RATE = 48_000
RECORDING = flac_bytes(tone(1, RATE), RATE)


def answers_to(recorder, content, monkeypatch):
    """What the browser is told after it sent some bytes."""
    pytest.importorskip("anywidget")
    told = []
    monkeypatch.setattr(recorder.microphone, "send", told.append)
    recorder._receive(recorder.microphone, {"kind": "recording"}, [memoryview(content)])
    return told


def test_python_gets_samples_and_rate(monkeypatch):
    heard = []
    recorder = VoiceRecorder(lambda *sound: heard.append(sound))
    told = answers_to(recorder, RECORDING, monkeypatch)
    ((samples, sample_rate),) = heard
    assert (samples.shape, sample_rate) == ((RATE,), RATE)
    assert told[-1] == {"text": "Heard 1.0 s at 48,000 Hz.", "problem": False}


def test_what_is_returned_is_shown(monkeypatch, capsys):
    recorder = VoiceRecorder(lambda *sound: ("one", None, 2))
    answers_to(recorder, RECORDING, monkeypatch)
    assert capsys.readouterr().out.split()[-2:] == ["one", "2"]


def test_silence_never_reaches_the_function(monkeypatch):
    recorder = VoiceRecorder(lambda *sound: pytest.fail("was called"))
    (told,) = answers_to(recorder, flac_bytes(np.zeros(RATE), RATE), monkeypatch)
    assert told["problem"]
    assert "silent" in told["text"]


def test_distortion_is_told_and_the_sound_used(monkeypatch):
    heard = []
    recorder = VoiceRecorder(lambda *sound: heard.append(sound))
    loud = flac_bytes(np.clip(5 * tone(1, RATE), -1, 1), RATE)
    assert "distorted" in answers_to(recorder, loud, monkeypatch)[-1]["text"]
    assert len(heard) == 1


def test_an_error_of_the_function_is_told(monkeypatch):
    pytest.importorskip("anywidget")
    recorder = VoiceRecorder(lambda samples, sample_rate: 1 / 0)
    told = []
    monkeypatch.setattr(recorder.microphone, "send", told.append)
    with pytest.raises(ZeroDivisionError):  # a kernel shows it below the recorder
        recorder._receive(None, {}, [RECORDING])
    assert told[-1] == {"text": "Your code raised an error: see below.", "problem": True}


def test_a_page_without_widgets_shows_a_sentence():
    pytest.importorskip("anywidget")
    bundle = VoiceRecorder(print)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert (bundle["text/plain"], bundle["text/html"]) == (NOT_RUNNING, f"<p>{NOT_RUNNING}</p>")
    json.dumps(bundle)


@pytest.mark.parametrize("missing", ["anywidget", "ipywidgets"])
def test_without_the_packages_it_is_a_sentence(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    recorder = VoiceRecorder(print)
    assert repr(recorder) == NOT_INSTALLED
    assert set(recorder._repr_mimebundle_()) == {"text/plain", "text/html"}


@pytest.mark.parametrize("seconds", [0, 0.5, 61, float("nan")])
def test_a_length_that_makes_no_sense(seconds):
    with pytest.raises(ValueError, match="seconds must be from 1 to 60, got"):
        VoiceRecorder(print, seconds)


def test_the_page_asks_nothing_of_the_network():
    for name in ("recorder.js", "recorder.css"):
        code = (FOLDER / name).read_text(encoding="utf-8")
        for word in ("import ", "import(", "fetch", "XMLHttpRequest", "url(", "//cdn"):
            assert word not in code


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
