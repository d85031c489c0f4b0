import json

import pytest

from course_utils.__main__ import main
from course_utils.audio.files import write_audio
from course_utils.speech_recognition.saved_models import load_recognizer
from tests.speech_recognition import tones


@pytest.fixture
def folder(tmp_path):
    for speaker in ("ann", "bob"):
        for digit in "012":
            for number in (1, 7, 8):
                path = tmp_path / f"{digit}_{speaker}_{number}.wav"
                write_audio(path, tones.tone(digit, speaker, seed=number), 8_000)
    return tmp_path


@pytest.fixture
def evaluate(folder, trained, capsys):
    """Runs the command; returns its status, what it printed and its errors."""

    def run(*options):
        arguments = ("--data", folder, "--model", trained[2], "--join", 1, 2)
        status = main(["evaluate", "speech", *map(str, (*arguments, *options))])
        return status, *capsys.readouterr()

    return run


def test_a_table_of_all_and_of_each_speaker(evaluate):
    status, printed, _ = evaluate("--rounds", 2)
    lines = printed.splitlines()
    assert status == 0
    assert lines[0] == "speech_tones"
    assert lines[1].startswith("error rate of 36 characters in ")
    assert [line.split()[0] for line in lines[2:]] == ["ann", "bob", "all", "baseline"]
    rates = [float(line.split()[1].rstrip("%")) for line in lines[2:]]
    assert rates[2] < 40 < 66 < rates[3]


def test_some_recordings_as_json_by_beam_search(evaluate, trained):
    options = ("--speaker", "bob", "--split", "test", "--beam-width", 4, "--json")
    status, printed, _ = evaluate(*options)
    [figures] = json.loads(printed)
    assert status == 0
    assert figures["model"] == "speech_tones"
    assert figures["sha256"] == load_recognizer(trained[2]).card["sha256"]
    assert figures["letters"] == 3
    assert set(figures["by_speaker"]) == {"bob"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--speaker", "eve"), "no recording is left of 18"),
        (("--rounds", "0"), "rounds is at least 1, got 0"),
        (("--seed", "-1"), "--seed is at least 0, got -1"),
        (("--beam-width", "0"), "--beam-width is at least 1, got 0"),
        (("--join", "0", "2"), "count is at least 1, got 0"),
        (("--model", "none.keras"), "there is no model none.keras"),
    ],
)
def test_options_that_make_no_sense(evaluate, options, message):
    status, printed, errors = evaluate(*options)
    assert (status, printed) == (2, "")
    assert message in errors


def test_letters_that_the_model_does_not_know(evaluate, folder):
    write_audio(folder / "7_ann_1.wav", tones.tone("0"), 8_000)
    status, _, errors = evaluate()
    assert status == 2
    assert "7_ann_1.wav: '7' has '7' at place 0, which is not in the alphabet '012'" in errors
