"""`course synthesize`: what it makes, what it refuses, and what an interruption leaves."""

import argparse
import json

import numpy as np
import pytest

from course_utils.commands import synthesize
from course_utils.speech_synthesis.voices import VoiceError
from course_utils.wavenet import speech


def course(*arguments):
    parser = argparse.ArgumentParser(prog="course")
    synthesize.add_parser(parser.add_subparsers())
    args = parser.parse_args(arguments)
    return args.run(args)


def files_in(folder):
    """Path -> bytes of every file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def tone(voice, text):
    """Stands for an engine: as long as the text, and a pitch of the voice's own."""
    time = np.arange(len(text) * 800) / 8_000
    return (0.5 * np.sin(2 * np.pi * 20 * len(voice.name) * time)).astype(np.float32), 8_000


@pytest.fixture
def engines(monkeypatch):
    """Every engine is there and gives a tone."""
    monkeypatch.setattr(speech, "require", lambda voices: None)
    monkeypatch.setattr(speech, "speak", tone)


@pytest.fixture
def older(engines, tmp_path):
    """A folder in which alan and slt were made before."""
    out = tmp_path / "data"
    course("synthesize", "speech", "--out", str(out), "--voices", "alan,slt")
    return out


@pytest.mark.usefixtures("engines")
def test_makes_the_voices_that_were_asked_for(tmp_path, capsys):
    assert course("synthesize", "speech", "--out", str(tmp_path), "--voices", "bdl, ked") == 0
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["voices"]) == ["bdl", "ked"]
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.flac")}
    assert made == {clip["file"] for clip in manifest["clips"]}
    assert "24 clips in 2 voices" in capsys.readouterr().out


def test_making_again_gives_the_same_bytes_and_leaves_nothing_else(older):
    before = files_in(older)
    course("synthesize", "speech", "--out", str(older), "--voices", "alan,slt")
    assert files_in(older) == before
    assert {path.name for path in older.iterdir()} == {"manifest.json", "speech"}


def test_new_voices_replace_the_old_as_a_whole(older):
    course("synthesize", "speech", "--out", str(older), "--voices", "ked")
    assert {path.name for path in (older / "speech").iterdir()} == {"ked"}


def test_all_missing_packages_are_said_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    out = tmp_path / "data"
    with pytest.raises(VoiceError) as error:
        course("synthesize", "speech", "--out", str(out))
    for package in ("rhvoice", "rhvoice-english", "flite", "festival", "festvox-kdlpc16k"):
        assert f" {package}" in str(error.value)
    assert "non-free" in str(error.value)
    assert not out.exists()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, VoiceError])
def test_stopped_while_speaking_leaves_the_old_data_whole(older, monkeypatch, stop):
    before = files_in(older)
    spoken = []

    def interrupted(voice, text):
        spoken.append(text)
        if len(spoken) == 15:
            raise stop
        return tone(voice, text)

    monkeypatch.setattr(speech, "speak", interrupted)
    with pytest.raises(stop):
        course("synthesize", "speech", "--out", str(older), "--voices", "bdl,ked")
    assert len(spoken) == 15
    assert files_in(older) == before
    assert {path.name for path in older.iterdir()} == {"manifest.json", "speech"}


@pytest.mark.parametrize("argument", ["nobody", "alan,nobody"])
def test_unknown_voice_is_refused(tmp_path, argument):
    with pytest.raises(ValueError, match="no voice called nobody; there are alan, bdl"):
        course("synthesize", "speech", "--out", str(tmp_path), "--voices", argument)


def test_voices_without_a_folder_is_refused():
    with pytest.raises(ValueError, match="--out"):
        course("synthesize", "speech", "--voices", "alan")


def test_no_voice_is_refused(tmp_path):
    with pytest.raises(ValueError, match="names no voice"):
        course("synthesize", "speech", "--out", str(tmp_path), "--voices", " , ")


def test_recordings_of_somebody_else_are_not_deleted(older):
    own = older / "speech" / "me" / "holiday.wav"
    own.parent.mkdir()
    own.write_bytes(b"mine")
    with pytest.raises(ValueError, match=r"holds 1 files .* such as holiday\.wav"):
        course("synthesize", "speech", "--out", str(older), "--voices", "ked")
    assert own.read_bytes() == b"mine"


def test_help_says_what_and_where(capsys):
    with pytest.raises(SystemExit) as status:
        course("synthesize", "speech", "--help")
    assert status.value.code == 0
    printed = capsys.readouterr().out
    assert "--out DIR" in printed
    assert "--voices A,B,..." in printed


def test_kind_of_data_must_be_named(capsys):
    with pytest.raises(SystemExit):
        course("synthesize")
    assert "WHAT" in capsys.readouterr().err


@pytest.mark.usefixtures("engines")
def test_folder_that_cannot_be_written_is_an_os_error(tmp_path):
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file", encoding="utf-8")
    with pytest.raises(OSError, match="data"):
        course("synthesize", "speech", "--out", str(in_the_way), "--voices", "ked")
