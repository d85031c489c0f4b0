"""A trained detector in NumPy: the layers of a `.keras` file, run without Keras."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.numpy_layers import Conv, Layer, read_layers


@dataclass(frozen=True)
class NumpyDetector:
    """The layers of a detector, which takes features (frames, bands) as they come.

    Attributes:
        layers: In the order in which they run.
    """

    layers: tuple[Layer, ...]

    @classmethod
    def read(cls, path: str | Path) -> "NumpyDetector":
        """Reads a `.keras` file; see `read_layers` for what it may hold and what it raises."""
        return cls(read_layers(path))

    @property
    def frames_per_step(self) -> int:
        """Frames from one probability to the next: the product of all strides."""
        return int(np.prod([layer.stride for layer in self._convs], dtype=int))

    @property
    def first_frames(self) -> int:
        """Frames that the first probability needs."""
        frames = 1
        for layer in reversed(self._convs):
            frames = (frames - 1) * layer.stride + len(layer.kernel)
        return frames

    @property
    def _convs(self) -> list[Conv]:
        return [layer for layer in self.layers if isinstance(layer, Conv)]

    def start(self) -> tuple[Any, ...]:
        """The state before any sound."""
        return tuple(layer.start() for layer in self.layers)

    def run(self, state: tuple[Any, ...], features: np.ndarray) -> tuple[tuple, np.ndarray]:
        """Runs the layers on the next features.

        Args:
            state: From `start` or from the previous run; it is not changed.
            features: (frames, bands); there may be no frames.

        Returns:
            The next state, and the probabilities of the steps that are complete now: (steps,).
        """
        x, states = np.asarray(features, np.float32), []
        for layer, before in zip(self.layers, state, strict=True):
            after, x = layer.run(before, x)
            states.append(after)
        return tuple(states), x[:, 0]

    def predict(self, features: np.ndarray, verbose: int = 0) -> np.ndarray:
        """As a Keras model: (batch, frames, bands) becomes (batch, steps, 1); `verbose` is 0."""
        return np.stack([self.run(self.start(), clip)[1][:, None] for clip in features])
