"""`course synthesize-clips`: what it makes, what it refuses, and what an interruption leaves."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from course_utils.audio.files import read_audio
from course_utils.commands import synthesize
from course_utils.speech_synthesis.voices import VoiceError
from course_utils.trigger_word.clip_making import make_clips, speaking
from course_utils.trigger_word.clip_making.clip_plan import SHIPPED, Sizes, sizes_like_shipped

SIZES = {"activates": 6, "negatives": 10, "backgrounds": 3}
SMALL = [word for kind, n in SIZES.items() for word in (f"--{kind}", str(n))]


def course(*arguments):
    parser = argparse.ArgumentParser(prog="course")
    synthesize.add_parser(parser.add_subparsers())
    args = parser.parse_args(["synthesize-clips", *map(str, arguments)])
    return args.run(args)


def files_in(folder):
    """Path -> bytes of every file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def without_unfinished(files):
    """What a folder holds besides a set that is not finished."""
    return {name: content for name, content in files.items() if not name.startswith(".new/")}


def n_spoken(folder):
    """How many clips of a set are speech."""
    return sum(path.parent.name != "backgrounds" for path in folder.rglob("*.flac"))


def tone(voice, text, speed=1.0, pitch=1.0):
    """Stands for an engine: as long as the text."""
    time = np.arange(int(len(text) * 800 / speed)) / 8_000
    return (0.5 * np.sin(2 * np.pi * 200 * pitch * time)).astype(np.float32), 8_000


class Engines:
    """Stand for all engines and keep what they said; ked's may break."""

    def __init__(self, breaks_with=None):
        self.breaks_with, self.said = breaks_with, []

    def __call__(self, voice, text, speed, pitch):
        if self.breaks_with and "ked" in voice.name:
            raise self.breaks_with
        self.said.append(text)
        return tone(voice, text, speed, pitch)


@pytest.fixture
def engines(monkeypatch):
    """Every engine is there and gives a tone."""
    monkeypatch.setattr(make_clips, "require", lambda voices: None)
    monkeypatch.setattr(speaking, "speak", tone)


@pytest.fixture
def older(engines, tmp_path):
    """A folder in which a small set was made before."""
    out = tmp_path / "clips"
    course("--out", out, *SMALL)
    return out


def test_makes_a_clips_folder_per_split_and_a_manifest(older):
    manifest = json.loads((older / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["word"] == "activate"
    assert set(files_in(older)) == {clip["file"] for clip in manifest["clips"]} | {"manifest.json"}
    assert len(list((older / "train" / "activates").iterdir())) == 6
    for split in ("train", "dev", "test"):
        for kind in ("activates", "negatives", "backgrounds"):
            assert any((older / split / kind).iterdir()), (split, kind)


def test_clips_are_mono_44100_hz_and_a_background_lasts_10_s(older):
    for path in older.rglob("*.flac"):
        audio, rate = read_audio(path)
        assert (audio.shape[1], rate) == (1, 44_100)
        if "backgrounds" in path.parts:
            assert len(audio) == 441_000


def test_the_nearest_words_leave_all_other_bytes_as_they_were(older):
    before = files_in(older)
    course("--out", older, "--nearest", 4, *SMALL)
    after = files_in(older)
    added = set(after) - set(before)
    assert all(name.startswith("train/negatives/nearest_") for name in added)
    assert len(added) == 4
    assert {name for name in before if after[name] != before[name]} == {"manifest.json"}


@pytest.mark.parametrize("jobs", [1, 4])
def test_making_again_gives_the_same_bytes_however_many_at_a_time(older, jobs):
    before = files_in(older)
    course("--out", older, "--jobs", jobs, *SMALL)
    assert files_in(older) == before


def test_any_executor_makes_the_same_bytes(older):
    before = files_in(older)
    with ThreadPoolExecutor(3) as executor:
        sizes = sizes_like_shipped(Sizes(**{**vars(SHIPPED["train"]), **SIZES}))
        make_clips.make_clips(older, "activate", sizes, executor=executor)
        assert executor.submit(int).result() == 0
    assert files_in(older) == before


def test_a_cluster_that_does_not_answer_is_named(older):
    with pytest.raises(ValueError, match=r"answers at nonsense://|needs Dask"):
        course("--out", older, "--address", "nonsense://a:1", *SMALL)


def test_another_seed_gives_other_clips(older):
    before = files_in(older)
    course("--out", older, "--seed", 1, *SMALL)
    after = files_in(older)
    assert not set(before.values()) & set(after.values())


@pytest.mark.usefixtures("engines")
def test_another_word_and_fewer_voices(tmp_path, capsys):
    course("--out", tmp_path, "--word", "hey snowboy", "--voices", "slt, pico,ked", *SMALL)
    printed = capsys.readouterr().out
    assert "the pronouncing dictionary lacks 'hey snowboy'" in printed
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["splits"] == {"train": ["slt"], "dev": ["ked"], "test": ["pico"]}
    words = [clip["text"] for clip in manifest["clips"] if clip["kind"] == "word"]
    assert {text.rstrip("!?") for text in words} == {"hey snowboy"}


@pytest.mark.usefixtures("engines")
def test_voices_that_match_are_left_out(tmp_path):
    course("--out", tmp_path, "--leave-out", "kokoro-*", "--leave-out", "espeak*", *SMALL)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["splits"] == {
        "train": ["alan", "bdl", "clb", "kal", "rms", "slt"],
        "dev": ["ked"],
        "test": ["pico", "pico-us"],
    }


@pytest.mark.parametrize("error", [VoiceError("engine broke"), KeyboardInterrupt()])
def test_what_stops_halfway_leaves_the_older_set(older, monkeypatch, error):
    before = files_in(older)
    monkeypatch.setattr(speaking, "speak", Engines(breaks_with=error))
    with pytest.raises(type(error)):
        course("--out", older, "--seed", 1, *SMALL)
    assert without_unfinished(files_in(older)) == before


@pytest.fixture
def unfinished(older, monkeypatch):
    """A folder in which another set was begun and stopped, before the first clip of dev."""
    monkeypatch.setattr(speaking, "speak", Engines(breaks_with=KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        course("--out", older, "--seed", 1, "--jobs", 1, *SMALL)
    monkeypatch.setattr(speaking, "speak", Engines())
    return older


def test_what_stopped_halfway_goes_on_where_it_was(unfinished, tmp_path):
    done = len(list(unfinished.rglob(".new/*/*/*.flac")))
    assert done > 5
    course("--out", unfinished, "--seed", 1, *SMALL)
    assert len(speaking.speak.said) == n_spoken(unfinished) - done
    course("--out", tmp_path / "at once", "--seed", 1, *SMALL)
    assert files_in(unfinished) == files_in(tmp_path / "at once")


@pytest.mark.parametrize("change", [("--seed", 2), ("--word", "alexa"), ("--negatives", 11)])
def test_what_stopped_halfway_is_of_no_use_to_another_set(unfinished, change):
    course("--out", unfinished, "--seed", 1, *SMALL, *change)
    assert len(speaking.speak.said) == n_spoken(unfinished)


def test_another_version_of_an_engine_speaks_all_again(unfinished, monkeypatch):
    monkeypatch.setattr(make_clips, "package_versions", lambda voice: {"engine": "newer"})
    course("--out", unfinished, "--seed", 1, *SMALL)
    assert len(speaking.speak.said) == n_spoken(unfinished)


def test_all_missing_packages_are_said_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(VoiceError, match="apt install espeak-ng festival"):
        course("--out", tmp_path / "clips")
    assert not (tmp_path / "clips").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--word", "alexa"), "say with --out"),
        (("--activates", "9"), "say with --out"),
        (("--nearest", "9"), "say with --out"),
        (("--out", "x", "--nearest", "-1"), "nearest must be at least 0, not -1"),
        (("--out", "x", "--activates", "0"), "activates must be at least 1, not 0"),
        (("--out", "x", "--jobs", "0"), "--jobs must be at least 1, not 0"),
        (("--out", "x", "--seed", "-1"), "--seed must not be negative"),
        (("--out", "x", "--voices", "slt,bob"), "no voice called bob; there are alan"),
        (("--out", "x", "--voices", "slt,kal"), "no voice is left for dev; it has ked, espeak"),
        (("--out", "x", "--leave-out", "pico*"), "no voice is left for test; it has pico, pico-us"),
        (("--out", "x", "--leave-out", "kokoro"), "no voice matches kokoro; there are alan"),
    ],
)
@pytest.mark.usefixtures("engines")
def test_what_makes_no_sense_is_refused(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=message):
        course(*arguments)
    assert not any(tmp_path.iterdir())


@pytest.mark.usefixtures("engines")
def test_own_files_in_the_way_are_not_lost(tmp_path):
    mine = tmp_path / "train" / "activates" / "mine.wav"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"precious")
    with pytest.raises(ValueError, match=r"mine\.wav; they would be lost"):
        course("--out", tmp_path, *SMALL)
    assert mine.read_bytes() == b"precious"
