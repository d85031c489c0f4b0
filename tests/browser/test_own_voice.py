"""Gives the recorder of notebook 05 a file, and looks at what the detector makes of it."""

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect

from course_utils.audio.files import write_audio
from tests.browser.test_date_widget import open_notebook, write_notebook
from tests.browser.test_study import cell_with, run
from tests.sounds import tone

RATE = 44_100
SOURCE = """\
from functools import partial
from types import SimpleNamespace
import numpy as np
from course_utils.trigger_word.detection import make_chime
from course_utils.trigger_word.detection import chime_on_activate, decode_events
from course_utils.trigger_word.own_voice import listen_back
from course_utils.audio.recorder import VoiceRecorder
from course_utils.trigger_word.detection import graph_spectrogram, preprocess_audio

def loudness(audio, front_end, model):
    return np.abs(audio).reshape(1_000, -1).max(axis=1)

VoiceRecorder(partial(
    listen_back,
    config=SimpleNamespace(
        front_end=SimpleNamespace(sample_rate=16_000), step_ms=10, from_time_0=lambda steps: steps,
    ),
    model=None, threshold=0.3,
    preprocess=preprocess_audio, spectrogram=graph_spectrogram, detect=loudness,
    decode=decode_events, add_chimes=chime_on_activate, chime=make_chime(),
))"""


@pytest.fixture(scope="module")
def output(page, address, course):
    write_notebook(course / "own_voice.ipynb", nbformat.v4.new_code_cell(SOURCE))
    open_notebook(page, address, "own_voice.ipynb")
    output = run(page, cell_with(page, "VoiceRecorder")).first
    expect(output.get_by_role("button", name="Record", exact=True)).to_be_visible()
    return output


def upload(output, path, *seconds):
    """Uploads 7 s of noise with a tone at these times."""
    samples = 1e-3 * np.random.default_rng(0).standard_normal(7 * RATE)
    for second in seconds:
        samples[round(second * RATE) :][: RATE // 2] = tone(0.5, RATE)
    write_audio(path, samples, RATE)
    output.locator("input[type=file]").set_input_files(path)


def test_two_words_are_drawn_and_can_be_heard(output, tmp_path, screenshot):
    upload(output, tmp_path / "two.wav", 1.5, 4.2)
    expect(output.get_by_text("Heard “activate” at 1.5 s and 4.2 s.")).to_be_visible()
    expect(output.locator("img")).to_have_count(1)
    expect(output.locator("audio")).to_have_count(2)
    assert output.locator("img").evaluate("image => image.naturalWidth") > 700
    screenshot("own_voice_1_heard", around=output)


def test_the_next_recording_takes_the_place_of_the_last(output, tmp_path, screenshot):
    upload(output, tmp_path / "none.wav")
    expect(output.get_by_text("Did not hear “activate”.")).to_be_visible()
    expect(output.get_by_text("Heard “activate” at")).to_have_count(0)
    expect(output.locator("img")).to_have_count(1)
    expect(output.locator("audio")).to_have_count(1)
    screenshot("own_voice_2_not_heard", around=output)
