import argparse

import pytest

from course_utils.commands import train, train_dates
from course_utils.commands.training import command_line
from course_utils.dates import experiment as date_experiment
from course_utils.dates.experiment import DateConfig
from course_utils.dates.saved_models import load_date_translator, read_date_card
from course_utils.dates.training import DateTrainingSettings
from course_utils.training.checkpoints import Progress


def parse(*arguments):
    parser = argparse.ArgumentParser()
    train.add_parser(parser.add_subparsers())
    return parser.parse_args(["train", "dates", *map(str, arguments)])


@pytest.fixture
def arguments(tmp_path, monkeypatch):
    """Options for a network and a test that take a moment."""
    monkeypatch.setattr(date_experiment, "N_FOR_VOCABULARY", 300)
    monkeypatch.setattr(train_dates, "N_TEST", 40)
    return [
        *("--locales", "en_US", "fr", "--out", tmp_path, "--name", "dates_tiny"),
        *("--epochs", 1, "--dates-per-epoch", 20, "--batch-size", 10, "--n-a", 2, "--n-s", 3),
    ]


def test_defaults_are_those_of_the_help(capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    printed = " ".join(capsys.readouterr().out.split())
    config, settings = DateConfig(), DateTrainingSettings()
    for name, words in {
        "dates_per_epoch": "",
        "Tx": "characters that it reads; ",
        "n_a": "units of the encoder, each way; ",
        "n_s": "units of the decoder; ",
        "typos": "share with a typo; ",
        "wrong_weekdays": "share of weekdays; ",
        "unreadable": "share without a date; ",
    }.items():
        assert f"{words}default: {getattr(config, name)}" in printed
    assert f"at its highest; default: {settings.learning_rate}" in printed
    for name, value in train_dates.DEFAULTS.items():
        assert f"default: {value}" in printed, name


@pytest.mark.usefixtures("untraced")
def test_a_training_from_locales_to_a_model_and_again(arguments, tmp_path, capsys):
    args = parse(*arguments)
    assert args.run(args) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "exact matches of test dates, and with a typo in each long name"
    assert [line.split()[0] for line in lines[1:3]] == ["en_US", "fr"]
    assert lines[3].endswith("of E, MMMM dº, y, never trained on")
    path = tmp_path / "dates_tiny.keras"
    card = read_date_card(path)
    assert card["locales"] == ["en_US", "fr"]
    assert set(card["metrics"]["by_format"]["fr"]) <= {
        format.name for format in date_experiment.date_formats("fr")
    }
    assert set(card["metrics"]["held_out"]) == {"en_US"}
    assert len(card["history"]) == 1
    english, french = load_date_translator(path), load_date_translator(path, "fr")
    assert english.vocabulary["<pad>"] != french.vocabulary["<pad>"]
    assert len(english.translate_greedily(["5 april 2009"])[0]) == 10
    with pytest.raises(ValueError, match="knows en_US, fr, got 'de'"):
        load_date_translator(path, "de")

    args.run(args)
    again = read_date_card(path)
    assert (again["history"], again["metrics"]) == (card["history"], card["metrics"])

    other = parse(*arguments, "--learning-rate", 0.001)
    with pytest.raises(ValueError, match=r"with learning_rate 0\.01, not 0\.001"):
        other.run(other)


def test_unknown_locales_are_named(tmp_path):
    args = parse("--locales", "xx_XX", "--out", tmp_path)
    with pytest.raises(ValueError, match="Babel has no locale 'xx_XX'"):
        args.run(args)


def test_the_card_holds_the_whole_command_but_no_folders(tmp_path):
    args = parse("--locales", "fr", "de", "--hold-out", "d MMM y", "--epochs", 7, "--out", tmp_path)
    line = command_line(train_dates.START, args, train_dates.IN_THE_CARD)
    assert line == "course train dates --locales fr de --hold-out 'd MMM y' --epochs 7"
    assert command_line(("course",), parse(), train_dates.IN_THE_CARD) == "course"


def test_the_bar_says_how_good_the_training_is():
    history = ({"loss": 0.5, "exact_match": 0.25},)
    progress = Progress(epoch=1, step=3, loss_sum=0.6, history=history)
    assert train_dates.describe(progress) == "loss 0.2000, validation 25.00%"
