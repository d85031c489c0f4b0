"""The recorder in the notebook, what it reads, and what a detector makes of it."""

import json
import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils.audio.files import AudioError
from course_utils.audio.front_end import FrontEnd
from course_utils.audio.pydub_audio import AudioSegment
from course_utils.trigger_word.clips import SAMPLE_RATE
from course_utils.trigger_word.detection import (
    chime_on_activate,
    decode_events,
    graph_spectrogram,
    make_chime,
    preprocess_audio,
)
from course_utils.trigger_word.detectors import GruConfig
from course_utils.trigger_word.own_voice.recorder import (
    FOLDER,
    NOT_INSTALLED,
    NOT_RUNNING,
    VoiceRecorder,
    describe_events,
    is_clipped,
    listen_back,
    read_recording,
)
from tests.sounds import flac_bytes, tone, wav_bytes

mpl.use("agg")
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


CONFIG = GruConfig(FrontEnd(hop=882), kernel_size=21)
STEP_MS, FIRST_MS = CONFIG.step_ms, 5 * CONFIG.step_ms  # to the nearest step


def loud_detector(audio, front_end, model):
    """A false detector: it rings where the sound is loud, step by step."""
    assert isinstance(front_end, FrontEnd)
    step = round(STEP_MS * SAMPLE_RATE / 1000)
    first = round(FIRST_MS * SAMPLE_RATE / 1000)
    heard = audio[first:]
    return np.array([np.abs(heard[i : i + step]).max() for i in range(0, len(heard), step)])


def look(samples, sample_rate=16_000, threshold=0.3, **options):
    return listen_back(
        samples,
        sample_rate,
        config=CONFIG,
        model=None,
        threshold=threshold,
        chime=make_chime(),
        preprocess=preprocess_audio,
        spectrogram=graph_spectrogram,
        detect=loud_detector,
        decode=decode_events,
        add_chimes=chime_on_activate,
        **options,
    )


def loud_at(*seconds, sample_rate=16_000):
    samples = 1e-3 * np.random.default_rng(0).standard_normal(8 * sample_rate)
    for second in seconds:
        start = round(second * sample_rate)
        samples[start : start + sample_rate // 5] = tone(0.2, sample_rate)
    return samples.astype(np.float32)


def test_words_are_heard_where_they_are():
    text, figure, *_ = look(loud_at(2.0, 5.2))
    assert text.data == "Heard “activate” at 2.0 s and 5.2 s."
    marks = [line.get_xdata()[0] for line in figure.axes[0].lines[1:]]
    np.testing.assert_allclose(marks, [2.0, 5.2], atol=STEP_MS / 1000)


def test_chimes_are_where_the_words_were(monkeypatch):
    places = []
    overlay = AudioSegment.overlay
    monkeypatch.setattr(
        AudioSegment,
        "overlay",
        lambda self, other, position: places.append(position) or overlay(self, other, position),
    )
    look(loud_at(3.0))
    assert places == [pytest.approx(3_000, abs=STEP_MS)]


def test_a_word_below_the_threshold_is_said_to_be_so():
    text, figure = look(loud_at(2.0), threshold=0.6, word="hey course")
    assert text.data.startswith("Did not hear “hey course”. The probability was highest at ")
    assert text.data.endswith(": 0.50, below the threshold of 0.60.")
    assert figure.axes[0].lines[1:] == []


@pytest.mark.parametrize(
    ("events", "places"),
    [
        ([1_000], "1.0 s"),
        ([1, 2_000], "0.0 s and 2.0 s"),
        ([1, 2, 9_960], "0.0 s, 0.0 s and 10.0 s"),
    ],
)
def test_times_in_words(events, places):
    assert describe_events(np.ones(3), np.array(events), 0.5, 10, "x") == f"Heard “x” at {places}."


def test_stereo_of_another_rate():
    mono = loud_at(2.0, sample_rate=48_000)
    text, *_ = look(np.stack([mono, mono], 1), 48_000)
    assert text.data == "Heard “activate” at 2.0 s."


def test_the_figure_is_closed_for_it_would_be_shown_twice():
    before = plt.get_fignums()
    look(loud_at(2.0))
    assert plt.get_fignums() == before
