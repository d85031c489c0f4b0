"""`course listen`: what it prints, what it refuses, and what it needs."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest
import soundfile

from course_utils.__main__ import main
from course_utils.audio import microphone
from course_utils.audio.front_end import FrontEnd
from course_utils.commands.listen import clock
from course_utils.training.model_files import write_model
from course_utils.trigger_word.detection import detect_triggerword
from course_utils.trigger_word.detectors import KIND, VERSION
from tests.trigger_word.detectors import build_detector


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """An untrained detector: what it hears means nothing, but it hears something in noise."""
    path = tmp_path_factory.mktemp("models") / "small.keras"
    network, front_end = build_detector(filters=16, units=8), FrontEnd()
    heard = detect_triggerword(noise(4, 44_100), front_end, network)
    facts = {"front_end": asdict(front_end), "sizes": {}, "threshold": np.median(heard).item()}
    write_model(path, network, KIND, VERSION, facts | {"word": "activate"})
    return path


def noise(seconds, rate):
    rng = np.random.default_rng(3)
    loudness = np.repeat(rng.uniform(0, 0.4, round(seconds * 5)), rate // 5)
    return rng.uniform(-1, 1, len(loudness)) * loudness


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "noise.wav"
    soundfile.write(path, noise(4, 48_000), 48_000)
    return path


def test_a_line_for_each_detection(model, sound, capsys):
    assert main(["listen", str(sound), "--model", str(model)]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) > 1
    assert all(line.startswith("0:00:0") and "  probability 0." in line for line in lines)
    assert err.splitlines()[0] == f'listening for "activate": {sound}'
    assert err.splitlines()[-1] == f"{len(lines)} detections in 0:00:04.00"


def test_json_and_thresholds(model, sound, capsys):
    arguments = ["listen", str(sound), "--model", str(model), "--json"]
    assert main(arguments) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found
    assert all(0 < event["probability"] < 1 and 0 < event["time_s"] < 4 for event in found)
    assert main([*arguments, "--threshold", "0.999999"]) == 0
    assert capsys.readouterr().out == ""
    assert main([*arguments, "--threshold", "6"]) == 2
    assert "the threshold is between 0 and 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (b"no sound at all", "cannot be read as audio"), (None, "does not exist")],
)
def test_files_that_are_no_sound(model, tmp_path, capsys, content, message):
    path = tmp_path / "x.wav"
    if content is not None:
        path.write_bytes(content)
    assert main(["listen", str(path), "--model", str(model)]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_ends_too_soon_is_heard_to_its_end(model, tmp_path, capsys):
    path = tmp_path / "short.flac"
    soundfile.write(path, noise(4, 48_000), 48_000)
    path.write_bytes(path.read_bytes()[:200_000])
    assert main(["listen", str(path), "--model", str(model)]) == 2
    out, err = capsys.readouterr()
    assert out
    assert "truncated" in err or "cannot be read" in err


def test_silence_is_said(model, tmp_path, capsys):
    path = tmp_path / "silent.wav"
    soundfile.write(path, np.zeros(4 * 8000), 8000)
    assert main(["listen", str(path), "--model", str(model)]) == 0
    assert "nothing but zeros" in capsys.readouterr().err


def test_ctrl_c_is_how_a_microphone_ends(model, monkeypatch, capsys):
    class Microphone:
        sample_rate, name = 44_100, "built-in"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def __iter__(self):
            yield np.zeros((44_100, 1), np.float32)
            raise KeyboardInterrupt

    monkeypatch.setattr(microphone, "Microphone", Microphone)
    assert main(["listen", "--model", str(model)]) == 0
    assert "detections in 0:00:01.00" in capsys.readouterr().err


LISTEN = """
import os, sys
from course_utils.__main__ import main
status = main(sys.argv[1:])
import psutil
megabytes = psutil.Process().memory_info().rss // 10**6
print(megabytes, "keras" in sys.modules, os.environ["OMP_NUM_THREADS"])
sys.exit(status)
"""


def test_a_pipe_without_keras_on_one_thread_in_little_memory(model, sound):
    command = [sys.executable, "-c", LISTEN, "listen", "-", "--model", str(model)]
    environment = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
    content = sound.read_bytes()
    piped = subprocess.run(command, input=content, capture_output=True, check=True, env=environment)
    *lines, needs = piped.stdout.decode().splitlines()
    megabytes, keras, threads = needs.split()
    assert int(megabytes) < 300
    assert (keras, threads) == ("False", "1")
    assert lines
    assert f"{len(lines)} detections in 0:00:04.00" in piped.stderr.decode()


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00:00.00"), (61_234, "0:01:01.23"), (3_599_999, "1:00:00.00")],
)
def test_clock(ms, text):
    assert clock(ms) == text
