import argparse
import json

import pytest

from course_utils.audio.files import write_audio
from course_utils.commands import train, train_speech
from course_utils.commands.training import command_line
from course_utils.folders import data_folder
from course_utils.speech_recognition import ablation
from course_utils.speech_recognition.augmentation import Augmentation
from course_utils.speech_recognition.clips import load_clips
from course_utils.speech_recognition.recognizers import RecognizerConfig
from course_utils.speech_recognition.saved_models import load_recognizer
from course_utils.speech_recognition.training import RecognizerTrainingSettings
from course_utils.speech_recognition.transcriber import AttentionTranscriber
from course_utils.speech_recognition.utterances import STRINGS, Joining
from course_utils.training.checkpoints import Progress
from tests.speech_recognition import tones


def parse(*arguments, command="speech"):
    parser = argparse.ArgumentParser()
    train.add_parser(parser.add_subparsers())
    return parser.parse_args(["train", command, *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    """Recordings of tones by two people, named as those of the Free Spoken Digit Dataset."""
    data = tmp_path / "recordings"
    for speaker in ("ann", "bob"):
        for digit in "012":
            for number in (0, 5, 6):
                path = data / f"{digit}_{speaker}_{number}.wav"
                write_audio(path, tones.tone(digit, speaker, seed=number), 8_000)
    return data


@pytest.fixture
def arguments(folder, tmp_path):
    """Options for a network and a test that take a moment."""
    return [
        *("--data", folder, "--out", tmp_path / "out", "--name", "speech_tiny"),
        *("--epochs", 2, "--steps", 2, "--batch-size", 2, "--filters", 4, "--units", 3),
    ]


def test_defaults_are_those_of_the_help(capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    printed = " ".join(capsys.readouterr().out.split())
    config, settings = RecognizerConfig("01"), RecognizerTrainingSettings()
    for words, value in {
        "batches in an epoch": settings.steps,
        "utterances in a batch": settings.batch_size,
        "at its highest": settings.learning_rate,
        "of all that is drawn": settings.seed,
        "of each convolution": config.filters,
        "of each GRU, each way": config.units,
        "of GRUs": config.layers,
        "share of hidden numbers": config.dropout,
        "times as fast or slow": Augmentation().speed,
        "or words, if there is a separator": "{} {}".format(*Joining().count),
        "the same in the test": "as --join, and {} {} without it".format(*STRINGS.count),
    }.items():
        assert f"{words}; default: {value}" in printed, words
    assert f"--epochs N default: {settings.epochs}" in printed


def test_a_training_from_a_folder_to_a_model_and_again(arguments, tmp_path, capsys):
    args = parse(*arguments)
    assert args.run(args) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "error rate of 6 characters in 2 utterances"
    assert [line.split()[0] for line in lines[1:5]] == ["ann", "bob", "all", "baseline"]
    assert "66.67%" in lines[4]
    path = tmp_path / "out" / "speech_tiny.keras"
    transcriber = load_recognizer(path)
    card = transcriber.card
    assert transcriber.config.symbols == "012"
    assert card["command"] == (
        "course train speech --rounds 1 --epochs 2 --steps 2 --batch-size 2 --filters 4 --units 3"
    )
    assert card["training"]["train_recordings"] == 12
    assert set(card["metrics"]["by_speaker"]) == {"ann", "bob"}
    assert len(card["history"]) == 2

    args.run(args)
    again = load_recognizer(path).card
    assert (again["history"], again["metrics"]) == (card["history"], card["metrics"])

    other = parse(*arguments, "--learning-rate", 0.001)
    with pytest.raises(ValueError, match=r"with learning_rate 0\.003, not 0\.001"):
        other.run(other)


def test_without_a_folder_the_digits_of_synthetic_voices_are_learned(tmp_path):
    experiment = train_speech.prepare_experiment(parse("--out", tmp_path))
    train, test = (load_clips(split, ["digit", "string"]) for split in ("train", "test"))
    assert experiment.config.symbols == "0123456789"
    assert experiment.identity()["train_recordings"] == len(train)
    assert {utterance.speaker for utterance in experiment.test} == {c.speaker for c in test}


def test_a_set_that_was_made_is_learned_as_the_courses_own(tmp_path):
    arguments = ("--out", tmp_path, "--data", data_folder("speech_recognition"))
    own, made = (train_speech.prepare_experiment(parse(*arguments[:n])) for n in (2, 4))
    for what in ("train_recordings", "train_recordings_sha256", "symbols"):
        assert made.identity()[what] == own.identity()[what]
    assert [u.text for u in made.test] == [u.text for u in own.test]


def test_attention_writes_a_recognizer_of_its_own_kind(arguments, tmp_path):
    args = parse(*arguments, "--attention", "forward", "--longest-s", 2)
    assert args.run(args) == 0
    transcriber = load_recognizer(tmp_path / "out" / "speech_tiny.keras")
    assert isinstance(transcriber, AttentionTranscriber)
    assert (transcriber.config.monotonic, transcriber.config.longest_s) == (True, 2.0)
    assert transcriber.card["command"].endswith("--attention forward --longest-s 2.0")


def test_a_speaker_is_left_out(arguments):
    experiment = train_speech.prepare_experiment(parse(*arguments, "--test-speaker", "bob"))
    assert {utterance.speaker for utterance in experiment.test} == {"bob"}
    assert experiment.identity()["train_recordings"] == 9


def test_a_table_with_a_separator_and_an_alphabet(folder, arguments):
    rows = [f"{path.name},tone,{i % 2}" for i, path in enumerate(sorted(folder.iterdir()))]
    table = folder.parent / "table.csv"
    table.write_text("path,text,speaker\n" + "\n".join(rows), encoding="utf-8")
    options = (*arguments, "--transcripts", table, "--test-speaker", 1, "--join", 2, 2)
    experiment = train_speech.prepare_experiment(parse(*options, "--separator", " "))
    assert experiment.config.symbols == " enot"
    assert experiment.test[0].text == "tone tone"
    with pytest.raises(ValueError, match=r"'tone' has 'n' at place 2.*alphabet 'eot'"):
        train_speech.prepare_experiment(parse(*options, "--alphabet", "eot"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--test-speaker", "eve"), "no speaker is named eve: ann, bob are"),
        (("--join", 4, 2), r"count is a range .* got \(4, 2\)"),
        (("--speed", 0.5), r"speed is a factor of at least 1, got 0\.5"),
        (("--rounds", 0), "rounds is at least 1, got 0"),
        (("--units", 0), "units is at least 1, got 0"),
        (("--attention", "--causal"), "its encoder is not causal"),
        (("--attention", "--longest-s", 0), "longest_s is above 0, got 0"),
        (("--longest-s", 3), "--longest-s goes with --attention"),
        (("--transcripts", "none.csv"), r"none\.csv cannot be read as a table"),
    ],
)
def test_options_that_make_no_sense_leave_nothing_behind(arguments, tmp_path, options, message):
    args = parse(*arguments, *options)
    with pytest.raises(ValueError, match=message):
        args.run(args)
    assert not (tmp_path / "out").exists()


def test_changes_of_the_sound_are_compared_on_machines_and_people(
    folder, tmp_path, capsys, monkeypatch
):
    given = {}

    def compare(train, tests, config, settings, report):
        given.update(tests, seed=settings.seed)
        report("as recorded")
        return [{"name": "as recorded", "machines": [0.2, 0.1, 0.3], "people": [0.5, 0.4, 0.6]}]

    monkeypatch.setattr(ablation, "compare_changes", compare)
    options = ("--data", folder, "--steps", 3, "--seed", 2, "--out", tmp_path)
    args = parse(*options, command="speech-changes")
    assert args.run(args) == 0
    assert {recording.split for recording in given["machines"]} == {"test"}
    assert {recording.speaker for recording in given["people"]} == {"ann", "bob"}
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "training: as recorded"
    assert "machines 0.200 (0.100-0.300)   people 0.500 (0.400-0.600)" in lines[1]
    table = json.loads((tmp_path / train_speech.CHANGES_NAME).read_text(encoding="utf-8"))
    command = "course train speech-changes --epochs 2 --steps 3 --seed 2"
    assert (table["command"], given["seed"]) == (command, 2)
    assert [row["name"] for row in table["rows"]] == ["as recorded"]


def test_the_card_holds_the_whole_command_but_no_folders(tmp_path):
    args = parse("--data", tmp_path, "--test-speaker", "theo", "--causal", "--join", 1, 1)
    line = command_line(train_speech.START, args, train_speech.IN_THE_CARD)
    assert line == "course train speech --test-speaker theo --join 1 1 --rounds 1 --causal"


def test_the_bar_says_how_good_the_training_is():
    assert train_speech.describe(Progress(step=3, loss_sum=0.6)) == "loss 0.2000"
