"""Each training is a process of its own: the number of JAX's devices is fixed when it starts."""

import importlib.util
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

ROOT = Path(__file__).parents[2]
TRAININGS = ("wavenet", "dates", "trigger-word")
with_jax = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="JAX is not installed: make test-jax"
)


def start(name, n_devices=1, **settings):
    environ = os.environ | {
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={n_devices}",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.tiny_trainings", name, json.dumps(settings)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process):
    printed, errors = process.communicate(timeout=500)
    assert process.returncode == 0, errors
    return json.loads(printed.splitlines()[-1])  # before it, Gloo says who is connected


def assert_same_training(one, other):
    np.testing.assert_allclose(one["losses"], other["losses"], rtol=0, atol=1e-5)
    assert one["weights"] == pytest.approx(other["weights"], rel=1e-4)


@pytest.fixture(scope="module")
def alone():
    """The trainings on one device, by name."""
    return {name: result(start(name)) for name in TRAININGS}


@with_jax
@pytest.mark.parametrize("name", TRAININGS)
def test_two_devices_find_the_losses_of_one(name, alone):
    assert len(alone[name]["losses"]) in (12, 15, 30)
    assert_same_training(result(start(name, 2, devices=2)), alone[name])


@with_jax
def test_two_processes_find_the_losses_of_one(alone):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        coordinator = f"127.0.0.1:{free.getsockname()[1]}"
    machines = [
        start("wavenet", coordinator=coordinator, processes=2, process=process)
        for process in range(2)
    ]
    for machine in machines:
        assert_same_training(result(machine), alone["wavenet"])


@with_jax
@pytest.mark.parametrize("name", TRAININGS)
def test_mixed_precision_learns_nearly_the_same(name, alone):
    mixed = result(start(name, mixed_precision=True))
    assert mixed["losses"] != alone[name]["losses"]
    np.testing.assert_allclose(mixed["losses"], alone[name]["losses"], rtol=0.03)


@with_jax
def test_a_batch_that_cannot_be_shared_and_devices_that_are_not_there():
    for n_devices, said in (
        (3, "3 devices cannot share a batch of 4"),
        (1, "are 1 devices, not 3"),
    ):
        process = start("wavenet", n_devices, devices=3)
        assert said in process.communicate(timeout=300)[1]


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
