"""In processes of their own: the number of JAX's devices is fixed when it starts."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.training.devices import DeviceSettings, computing_on, plain_copy
from tests.time_limits import limit_s

ROOT = Path(__file__).parents[2]
TRAININGS = ("wavenet", "dates", "trigger-word")
with_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="TensorFlow shares no batches: make test-jax"
)


def start(tried, n_devices=1):
    """A process that trains: names of trainings, each with its settings."""
    environ = os.environ | {
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": f"{os.environ['XLA_FLAGS']} "
        f"--xla_force_host_platform_device_count={n_devices}",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.tiny_trainings", json.dumps(tried)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def results(process):
    printed, errors = process.communicate(timeout=limit_s(300))
    assert process.returncode == 0, errors
    lines = printed.splitlines()  # among them, Gloo says who is connected
    return [json.loads(line) for line in lines if line.startswith("{")]


def assert_same_training(one, other):
    np.testing.assert_allclose(one["losses"], other["losses"], rtol=0, atol=1e-5)
    assert one["weights"] == pytest.approx(other["weights"], rel=1e-4)


ALONE, SHARED, MIXED = {}, {"devices": 2}, {"mixed_precision": True}
REFUSED = [{"devices": 3}, {"devices": 4}]


@pytest.fixture(scope="module")
def trained():
    """What the trainings give, by name and settings, in a process with three devices."""
    tried = [(name, settings) for name in TRAININGS for settings in (ALONE, SHARED, MIXED)]
    tried += [("wavenet", settings) for settings in REFUSED]
    given = results(start(tried, n_devices=3))
    return {
        (name, str(settings)): result for (name, settings), result in zip(tried, given, strict=True)
    }


@with_jax
@pytest.mark.parametrize("name", TRAININGS)
def test_two_devices_find_the_losses_of_one(name, trained):
    alone = trained[name, str(ALONE)]
    assert len(alone["losses"]) in (6, 30)
    assert_same_training(trained[name, str(SHARED)], alone)


@with_jax
def test_two_processes_find_the_losses_of_one(trained):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        coordinator = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {"coordinator": coordinator, "processes": 2}
    machines = [start([("wavenet", settings | {"process": process})]) for process in range(2)]
    for machine in machines:
        (result,) = results(machine)
        assert_same_training(result, trained["wavenet", str(ALONE)])


@with_jax
@pytest.mark.parametrize("name", TRAININGS)
def test_mixed_precision_learns_nearly_the_same(name, trained):
    alone, mixed = trained[name, str(ALONE)], trained[name, str(MIXED)]
    assert mixed["losses"] != alone["losses"]
    np.testing.assert_allclose(mixed["losses"], alone["losses"], rtol=0.03)


@with_jax
def test_a_batch_that_cannot_be_shared_and_devices_that_are_not_there(trained):
    said = [trained["wavenet", str(settings)]["error"] for settings in REFUSED]
    assert "3 devices cannot share a batch of 4" in said[0]
    assert "are 3 devices, not 4" in said[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"devices": 0}, "devices is at least 1, got 0"),
        ({"processes": 2}, "need a coordinator"),
        ({"coordinator": "a:1"}, "need a coordinator"),
        ({"processes": 2, "process": 2, "coordinator": "a:1"}, "process is 0 to 1, got 2"),
        ({"processes": 2, "coordinator": "a:1", "devices": 2}, "leave out devices"),
    ],
)
def test_options_without_sense_are_refused(options, said):
    with pytest.raises(ValueError, match=said):
        DeviceSettings(**options)


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="JAX shares batches")
def test_another_backend_shares_no_batches():
    with (
        pytest.raises(ValueError, match="KERAS_BACKEND=jax, the backend is"),
        computing_on(DeviceSettings(devices=2)),
    ):
        pass


def test_mixed_precision_ends_with_its_block():
    def build():
        return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])

    with computing_on(DeviceSettings(mixed_precision=True)):
        model = build()
        copy = plain_copy(model, build)
    assert model.layers[0].compute_dtype == "bfloat16"
    assert copy.layers[0].compute_dtype == "float32"
    assert np.array_equal(copy.get_weights()[0], model.get_weights()[0])
    assert plain_copy(copy, build) is copy
    assert build().layers[0].compute_dtype == "float32"
