import json

import pytest
import soundfile

from course_utils.__main__ import main
from course_utils.trigger_word import clips as clip_sets
from course_utils.trigger_word.detectors import Detector
from course_utils.trigger_word.model import save_detector
from tests.sounds import tone
from tests.trigger_word import tiny_detector
from tests.trigger_word.clips_for_tests import write_clips


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """An untrained detector, whose probabilities are all near 0.5."""
    path = tmp_path_factory.mktemp("models") / "tiny.keras"
    network = tiny_detector.build_detector(tiny_detector.CONFIG)
    save_detector(path, Detector(network, tiny_detector.CONFIG, 0.999, "maria"), {})
    return path


def evaluate(model, *arguments):
    return main(["evaluate", "trigger-word", "--model", str(model), *map(str, arguments)])


def figures(capsys, model, *arguments):
    assert evaluate(model, *arguments, "--json") == 0
    return json.loads(capsys.readouterr().out, parse_constant=pytest.fail)


def refused(capsys, model, *arguments):
    assert evaluate(model, *arguments) == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_a_table(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips")
    (folder / "negatives" / "notes.txt").write_text("no sound")
    assert evaluate(model, "--clips", folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("left out: notes.txt ")
    assert lines[1] == "3 words in 0.01 h of sound, threshold 0.999"
    assert lines[3].split()[:2] == ["recall", "0.0%"]
    assert "nan" not in "\n".join(lines)
    assert len(lines) == 1 + 7 + 1 + 4
    assert [name for name, _ in figures(capsys, model, "--clips", folder)["skipped"]] == [
        "notes.txt"
    ]


def test_files_can_be_left_out(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips", activates=4)
    left_out = figures(capsys, model, "--clips", folder, "--leave-out", "0.*", "--leave-out", "2*")
    assert left_out["words"] == 2
    assert left_out["hours_of_other_speech"] > 0
    assert "usable clips" in refused(capsys, model, "--clips", folder, "--leave-out", "*")


def test_rounds_mix_each_clip_again(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips")
    once, thrice = (figures(capsys, model, "--clips", folder, "--rounds", n) for n in (1, 3))
    assert (once["words"], thrice["words"]) == (3, 9)
    assert thrice["hours_of_other_speech"] == pytest.approx(3 * once["hours_of_other_speech"])
    assert once["word"] == "maria"
    assert once["median_delay_ms"] is None


def test_mixes_are_drawn_and_count_by_the_hour_of_sound(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips")
    heard = figures(capsys, model, "--clips", folder, "--mixes", 12)
    assert heard["hours"] == pytest.approx(12 * 10 / 3600)
    assert heard["clips_exact"][1] == 12
    assert 12 < heard["words"] < 36
    assert heard["hours_of_other_speech"] is None
    assert evaluate(model, "--clips", folder, "--mixes", 12) == 0
    assert "false alarms in an hour of sound (0.03 h)" in capsys.readouterr().out


def test_mixes_without_the_word_are_too_few(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips")
    said = refused(capsys, model, "--clips", folder, "--mixes", 1, "--seed", 2)
    assert said == "course: no mix holds the word: ask for more than --mixes 1"


def test_long_talk_counts_as_far_as_it_is_heard(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips", negatives=0)
    soundfile.write(folder / "negatives" / "talk.wav", tone(25), 16_000)
    heard = figures(capsys, model, "--clips", folder)
    assert heard["hours_of_other_speech"] == pytest.approx(8.5 / 3600)


def test_the_seed_decides_and_the_threshold_is_ours(tmp_path, model, capsys):
    folder = write_clips(tmp_path / "clips")
    options = ("--clips", folder, "--threshold", 0.5)
    first, same = (figures(capsys, model, *options) for _ in range(2))
    assert first == same
    assert first["threshold"] == 0.5


def test_the_word_alone_is_enough(tmp_path, model, capsys, monkeypatch):
    course = tmp_path / "course"
    write_clips(course / "test")
    monkeypatch.setattr(clip_sets, "data_folder", lambda name: course)
    folder = write_clips(tmp_path / "clips", negatives=0, backgrounds=0)
    heard = figures(capsys, model, "--clips", folder)
    assert (heard["words"], heard["hours_of_other_speech"]) == (3, 0)


def test_folders_without_the_word_are_refused(tmp_path, model, capsys):
    assert "does not exist" in refused(capsys, model, "--clips", tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    said = refused(capsys, model, "--clips", tmp_path / "empty")
    assert said.endswith("activates holds no usable clips")


@pytest.mark.parametrize("amount", ["--rounds", "--mixes"])
def test_a_word_longer_than_a_background_is_named(tmp_path, model, capsys, amount):
    folder = write_clips(tmp_path / "clips")
    soundfile.write(folder / "activates" / "long.wav", tone(11), 16_000)
    assert "does not fit" in refused(capsys, model, "--clips", folder, amount, 2)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--rounds", 0, "--rounds is at least 1, got 0"),
        ("--mixes", 0, "--mixes is at least 1, got 0"),
        ("--seed", -1, "--seed is at least 0, got -1"),
        ("--threshold", 1, "--threshold is between 0 and 1, got 1.0"),
        ("--threshold", "nan", "--threshold is between 0 and 1, got nan"),
    ],
)
def test_options_without_sense_are_refused(model, capsys, option, value, said):
    assert refused(capsys, model, "--clips", "nowhere", option, value) == f"course: {said}"


def test_models_that_are_not_there_are_named(tmp_path, capsys):
    assert "nowhere" in refused(capsys, tmp_path / "nowhere.keras", "--clips", tmp_path)
