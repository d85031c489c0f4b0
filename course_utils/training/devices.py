"""What a training computes on: several devices, several machines, fewer bits; by Keras's engines.

Each device has all weights and computes its share of the rows of every batch; what they find is
averaged (data parallelism). So the result is that of one device, but for rounding.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from course_utils.backend import keras
from course_utils.validation import require_at_least


@dataclass(frozen=True)
class Hardware:
    """What a training is to compute on.

    Attributes:
        devices: Of this machine, as many as share a batch; None for one, without sharing.
        mixed_precision: Whether products are made in bfloat16; weights and losses stay float32.
        coordinator: Address, host:port, at which the machines meet; the same for each.
        processes: Machines, each with a process that trains with all devices of its own.
        process: Number of this one; 0 holds the address and writes the files.
    """

    devices: int | None = None
    mixed_precision: bool = False
    coordinator: str | None = None
    processes: int = 1
    process: int = 0

    def __post_init__(self):
        """Refuses what makes no sense.

        Raises:
            ValueError: Naming the attribute and its value.
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
    """Keras's data parallelism, which knows what rows of a batch this process has to give."""

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
def computing_on(hardware: Hardware) -> Iterator[None]:
    """Models that are built in the block, and their trainings, compute on the hardware.

    Raises:
        ValueError: There are too few devices, or the backend cannot share batches.
    """
    policy = keras.config.dtype_policy()
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(_distribution(hardware))
    keras.config.set_dtype_policy("mixed_bfloat16" if hardware.mixed_precision else "float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
        keras.distribution.set_distribution(distribution)


def plain_copy(model, build: Callable):
    """The model in float32 on one device, to look at and to keep; itself if it is that already.

    Args:
        model: Built within `computing_on`.
        build: Builds it again, with any weights.
    """
    if keras.distribution.distribution() is None and keras.config.dtype_policy().name == "float32":
        return model
    with computing_on(Hardware()):
        copy = build()
    copy.set_weights(model.get_weights())
    return copy


def train_on_batch(model, x, y) -> float:
    """Trains a compiled model on one batch, each machine on its rows; returns the loss before."""
    distribution = keras.distribution.distribution()
    if isinstance(distribution, SharedBatches):
        x, y = keras.tree.map_structure(distribution.own_rows, (x, y))
    model.reset_metrics()
    return float(np.ravel(model.train_on_batch(x, y))[0])


def _distribution(hardware: Hardware) -> SharedBatches | None:
    if hardware.devices is None and hardware.processes == 1:
        return None
    backend = keras.backend.backend()
    if backend != "jax":
        raise ValueError(f"several devices need KERAS_BACKEND=jax, the backend is {backend}")
    if hardware.processes > 1:
        keras.distribution.initialize(hardware.coordinator, hardware.processes, hardware.process)
    devices = keras.distribution.list_devices()
    if hardware.devices is not None and hardware.devices > len(devices):
        raise ValueError(f"there are {len(devices)} devices, not {hardware.devices}")
    return SharedBatches(devices[: hardware.devices], hardware.processes, hardware.process)
