"""What a detector makes of a recording of your own voice."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

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
from course_utils.trigger_word.own_voice import describe_events, listen_back
from tests.sounds import tone

mpl.use("agg")
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
