"""The devices that a training computes on: several of them, several machines, mixed precision.

This is Keras's data parallelism. Each device has all weights and computes the gradients of its
share of every batch, and the gradients are averaged. The result is that of one device, up to
rounding.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from course_utils.backend import keras
from course_utils.validation import require_at_least


@dataclass(frozen=True)
class DeviceSettings:
    """The devices that a training computes on.

    Attributes:
        devices: Number of this machine's devices that share a batch; None for one, not shared.
        mixed_precision: Whether to multiply in bfloat16; weights and losses stay float32.
        coordinator: Address, host:port, at which the processes meet; the same for all of them.
        processes: Number of processes, one a machine; each trains with all devices of its machine.
        process: Number of this process, from 0. Process 0 listens at the address and writes the
            files.
    """

    devices: int | None = None
    mixed_precision: bool = False
    coordinator: str | None = None
    processes: int = 1
    process: int = 0

    def __post_init__(self):
        """Checks the settings.

        Raises:
            ValueError: One of them is out of range, or two exclude each other.
        """
        require_at_least(1, processes=self.processes)
        if self.devices is not None:
            require_at_least(1, devices=self.devices)
        if not 0 <= self.process < self.processes:
            raise ValueError(f"process is 0 to {self.processes - 1}, got {self.process}")
        if (self.processes > 1) != (self.coordinator is not None):
            raise ValueError("several processes need a coordinator, host:port, and one needs none")
        if self.processes > 1 and self.devices is not None:
            raise ValueError("several processes compute on all their devices: leave out devices")


class SharedBatches(keras.distribution.DataParallel):
    """Keras's data parallelism, which also knows the rows of a batch that this process computes."""

    def __init__(self, devices: list[str], processes: int, process: int):
        super().__init__(devices=devices)
        self.processes, self.process = processes, process

    def own_rows(self, batch: np.ndarray) -> np.ndarray:
        """This process's rows of a batch.

        Raises:
            ValueError: The devices cannot share the batch evenly.
        """
        devices = self.device_mesh.devices.size
        if len(batch) % devices:
            raise ValueError(f"{devices} devices cannot share a batch of {len(batch)} evenly")
        return np.split(batch, self.processes)[self.process]


@contextmanager
def computing_on(settings: DeviceSettings) -> Iterator[None]:
    """Within the block, models are built and trained on these devices.

    Raises:
        ValueError: There are too few devices, or the backend cannot share batches.
    """
    policy = keras.config.dtype_policy()
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(_distribution(settings))
    keras.config.set_dtype_policy("mixed_bfloat16" if settings.mixed_precision else "float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
        keras.distribution.set_distribution(distribution)


def plain_copy(model, build: Callable):
    """A copy of a model in float32 on one device, or the model itself if it is one already.

    Args:
        model: Built within `computing_on`.
        build: Builds the same model again; its weights are then set.
    """
    if keras.distribution.distribution() is None and keras.config.dtype_policy().name == "float32":
        return model
    with computing_on(DeviceSettings()):
        copy = build()
    copy.set_weights(model.get_weights())
    return copy


def train_on_batch(model, x, y) -> float:
    """Trains a compiled model on one batch, each process on its rows; returns the loss before."""
    distribution = keras.distribution.distribution()
    if isinstance(distribution, SharedBatches):
        x, y = keras.tree.map_structure(distribution.own_rows, (x, y))
    model.reset_metrics()
    return float(np.ravel(model.train_on_batch(x, y))[0])


def _distribution(settings: DeviceSettings) -> SharedBatches | None:
    if settings.devices is None and settings.processes == 1:
        return None
    backend = keras.backend.backend()
    if backend != "jax":
        raise ValueError(f"several devices need KERAS_BACKEND=jax, the backend is {backend}")
    if settings.processes > 1:
        keras.distribution.initialize(settings.coordinator, settings.processes, settings.process)
    devices = keras.distribution.list_devices()
    if settings.devices is not None and settings.devices > len(devices):
        raise ValueError(f"there are {len(devices)} devices, not {settings.devices}")
    return SharedBatches(devices[: settings.devices], settings.processes, settings.process)
