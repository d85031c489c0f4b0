import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course_utils import atomic
from course_utils.training import checkpoints
from course_utils.training.checkpoints import CheckpointFile
from course_utils.wavenet.model import build_wavenet
from course_utils.wavenet.training import train
from tests.dates import tiny_dates
from tests.trigger_word import tiny_detector
from tests.wavenet import tiny_training

ROOT = Path(__file__).parents[2]


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def end(tmp_path_factory):
    """The checkpoint of a training that nothing stopped."""
    return tmp_path_factory.mktemp("end") / "checkpoint.npz"


@pytest.fixture(scope="module")
def unbroken(end):
    """The weights and the progress of a training that nothing stopped."""
    return tiny_training.run(end)


def without_times(progress):
    """The progress, but for what depends on how busy the machine is."""
    history = [{**entry, "waiting": None} for entry in progress.history]
    return progress._replace(history=tuple(history))


def assert_same(result, expected):
    weights, progress = result
    assert all(np.array_equal(a, b) for a, b in zip(weights, expected[0], strict=True))
    assert without_times(progress) == without_times(expected[1])


def stop_at(epoch, step):
    def report(progress, steps):
        if (progress.epoch, progress.step) == (epoch, step):
            raise StoppedError

    return report


def run_with_stops(training, path, moments):
    for moment in moments:
        with pytest.raises(StoppedError):
            training.run(path, stop_at(*moment))
    return training.run(path)


def test_a_stopped_run_goes_on_to_the_same_end(tmp_path, unbroken):
    moments = [(0, 1), (0, 10), (1, 2), (1, 4), (2, 10)]
    assert_same(run_with_stops(tiny_training, tmp_path / "checkpoint.npz", moments), unbroken)


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize(
    ("training", "moments"),
    [(tiny_dates, [(0, 2), (1, 1)]), (tiny_detector, [(0, 1), (1, 1), (1, 2)])],
)
def test_so_do_those_of_recurrent_networks(tmp_path, training, moments):
    expected = training.run(tmp_path / "unbroken.npz")
    assert_same(run_with_stops(training, tmp_path / "checkpoint.npz", moments), expected)


def test_steps_since_the_last_checkpoint_are_done_again(tmp_path, unbroken):
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(StoppedError):
        tiny_training.run(path, stop_at(1, 7), every_s=1e9)
    seen = []
    result = tiny_training.run(path, lambda progress, steps: seen.append(progress[:2]))
    assert seen[0] == (1, 1)
    assert_same(result, unbroken)


def test_a_finished_run_trains_no_more(end, unbroken):
    seen = []
    assert_same(tiny_training.run(end, lambda *args: seen.append(args)), unbroken)
    assert seen == []


def test_a_killed_process_goes_on_to_the_same_end(tmp_path, unbroken):
    path = tmp_path / "checkpoint.npz"
    command = [sys.executable, "-m", tiny_training.__name__, str(path)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as child:
        while not path.exists() and child.poll() is None:
            time.sleep(0.01)
        child.kill()
    assert child.returncode != 0, "it was to be killed before its end"
    assert_same(tiny_training.run(path), unbroken)


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(tmp_path, unbroken, monkeypatch):
    path = tmp_path / "checkpoint.npz"
    writes = []

    def full_disk_at_the_third(path, content):
        writes.append(path)
        if len(writes) == 3:
            path.with_name(".draft.tmp").write_bytes(content[: len(content) // 2])
            raise OSError(28, "No space left on device")
        write_bytes(path, content)

    write_bytes = atomic.write_bytes
    monkeypatch.setattr(checkpoints.atomic, "write_bytes", full_disk_at_the_third)
    with pytest.raises(OSError, match="No space left"):
        tiny_training.run(path)
    monkeypatch.undo()
    assert_same(tiny_training.run(path), unbroken)


@pytest.fixture(scope="module")
def third_step(tmp_path_factory):
    path = tmp_path_factory.mktemp("begun") / "checkpoint.npz"
    with pytest.raises(StoppedError):
        tiny_training.run(path, stop_at(0, 3))
    return path.read_bytes()


@pytest.fixture
def begun(tmp_path, third_step):
    path = tmp_path / "checkpoint.npz"
    path.write_bytes(third_step)
    return path


def resume(path, run, config=tiny_training.CONFIG):
    train(
        build_wavenet(config),
        tiny_training.codes_of_epoch,
        tiny_training.SETTINGS,
        checkpoints=CheckpointFile(path, run),
    )


def test_another_run_is_refused_and_what_differs_is_named(begun):
    with pytest.raises(ValueError, match="another training, with name tiny, not big: delete it"):
        resume(begun, {"name": "big"})
    with pytest.raises(ValueError, match="with speed None, not 2"):
        resume(begun, {"name": "tiny", "speed": 2})


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "foreign"])
def test_a_damaged_file_is_refused_and_kept(begun, damage):
    content = begun.read_bytes()
    if damage == "foreign":
        np.savez(begun, weights=np.zeros(3))
    else:
        damaged = {"cut": content[: len(content) // 2], "empty": b"", "text": b"hello, world"}
        begun.write_bytes(damaged[damage])
    with pytest.raises(ValueError, match=r"checkpoint\.npz is not a checkpoint: .*; delete it"):
        resume(begun, {"name": "tiny"})
    assert begun.exists()


def test_another_version_is_refused(begun, monkeypatch):
    monkeypatch.setattr(checkpoints, "VERSION", 3)
    with pytest.raises(ValueError, match="a checkpoint of version 2, not 3"):
        resume(begun, {"name": "tiny"})


def test_another_network_is_refused(begun):
    with pytest.raises(ValueError, match="does not fit the model"):
        resume(begun, {"name": "tiny"}, replace(tiny_training.CONFIG, skip_channels=4))
