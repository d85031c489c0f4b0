import json
import sys

import numpy as np
import pytest

from course_utils.trigger_word.own_voice.recorder import (
    FOLDER,
    NOT_INSTALLED,
    NOT_RUNNING,
    VoiceRecorder,
)
from tests.sounds import flac_bytes, tone

RATE = 48_000
RECORDING = flac_bytes(tone(1, RATE), RATE)


@pytest.fixture
def _widgets():
    pytest.importorskip("anywidget")


def answers_to(recorder, content, monkeypatch):
    """What the browser is told after it sent some bytes."""
    told = []
    monkeypatch.setattr(recorder.microphone, "send", told.append)
    recorder._receive(recorder.microphone, {"kind": "recording"}, [memoryview(content)])
    return told


@pytest.mark.usefixtures("_widgets")
def test_python_gets_samples_and_rate(monkeypatch):
    heard = []
    recorder = VoiceRecorder(lambda *sound: heard.append(sound))
    told = answers_to(recorder, RECORDING, monkeypatch)
    ((samples, sample_rate),) = heard
    assert (samples.shape, sample_rate) == ((RATE,), RATE)
    assert told[-1] == {"text": "Heard 1.0 s at 48,000 Hz.", "problem": False}


@pytest.mark.usefixtures("_widgets")
def test_what_is_returned_is_shown(monkeypatch, capsys):
    recorder = VoiceRecorder(lambda *sound: ("one", None, 2))
    answers_to(recorder, RECORDING, monkeypatch)
    assert capsys.readouterr().out.split()[-2:] == ["one", "2"]


@pytest.mark.usefixtures("_widgets")
def test_silence_never_reaches_the_function(monkeypatch):
    recorder = VoiceRecorder(lambda *sound: pytest.fail("was called"))
    (told,) = answers_to(recorder, flac_bytes(np.zeros(RATE), RATE), monkeypatch)
    assert told["problem"]
    assert "silent" in told["text"]


@pytest.mark.usefixtures("_widgets")
def test_distortion_is_told_and_the_sound_used(monkeypatch):
    heard = []
    recorder = VoiceRecorder(lambda *sound: heard.append(sound))
    loud = flac_bytes(np.clip(5 * tone(1, RATE), -1, 1), RATE)
    assert "distorted" in answers_to(recorder, loud, monkeypatch)[-1]["text"]
    assert len(heard) == 1


@pytest.mark.usefixtures("_widgets")
def test_an_error_of_the_function_is_told(monkeypatch):
    recorder = VoiceRecorder(lambda samples, sample_rate: 1 / 0)
    told = []
    monkeypatch.setattr(recorder.microphone, "send", told.append)
    with pytest.raises(ZeroDivisionError):  # a kernel shows it below the recorder
        recorder._receive(None, {}, [RECORDING])
    assert told[-1] == {"text": "Your code raised an error: see below.", "problem": True}


@pytest.mark.usefixtures("_widgets")
def test_a_page_without_widgets_shows_a_sentence():
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
