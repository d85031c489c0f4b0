import argparse

import pytest

from course_utils.commands import train, train_translation
from course_utils.commands.training import command_line
from course_utils.translation.corpus import split_phrases
from course_utils.translation.saved_models import load_seq2seq, read_seq2seq_card
from course_utils.translation.training import TrainingSettings
from course_utils.translation.vocabulary import Vocabulary

SMALL = {"n_train": 300, "n_validation": 1, "n_test": 20, "seed": 1}


def parse(*arguments):
    parser = argparse.ArgumentParser()
    train.add_parser(parser.add_subparsers())
    return parser.parse_args(["train", "translation", *map(str, arguments)])


def test_defaults_are_those_of_the_help(capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    printed = " ".join(capsys.readouterr().out.split())
    settings = TrainingSettings()
    assert f"batches of {settings.batch_size} sentences; default: {settings.steps}" in printed
    assert f"default: {settings.seed}" in printed
    assert f"default: {train_translation.UNITS}" in printed


@pytest.mark.usefixtures("untraced")
def test_a_training_from_sentences_to_a_model_and_again(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(train_translation, "CORPUS", SMALL)
    args = parse("--units", 3, "--steps", 2, "--name", "translation_tiny", "--out", tmp_path)
    assert args.run(args) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("BLEU 0.")
    path = tmp_path / "translation_tiny.keras"
    card = read_seq2seq_card(path)
    assert card["command"] == "course train translation --units 3 --steps 2"
    assert (card["training"]["steps"], card["training"]["corpus"]) == (2, SMALL)
    assert len(card["history"]) == 1
    sides = zip(*(phrase[1:] for phrase in split_phrases(**SMALL).train), strict=True)
    model = load_seq2seq(path, *map(Vocabulary, sides))
    assert model.get_layer("decoder").units == card["config"]["units"] == 3
    args.run(args)
    assert read_seq2seq_card(path)["history"] == card["history"]


def test_settings_that_make_no_sense_are_refused(tmp_path):
    args = parse("--steps", 0, "--out", tmp_path)
    with pytest.raises(ValueError, match="steps is at least 1, got 0"):
        args.run(args)


def test_the_shipped_models_command_is_the_short_one():
    line = command_line(train_translation.START, parse(), train_translation.IN_THE_CARD)
    assert line == "course train translation"
