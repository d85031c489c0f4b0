import argparse
import json

import pytest

from course_utils.audio.files import write_audio
from course_utils.commands import train, train_wavenet
from course_utils.commands.training import command_line
from course_utils.training.checkpoints import Progress
from course_utils.wavenet.experiment import CONFIGS
from course_utils.wavenet.model import WaveNetConfig
from course_utils.wavenet.saved_models import load_wavenet, read_card
from course_utils.wavenet.training import TrainingSettings
from tests.sounds import tone


def parse(*arguments):
    parser = argparse.ArgumentParser()
    train.add_parser(parser.add_subparsers())
    return parser.parse_args(["train", "wavenet", *map(str, arguments)])


@pytest.fixture
def arguments(tmp_path, monkeypatch):
    """Options for tones of three speakers and a network that learns them in a moment."""
    for k in range(12):
        name = f"{k}_{('ann', 'bob', 'cid')[k % 3]}.wav"
        write_audio(tmp_path / "data" / name, tone(0.2, hz=200 + 20 * k), 8_000)
    config = WaveNetConfig(dilations=(1,), residual_channels=4, gate_channels=4, skip_channels=8)
    settings = TrainingSettings(epochs=2, batch_size=2, fragment_length=256)
    monkeypatch.setitem(CONFIGS, "small", (config, settings))
    return [
        *("--data", tmp_path / "data", "--out", tmp_path / "out"),
        *("--sample-rate", 8_000, "--speaker-pattern", "_([a-z]+)"),
    ]


def test_defaults_are_those_of_the_configs_and_of_the_help(capsys):
    args = parse()
    assert {name: getattr(args, name) for name in train_wavenet.SETTINGS} == dict.fromkeys(
        train_wavenet.SETTINGS
    )
    with pytest.raises(SystemExit):
        parse("--help")
    printed = " ".join(capsys.readouterr().out.split())
    for name, (_, settings) in CONFIGS.items():
        assert f"{settings.epochs} for {name}" in printed
        assert f"fragments in a step; default: {settings.batch_size}" in printed
        assert f"samples; default: {settings.fragment_length}" in printed
        assert f"the highest; default: {settings.learning_rate}" in printed
        assert f"of the training; default: {settings.seed}" in printed
    assert set(CONFIGS) == {"small", "large"}


def test_a_training_from_recordings_to_a_model_and_again(arguments, tmp_path, capsys):
    args = parse(*arguments)
    assert args.run(args) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines[1:4]] == [
        ["train", "6", "2.4"],
        ["validation", "2", "0.8"],
        ["test", "4", "1.6"],
    ]
    names = [line.rsplit(maxsplit=1)[0].strip() for line in lines[5:9]]
    assert names == ["uniform", "unigram", "order-1 Markov", "WaveNet"]
    assert lines[5].split() == ["uniform", "8.000"]
    out = tmp_path / "out"
    model, card = load_wavenet(out / "wavenet_small.keras"), read_card(out / "wavenet_small.keras")
    assert model.count_params() == card["parameters"]
    assert f"  WaveNet {card['metrics']['test_bits']['WaveNet']:>15.3f}" == lines[8]
    assert len(card["history"]) == 2
    assert card["speakers"] == []
    assert not list(out.glob(".*"))
    plain = json.loads((out / "wavenet_small.json").read_text(encoding="utf-8"))
    bits = plain["metrics"]["test_bits"]
    assert plain["metrics"]["share_of_markov"] == bits["WaveNet"] / bits["order-1 Markov"]

    args.run(args)
    again = read_card(out / "wavenet_small.keras")
    assert (again["history"], again["metrics"]) == (card["history"], card["metrics"])
    other = parse(*arguments, "--learning-rate", 0.001)
    with pytest.raises(ValueError, match=r"with learning_rate 0\.003, not 0\.001"):
        other.run(other)


def test_with_speakers_the_card_numbers_them(arguments, tmp_path):
    args = parse(*arguments, "--speakers", "--epochs", 1)
    assert args.run(args) == 0
    path = tmp_path / "out" / "wavenet_small_speakers.keras"
    card = read_card(path)
    assert len(card["speakers"]) == card["config"]["n_speakers"] == 2
    assert card["recordings"]["test"]["speakers"] == card["speakers"]
    assert len(load_wavenet(path).inputs) == 2


def test_recordings_without_room_for_a_fragment_are_counted(arguments, tmp_path, capsys):
    write_audio(tmp_path / "data" / "x_ann.wav", tone(0.01), 8_000)
    write_audio(tmp_path / "data" / "y_bob.wav", tone(0.01, hz=300), 8_000)
    write_audio(tmp_path / "data" / "z_cid.wav", tone(0.01, hz=400), 8_000)
    args = parse(*arguments, "--epochs", 1)
    args.run(args)
    assert "recordings, which have no room for a fragment of 256 samples" in capsys.readouterr().out


def line(args):
    return command_line(train_wavenet.start(args), args, train_wavenet.IN_THE_CARD)


def test_the_card_holds_the_whole_command_but_no_folders(arguments, tmp_path):
    args = parse(*arguments, "--config", "large", "--no-variations", "--epochs", 7)
    assert line(args) == (
        "course train wavenet --data data --config large --sample-rate 8000 "
        "--speaker-pattern '_([a-z]+)' --test-fraction 0.2 --split-seed 2 --epochs 7 "
        "--no-variations"
    )
    words = line(args).replace("'", "").split()[3:]
    again = parse(*words)
    assert {**vars(again), "data": 0} == {**vars(args), "data": 0, "out": None}


def test_the_bar_says_how_good_the_training_is():
    history = ({"bits": 5.0, "validation_bits": 4.5},)
    progress = Progress(epoch=1, step=3, loss_sum=12.0, history=history)
    assert train_wavenet.describe(progress) == "4.000 bits, validation 4.500"
