"""Both commands that make spoken data: what they make and refuse, what an interruption leaves."""

import argparse
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from course_utils.audio.files import read_audio
from course_utils.commands import synthesize
from course_utils.speech_recognition.clip_making import make_clips as make_words
from course_utils.speech_recognition.clip_making.clip_plan import SPLITS_BY_LANGUAGE
from course_utils.speech_recognition.recordings import load_recordings, split_recordings
from course_utils.speech_synthesis import speaking
from course_utils.speech_synthesis.voices import VoiceError
from course_utils.trigger_word.clip_making import make_clips
from course_utils.trigger_word.clip_making.clip_plan import SHIPPED, Sizes, sizes_like_shipped
from course_utils.wavenet import speech

SPEECH = ("synthesize", "speech", "--voices", "alan,slt")
SIZES = {"activates": 6, "negatives": 10, "backgrounds": 3}
WORDS = ("synthesize", "words", "--voices", "slt,ked,pico")
CLIPS = ("synthesize-clips", *(word for kind, n in SIZES.items() for word in (f"--{kind}", n)))


def course(*arguments):
    parser = argparse.ArgumentParser(prog="course")
    synthesize.add_parser(parser.add_subparsers())
    args = parser.parse_args([str(argument) for argument in arguments])
    return args.run(args)


def files_in(folder):
    """Path -> bytes of every file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def manifest_in(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def n_spoken(folder):
    """How many clips of a set are speech."""
    return sum(path.parent.name != "backgrounds" for path in folder.rglob("*.flac"))


class Engines:
    """Stand for all engines and keep what they said; ked's may break."""

    def __init__(self):
        self.breaks_with, self.said = None, []

    def __call__(self, voice, text, speed=1.0, pitch=1.0):
        """A tone as long as the text, with a pitch of the voice's own."""
        if self.breaks_with and "ked" in voice.name:
            raise self.breaks_with
        self.said.append(text)
        time = np.arange(int(len(text) * 800 / speed)) / 8_000
        hz = 20 * len(voice.name) * pitch
        return (0.5 * np.sin(2 * np.pi * hz * time)).astype(np.float32), 8_000


def install(engines, patch):
    """Has the engines speak in place of all others, each of which is there."""
    for module in (speech, make_clips, make_words):
        patch.setattr(module, "require", lambda voices: None)
    for module in (speech, speaking):
        patch.setattr(module, "speak", engines)


@pytest.fixture
def engines(monkeypatch):
    """Every engine is there and gives a tone."""
    engines = Engines()
    install(engines, monkeypatch)
    return engines


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A function that gives the folder of a command's set, which is made once."""
    folders = {}

    def make(command):
        if command not in folders:
            with pytest.MonkeyPatch.context() as patch:
                install(Engines(), patch)
                folders[command] = tmp_path_factory.mktemp("made")
                course(*command, "--out", folders[command])
        return folders[command]

    return make


@pytest.fixture
def older_speech(engines, made, tmp_path):
    """A folder in which alan and slt were made before."""
    return shutil.copytree(made(SPEECH), tmp_path / "data")


@pytest.fixture
def older_clips(engines, made, tmp_path):
    """A folder in which a small set was made before."""
    return shutil.copytree(made(CLIPS), tmp_path / "clips")


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("command", "again"),
    [(SPEECH, ()), (WORDS, ()), (CLIPS, ("--jobs", 1)), (CLIPS, ("--jobs", 4))],
)
def test_making_again_gives_the_same_bytes_however_many_at_a_time(made, tmp_path, command, again):
    shutil.copytree(made(command), tmp_path, dirs_exist_ok=True)
    before = files_in(tmp_path)
    course(*command, *again, "--out", tmp_path)
    assert files_in(tmp_path) == before
    assert set(before) == {clip["file"] for clip in manifest_in(tmp_path)["clips"]} | {
        "manifest.json"
    }


@pytest.mark.parametrize("error", [VoiceError("engine broke"), KeyboardInterrupt()])
@pytest.mark.parametrize(
    ("command", "other"),
    [(SPEECH, ("--voices", "bdl,ked")), (WORDS, ("--seed", 1)), (CLIPS, ("--seed", 1))],
)
def test_what_stops_halfway_leaves_the_older_set(engines, made, tmp_path, command, other, error):
    shutil.copytree(made(command), tmp_path, dirs_exist_ok=True)
    before = files_in(tmp_path)
    engines.breaks_with = error
    with pytest.raises(type(error)):
        course(*command, *other, "--out", tmp_path)
    assert engines.said
    after = files_in(tmp_path)
    unfinished = {name for name in after if name.startswith(".new/")}
    assert bool(unfinished) == (command != SPEECH)
    assert {name: after[name] for name in set(after) - unfinished} == before


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        (("synthesize", "speech"), "rhvoice rhvoice-english flite festival festvox-kdlpc16k"),
        (("synthesize-clips",), "espeak-ng festival"),
        (("synthesize", "words"), "espeak-ng festival"),
        (("synthesize", "words", "--language", "es"), "espeak-ng libttspico-utils"),
    ],
)
def test_all_missing_packages_are_said_before_anything_is_made(
    monkeypatch, tmp_path, command, packages
):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(VoiceError) as error:
        course(*command, "--out", tmp_path / "data")
    assert all(f" {package}" in str(error.value) for package in packages.split())
    assert "non-free" in str(error.value)
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("command", "folder", "message"),
    [
        (SPEECH, "speech/me", r"holds 1 files .* such as mine\.wav"),
        (WORDS, "train", r"holds 1 files .* such as mine\.wav"),
        (CLIPS, "train/activates", r"mine\.wav; they would be lost"),
    ],
)
def test_own_files_in_the_way_are_not_lost(tmp_path, command, folder, message):
    mine = tmp_path / folder / "mine.wav"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"precious")
    with pytest.raises(ValueError, match=message):
        course(*command, "--out", tmp_path)
    assert mine.read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        (SPEECH, "", "say with --out"),
        (SPEECH, "--out x --voices nobody", "no voice called nobody; there are alan, bdl"),
        (SPEECH, "--out x --voices alan,nobody", "no voice called nobody; there are alan, bdl"),
        (SPEECH, "--out x --voices ,", "names no voice"),
        (WORDS, "", "say with --out"),
        (WORDS[:2], "--seed 1", "say with --out"),
        (WORDS, "--out x --jobs 0", "--jobs must be at least 1, not 0"),
        (WORDS[:2], "--language es", "say with --out"),
        (WORDS, "--language es --out x", "no voice called ked, pico, slt; there are kokoro-ef_dor"),
        (WORDS[:2], "--out x --voices slt,pico", "no voice is left for dev; it has ked, espeak"),
        (CLIPS, "", "say with --out"),
        (CLIPS[:1], "--word alexa", "say with --out"),
        (CLIPS[:1], "--nearest 9", "say with --out"),
        (CLIPS, "--out x --nearest -1", "nearest must be at least 0, not -1"),
        (CLIPS, "--out x --activates 0", "activates must be at least 1, not 0"),
        (CLIPS, "--out x --jobs 0", "--jobs must be at least 1, not 0"),
        (CLIPS, "--out x --seed -1", "--seed must not be negative"),
        (CLIPS, "--out x --voices slt,bob", "no voice called bob; there are alan"),
        (CLIPS, "--out x --voices slt,kal", "no voice is left for dev; it has ked, espeak"),
        (CLIPS, "--out x --leave-out pico*", "no voice is left for test; it has pico, pico-us"),
        (CLIPS, "--out x --leave-out kokoro", "no voice matches kokoro; there are alan"),
    ],
)
@pytest.mark.usefixtures("engines")
def test_what_makes_no_sense_is_refused(command, arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=message):
        course(*command, *arguments.split())
    assert not any(tmp_path.iterdir())


@pytest.mark.usefixtures("engines")
def test_makes_the_voices_that_were_asked_for(tmp_path, capsys):
    assert course("synthesize", "speech", "--out", tmp_path, "--voices", "bdl, ked") == 0
    assert list(manifest_in(tmp_path)["voices"]) == ["bdl", "ked"]
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.json", "speech"}
    assert "24 clips in 2 voices" in capsys.readouterr().out


def test_new_voices_replace_the_old_as_a_whole(older_speech):
    course(*SPEECH, "--voices", "ked", "--out", older_speech)
    assert {path.name for path in (older_speech / "speech").iterdir()} == {"ked"}
    assert {path.name for path in older_speech.iterdir()} == {"manifest.json", "speech"}


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
        course(*SPEECH, "--out", in_the_way)


def test_makes_a_clips_folder_per_split_and_a_manifest(made):
    assert manifest_in(made(CLIPS))["word"] == "activate"
    assert len(list((made(CLIPS) / "train" / "activates").iterdir())) == 6
    for split in ("train", "dev", "test"):
        for kind in SIZES:
            assert any((made(CLIPS) / split / kind).iterdir()), (split, kind)


def test_clips_are_mono_44100_hz_and_a_background_lasts_10_s(made):
    for path in made(CLIPS).rglob("*.flac"):
        audio, rate = read_audio(path)
        assert (audio.shape[1], rate) == (1, 44_100)
        if "backgrounds" in path.parts:
            assert len(audio) == 441_000


def test_the_nearest_words_leave_all_other_bytes_as_they_were(older_clips):
    before = files_in(older_clips)
    course(*CLIPS, "--out", older_clips, "--nearest", 4)
    after = files_in(older_clips)
    added = set(after) - set(before)
    assert all(name.startswith("train/negatives/nearest_") for name in added)
    assert len(added) == 4
    assert {name for name in before if after[name] != before[name]} == {"manifest.json"}


def test_any_executor_makes_the_same_bytes(older_clips):
    before = files_in(older_clips)
    with ThreadPoolExecutor(3) as executor:
        sizes = sizes_like_shipped(Sizes(**{**vars(SHIPPED["train"]), **SIZES}))
        make_clips.make_clips(older_clips, "activate", sizes, executor=executor)
        assert executor.submit(int).result() == 0
    assert files_in(older_clips) == before


@pytest.mark.usefixtures("engines")
def test_a_cluster_that_does_not_answer_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"answers at nonsense://|needs Dask"):
        course(*CLIPS, "--out", tmp_path, "--address", "nonsense://a:1")


def test_another_seed_gives_other_clips(made):
    others = files_in(made((*CLIPS, "--seed", 1)))
    assert not set(files_in(made(CLIPS)).values()) & set(others.values())


@pytest.mark.usefixtures("engines")
def test_another_word_and_fewer_voices(tmp_path, capsys):
    course(*CLIPS, "--out", tmp_path, "--word", "hey snowboy", "--voices", "slt, pico,ked")
    printed = capsys.readouterr().out
    assert "the pronouncing dictionary lacks 'hey snowboy'" in printed
    manifest = manifest_in(tmp_path)
    assert manifest["splits"] == {"train": ["slt"], "dev": ["ked"], "test": ["pico"]}
    words = [clip["text"] for clip in manifest["clips"] if clip["kind"] == "word"]
    assert {text.rstrip("!?") for text in words} == {"hey snowboy"}


@pytest.mark.usefixtures("engines")
def test_words_are_made_in_a_file_for_each_voice(tmp_path, capsys):
    course(*WORDS, "--out", tmp_path)
    assert set(files_in(tmp_path)) == {
        "manifest.json",
        "train/slt.flac",
        "dev/ked.flac",
        "test/pico.flac",
    }
    assert "in 3 voices" in capsys.readouterr().out


def test_words_in_spanish_can_be_learned_from(engines, tmp_path):
    voices = "kokoro-em_alex-es,espeak-m1-es,pico-es"
    course(*WORDS[:2], "--language", "es", "--voices", voices, "--out", tmp_path)
    assert {"siete", "diciembre", "uve doble"} <= set(engines.said)
    train, test = split_recordings(load_recordings(tmp_path))
    assert {recording.speaker for recording in train} == {f"kokoro-em_alex-es {i}" for i in (0, 1)}
    assert {recording.speaker.split()[0] for recording in test} == {"pico-es"}
    assert {character for recording in train for character in recording.text} == set("0123456789")


def test_a_language_that_is_not_there_is_named(capsys):
    with pytest.raises(SystemExit):
        course(*WORDS[:2], "--language", "xx", "--out", "x")
    assert "invalid choice: 'xx'" in capsys.readouterr().err
    assert tuple(SPLITS_BY_LANGUAGE) == synthesize.LANGUAGES


@pytest.mark.usefixtures("engines")
def test_voices_that_match_are_left_out(tmp_path):
    course(*CLIPS, "--out", tmp_path, "--leave-out", "kokoro-*", "--leave-out", "espeak*")
    assert manifest_in(tmp_path)["splits"] == {
        "train": ["alan", "bdl", "clb", "kal", "rms", "slt"],
        "dev": ["ked"],
        "test": ["pico", "pico-us"],
    }


@pytest.fixture(scope="module")
def begun(made, tmp_path_factory):
    """A folder in which another set was begun and stopped, before the first clip of dev."""
    folder = shutil.copytree(made(CLIPS), tmp_path_factory.mktemp("begun") / "clips")
    engines = Engines()
    engines.breaks_with = KeyboardInterrupt()
    with pytest.MonkeyPatch.context() as patch:
        install(engines, patch)
        with pytest.raises(KeyboardInterrupt):
            course(*CLIPS, "--out", folder, "--seed", 1, "--jobs", 1)
    return folder


@pytest.fixture
def unfinished(begun, engines, tmp_path):
    """The same, for a test to go on with."""
    return shutil.copytree(begun, tmp_path / "clips")


def test_what_stopped_halfway_goes_on_where_it_was(unfinished, engines, made):
    done = len(list(unfinished.rglob(".new/*/*/*.flac")))
    assert done > 5
    course(*CLIPS, "--out", unfinished, "--seed", 1)
    assert len(engines.said) == n_spoken(unfinished) - done
    assert files_in(unfinished) == files_in(made((*CLIPS, "--seed", 1)))


@pytest.mark.parametrize("change", [("--seed", 2), ("--word", "alexa"), ("--negatives", 11)])
def test_what_stopped_halfway_is_of_no_use_to_another_set(unfinished, engines, change):
    course(*CLIPS, "--out", unfinished, "--seed", 1, *change)
    assert len(engines.said) == n_spoken(unfinished)


def test_another_version_of_an_engine_speaks_all_again(unfinished, engines, monkeypatch):
    monkeypatch.setattr(make_clips, "described", lambda voice: {"packages": "newer"})
    course(*CLIPS, "--out", unfinished, "--seed", 1)
    assert len(engines.said) == n_spoken(unfinished)
