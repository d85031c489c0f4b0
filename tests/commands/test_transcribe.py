import json
import sys

import numpy as np
import pytest

from course_utils.__main__ import main
from course_utils.audio import microphone
from course_utils.audio.files import write_audio
from course_utils.speech_recognition.saved_models import load_recognizer


@pytest.fixture(scope="module")
def said(trained):
    """Utterances that the recognizer of tones writes rightly."""
    transcriber = load_recognizer(trained[2])
    return [
        u for u in trained[0].test if u.text and transcriber.transcribe(u.audio, 8_000) == u.text
    ]


@pytest.fixture
def files(said, tmp_path):
    paths = [tmp_path / "first.wav", tmp_path / "second.flac"]
    for path, utterance in zip(paths, said, strict=False):
        write_audio(path, np.clip(utterance.audio, -1, 1), 8_000)
    return paths


@pytest.fixture
def transcribe(trained, capsys):
    """Runs the command; returns its status, what it printed and its errors."""

    def run(*arguments, model=trained[2]):
        status = main(["transcribe", "--model", str(model), *map(str, arguments)])
        return status, *capsys.readouterr()

    return run


def test_a_line_for_each_file(transcribe, files, said):
    status, printed, _ = transcribe(*files)
    assert status == 0
    assert printed.splitlines() == [said[0].text, said[1].text]


def test_json_and_beam_search(transcribe, files, said):
    status, printed, _ = transcribe(files[0], "--json", "--beam-width", 4)
    assert status == 0
    assert json.loads(printed) == {"file": str(files[0]), "text": said[0].text}


def test_standard_input_is_read(transcribe, files, said, monkeypatch):
    with files[0].open("rb") as sound:
        monkeypatch.setattr(sys, "stdin", sound)
        status, printed, _ = transcribe("-")
    assert (status, printed) == (0, said[0].text + "\n")


def test_characters_are_written_as_they_come(transcribe, files, said):
    status, printed, errors = transcribe(files[0], "--live")
    assert status == 0
    lines = printed.splitlines()
    assert "".join(line.split()[1] for line in lines) == said[0].text
    assert all(line.startswith("0:00:0") and "  probability " in line for line in lines)
    assert errors.splitlines()[-1].endswith(said[0].text)
    _, printed, _ = transcribe(files[0], "--live", "--json")
    written = [json.loads(line) for line in printed.splitlines()]
    assert "".join(w["character"] for w in written) == said[0].text
    assert all(0 < w["time_s"] < 2 and 0 < w["probability"] <= 1 for w in written)


def test_the_microphone_is_written_until_ctrl_c(transcribe, said, monkeypatch):
    class Microphone:
        name, sample_rate = "built-in", 8_000

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def __iter__(self):
            yield said[0].audio[:, np.newaxis]
            raise KeyboardInterrupt

    monkeypatch.setattr(microphone, "Microphone", Microphone)
    status, printed, errors = transcribe("microphone")
    assert status == 0
    assert "".join(line.split()[1] for line in printed.splitlines()) == said[0].text
    assert "writing what built-in hears, Ctrl-C ends" in errors


def test_the_microphone_needs_a_causal_recognizer(transcribe, bidirectional):
    status, _, errors = transcribe("microphone", model=bidirectional[2])
    assert status == 2
    assert "needs the whole sound" in errors
    assert "--causal" in errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("microphone", "x.wav"), "microphone stands alone, got microphone x.wav"),
        (("a.wav", "b.wav", "--live"), "--live takes one file, got 2"),
        (("a.wav", "--live", "--beam-width", "2"), "leave out --beam-width"),
        (("a.wav", "--beam-width", "0"), "--beam-width is at least 1, got 0"),
        (("a.wav",), "a.wav does not exist"),
    ],
)
def test_options_that_make_no_sense(transcribe, arguments, message):
    status, printed, errors = transcribe(*arguments)
    assert (status, printed) == (2, "")
    assert message in errors


@pytest.mark.parametrize(("content", "message"), [(b"", "is empty"), (b"text", "as audio")])
def test_files_that_are_no_sound(transcribe, tmp_path, content, message):
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    status, printed, errors = transcribe(path)
    assert (status, printed) == (2, "")
    assert message in errors


def test_silence_and_sounds_of_a_moment_give_an_empty_line(transcribe, tmp_path):
    for name, n_samples in (("silence.wav", 16_000), ("moment.wav", 400), ("shorter.wav", 9)):
        write_audio(tmp_path / name, np.zeros(n_samples, np.float32), 8_000)
        assert transcribe(tmp_path / name)[:2] == (0, "\n")
