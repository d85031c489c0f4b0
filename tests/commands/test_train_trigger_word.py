import argparse
import json
from dataclasses import replace

import pytest

from course_utils import folders
from course_utils.__main__ import main
from course_utils.commands import train, train_trigger_word
from course_utils.commands.training import command_line, waiting
from course_utils.training.checkpoints import Progress
from course_utils.trigger_word import ablation, detectors, examples
from course_utils.trigger_word.clip_making.clip_plan import Sizes
from course_utils.trigger_word.model import DetectorTrainingSettings, load_detector
from tests.trigger_word import tiny_detector
from tests.trigger_word.clips_for_tests import write_clips

TINY = replace(tiny_detector.CONFIG, strides=10)


def parse(*arguments):
    parser = argparse.ArgumentParser()
    train.add_parser(parser.add_subparsers())
    return parser.parse_args(["train", "trigger-word", *map(str, arguments)])


@pytest.fixture
def tiny(monkeypatch):
    """Networks and tests that take a moment."""
    for name in detectors.CONFIGS:
        monkeypatch.setitem(detectors.CONFIGS, name, TINY)
    monkeypatch.setattr(examples, "N_ROOMS", 1)


@pytest.fixture
def arguments(tiny, tmp_path):
    clips = write_clips(tmp_path / "clips", activates=5, negatives=3, backgrounds=3)
    return [
        *("--clips", clips, "--out", tmp_path / "out", "--word", "hey course", "--name", "tiny"),
        *("--epochs", 1, "--steps", 2, "--batch-size", 1, "--dev-clips", 3, "--test-clips", 4),
    ]


def test_defaults_are_those_of_the_help(capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    printed = " ".join(capsys.readouterr().out.split())
    settings = DetectorTrainingSettings()
    assert f"batches in an epoch; default: {settings.steps}" in printed
    assert f"examples of 10 s; default: {settings.batch_size}" in printed
    assert f"at its highest; default: {settings.learning_rate:g}" in printed
    assert f"of all that is drawn; default: {settings.seed}" in printed
    sizes = train_trigger_word.SIZES
    assert f"for the threshold; default: {sizes['dev_clips']}" in printed
    assert f"for the test; default: {sizes['test_clips']}" in printed
    weights = train_trigger_word.MISSES_PER_FALSE_ALARM
    assert weights["small"] == weights["course"]
    said = f"default: {weights['small']:g}; {weights['embedding']:g} for embedding"
    assert f"where the threshold is chosen; {said}" in printed
    defaults = train_trigger_word.DEFAULTS
    small, large, embedding = (defaults[name] for name in ("small", "course", "embedding"))
    said = f"{large['epochs']} for course, {embedding['epochs']} for embedding"
    assert f"default: {small['epochs']}; {said}" in printed
    for name in ("steps", "batch_size", "learning_rate", "distinct_examples"):
        assert f"; {embedding[name]} for embedding" in printed


def test_from_clips_to_a_model_and_again(arguments, tmp_path, capsys):
    (tmp_path / "clips" / "activates" / "notes.txt").write_text("no sound")
    args = parse(*arguments)
    assert args.run(args) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("left out: notes.txt ")
    assert " words in 0.01 h of sound, threshold " in lines[1]
    assert lines[-2].startswith("the training waited for data in ")
    path = tmp_path / "out" / "tiny.keras"
    assert lines[-1].startswith(f"written: {path}, its card tiny.json")
    assert path.with_suffix(".png").read_bytes()[:4] == b"\x89PNG"

    detector = load_detector(path)
    assert (detector.word, detector.config) == ("hey course", TINY)
    text = path.with_suffix(".json").read_text()
    card = json.loads(text)
    assert "NaN" not in text
    assert str(tmp_path) not in text
    assert card["command"] == (
        "course train trigger-word --clips clips --word 'hey course' --model small --epochs 1 "
        "--steps 2 --batch-size 1 --dev-clips 3 --test-clips 4"
    )
    assert card["training"]["train_clips"] == {"activates": 3, "negatives": 1, "backgrounds": 1}
    assert len(card["history"]) == 1
    assert card["metrics"]["clips_exact"][1] == 4
    assert card["misses_per_false_alarm"] == 1

    args.run(args)
    again = json.loads(path.with_suffix(".json").read_text())
    assert (again["history"], again["metrics"]) == (card["history"], card["metrics"])
    other = parse(*arguments, "--learning-rate", 0.001)
    with pytest.raises(ValueError, match=r"with learning_rate 0\.002, not 0\.001"):
        other.run(other)


def refused(capsys, *arguments):
    assert main(["train", "trigger-word", *map(str, arguments)]) == 2
    return capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("epochs", 0), ("steps", 0), ("batch-size", -1), ("learning-rate", 0), ("seed", -1)),
        *(("dev-clips", 0), ("test-clips", -1), ("misses-per-false-alarm", 0)),
    ],
)
def test_settings_without_sense_are_refused_before_anything_is_read(option, value, capsys):
    said = refused(capsys, "--clips", "nowhere", f"--{option}", value)
    assert said.startswith(f"course: {option.replace('-', '_')} is ")


def test_folders_that_cannot_be_learned_from(tmp_path, capsys):
    assert "does not exist" in refused(capsys, "--clips", tmp_path / "nowhere")
    few = write_clips(tmp_path / "few", activates=2)
    said = refused(capsys, "--clips", few)
    assert "activates holds 2 usable clips" in said
    assert "at least 3" in said


def test_clips_of_another_word_are_made_once(monkeypatch, tmp_path):
    made = []

    def make_clips(folder, word, sizes, progress):
        made.append((folder, word, sizes["train"]))
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"word": word}))

    monkeypatch.setattr("course_utils.trigger_word.clip_making.make_clips.make_clips", make_clips)
    monkeypatch.setattr(folders, "repository", lambda: tmp_path)
    monkeypatch.setattr(folders, "data_folder", lambda name: tmp_path / "data" / name)
    folder = tmp_path / ".cache" / "trigger_word" / "hey_course"
    assert train_trigger_word.own_clips("hey course") == folder
    assert train_trigger_word.own_clips("hey course") == folder
    assert made == [(folder, "hey course", Sizes(1_200, 3_600, 60))]
    others = ("hey-course", "Hey course", "hey  course", "hey_course", "c#", "c++")
    assert len({train_trigger_word.own_clips(word) for word in others} - {folder}) == len(others)
    assert [word for _, word, _ in made] == ["hey course", *others]
    (folder / "manifest.json").write_text(json.dumps({"word": "hey-course"}))
    with pytest.raises(ValueError, match="holds clips of 'hey-course', not of 'hey course'"):
        train_trigger_word.own_clips("hey course")
    assert train_trigger_word.own_clips("activate") == tmp_path / "data" / "trigger_word"


def test_dropouts_are_compared_in_place_of_variations(tiny, tmp_path, monkeypatch):
    compared = []

    def compare(trials, test, config, settings, n_test, progress):
        compared.append([trial.dropout for trial in trials])
        return [{"name": trial.name, "f1": [0.5, 0.4, 0.6], "missed": 0.7} for trial in trials]

    monkeypatch.setattr(ablation, "compare", compare)
    arguments = ["train", "ablation", "--out", str(tmp_path), "--steps", "3"]
    assert main([*arguments, "--dropouts", "0.2", "0.8"]) == 0
    assert compared == [[0.2, 0.8]]
    written = json.loads((tmp_path / "trigger_word_dropout.json").read_text("utf-8"))
    assert written["command"] == "course train ablation --dropouts 0.2 0.8 --steps 3"
    assert [row["name"] for row in written["rows"]] == ["dropout 0.2", "dropout 0.8"]

    assert main(arguments) == 0
    assert len(compared) == 3
    assert set(compared[1] + compared[2]) == {None}
    assert set(json.loads((tmp_path / "trigger_word_ablation.json").read_text("utf-8"))) == {
        *("command", "rows", "voices"),
    }


@pytest.mark.parametrize("share", ["1", "-0.1", "nan"])
def test_a_dropout_that_hides_all_or_less_than_nothing_is_refused(share, tmp_path, capsys):
    assert main(["train", "ablation", "--out", str(tmp_path), "--dropouts", "0.2", share]) != 0
    assert "--dropouts are at least 0 and less than 1" in capsys.readouterr().err


def test_names_of_models():
    assert train_trigger_word.model_name(parse()) == "trigger_word_small"
    assert train_trigger_word.model_name(parse("--model", "course")) == "trigger_word_course"
    words = parse("--word", "hey you 2")
    assert train_trigger_word.model_name(words) == "trigger_word_small_hey_you_2"
    names = {train_trigger_word.model_name(parse("--word", word)) for word in ("c", "c#", "c++")}
    assert len(names) == 3
    assert train_trigger_word.model_name(parse("--word", "a", "--name", "b")) == "b"


def test_the_card_holds_the_command_but_no_folders(tmp_path):
    args = parse("--clips", tmp_path / "big", "--out", tmp_path, "--checkpoint-s", 3)
    line = command_line(train_trigger_word.start(args), args, train_trigger_word.IN_THE_CARD)
    assert line == "course train trigger-word --clips big --word activate --model small"


def test_the_bar_and_the_waiting():
    progress = Progress(epoch=2, step=4, loss_sum=0.6, history=({"waiting": 0.5}, {"waiting": 0}))
    assert train_trigger_word.describe(progress) == "loss 0.1500"
    assert waiting(progress) == 0.25
