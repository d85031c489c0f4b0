import argparse
import re
from dataclasses import asdict

import numpy as np
import pytest

from course_utils.audio.files import write_audio
from course_utils.commands import prepare
from course_utils.wavenet.prepare import Settings
from tests.sounds import tone


def parse(*arguments):
    parser = argparse.ArgumentParser()
    prepare.add_parser(parser.add_subparsers())
    return parser.parse_args(["prepare", "wavenet", *map(str, arguments)])


@pytest.fixture
def arguments(tmp_path):
    """Options for recordings of two speakers, six each, named in the files, and a broken one."""
    rng = np.random.default_rng(0)
    for k in range(12):
        name = f"{k}_{('jane', 'tom')[k % 2]}_1.wav"
        noise = 0.01 * rng.normal(size=16_000)
        write_audio(tmp_path / "data" / name, tone(1) + noise, 16_000)
    (tmp_path / "data" / "0_jane_bad.wav").write_bytes(b"")
    return [
        *("--data", tmp_path / "data", "--out", tmp_path / "out", "--sample-rate", 8_000),
        *("--speaker-pattern", "_([a-z]+)_"),
    ]


def test_defaults_are_those_of_the_settings():
    args = vars(parse())
    assert {name: args[name] for name in asdict(Settings())} == asdict(Settings())


def test_table(arguments, tmp_path, capsys):
    args = parse(*arguments)
    assert args.run(args) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["split", "speakers", "recordings", "seconds"],
        ["train", "1", "6", "6.0"],
        ["test", "1", "6", "6.0"],
    ]
    assert lines[3] in ("held out: jane", "held out: tom")
    assert lines[5:7] == ["skipped: 1 unreadable", "  0_jane_bad.wav is empty (0 bytes)"]
    assert lines[-1] == f"written: {tmp_path / 'out' / 'manifest.json'}"


def test_bits_fall_from_uniform_to_markov(arguments, capsys):
    args = parse(*arguments)
    args.run(args)
    line = capsys.readouterr().out.splitlines()[-2]
    pattern = r"held-out bits per sample: uniform (.*), unigram (.*), order-1 Markov (.*)"
    uniform, unigram, markov = map(float, re.fullmatch(pattern, line).groups())
    assert uniform == 8.0
    assert markov < unigram < uniform


def test_the_same_output_again(arguments, tmp_path, capsys):
    args = parse(*arguments)
    outputs = []
    for _ in range(2):
        args.run(args)
        outputs.append((capsys.readouterr().out, (tmp_path / "out/manifest.json").read_bytes()))
    assert outputs[0] == outputs[1]


def test_default_folders(arguments, tmp_path, monkeypatch, capsys):
    (tmp_path / "notebooks").mkdir()
    speech = tmp_path / "data" / "wavenet" / "speech"
    for k, speaker in enumerate("ab"):
        write_audio(speech / speaker / "01.flac", tone(0.2, hz=200 + 100 * k), 16_000)
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    args = parse()
    args.run(args)
    assert (tmp_path / ".cache" / "wavenet" / "manifest.json").is_file()
    assert "skipped: none" in capsys.readouterr().out


def test_one_speaker_is_said_to_be_on_both_sides(tmp_path, capsys):
    for k in range(3):
        write_audio(tmp_path / "jane" / f"{k}.wav", tone(0.2, hz=200 + 100 * k), 16_000)
    args = parse("--data", tmp_path / "jane", "--out", tmp_path / "out")
    args.run(args)
    assert "held out: recordings of jane, the only speaker" in capsys.readouterr().out


def test_a_setting_that_makes_no_sense_is_refused_before_any_work(arguments, tmp_path):
    args = parse(*arguments, "--n-codes", 1000)
    with pytest.raises(ValueError, match="n_codes must be from 2 to 256, not 1000"):
        args.run(args)
    assert not (tmp_path / "out").exists()


def test_a_long_list_of_skipped_files_is_cut():
    entry = {"file": "a.wav", "kind": "too short", "reason": "has 5 samples"}
    lines = prepare.skipped_lines({"skipped": [entry] * 1_234})
    assert lines[0] == "skipped: 1,234 too short"
    assert len(lines) == 2 + prepare.SHOWN_SKIPPED
    assert lines[-1] == "  and 1,214 more, named in manifest.json"
