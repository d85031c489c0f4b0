"""The layers of a detector in NumPy, for sound that comes in pieces.

Each layer turns its state and a piece of input (frames, channels) into the next state and the
output of just those frames that are complete, so that the pieces' outputs, one behind the other,
are the output of the whole. Nothing is changed in place.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from course_utils.recurrent_cells import gru_step, sigmoid


class Layer(Protocol):
    """What all layers can do."""

    def start(self) -> Any:
        """The state before any input."""

    def run(self, state: Any, x: np.ndarray) -> tuple[Any, np.ndarray]:
        """The next state and the output for x (frames, channels)."""


@dataclass(frozen=True)
class Conv:
    """A convolution over time without padding; its state is the input that later outputs need.

    Attributes:
        kernel: (size, channels, filters).
        bias: (filters,).
        stride: Frames from one output to the next.
    """

    kernel: np.ndarray
    bias: np.ndarray
    stride: int

    def start(self) -> np.ndarray:
        """No frames yet."""
        return np.empty((0, self.kernel.shape[1]), np.float32)

    def run(self, state: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The frames that are still needed and, for x (frames, channels), (steps, filters)."""
        size, channels, filters = self.kernel.shape
        frames = np.concatenate([state, x])
        n_steps = max(0, (len(frames) - size) // self.stride + 1)
        if n_steps == 0:
            return frames, np.empty((0, filters), np.float32)
        rows = np.arange(n_steps)[:, None] * self.stride + np.arange(size)
        windows = frames[rows].reshape(n_steps, size * channels)
        return (
            frames[n_steps * self.stride :],
            windows @ self.kernel.reshape(-1, filters) + self.bias,
        )


@dataclass(frozen=True)
class Gru:
    """A gated recurrent unit of Keras, in either form; its state is h (units,).

    Attributes:
        kernel: (channels, 3 * units): update gate z, reset gate r, candidate.
        recurrent: (units, 3 * units), in the same order.
        bias: (3 * units,).
        recurrent_bias: (3 * units,) with `reset_after`, where r acts on the product of h and its
            kernel; None without, where r acts on h itself.
    """

    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    recurrent_bias: np.ndarray | None

    def start(self) -> np.ndarray:
        """Zeros."""
        return np.zeros(len(self.recurrent), np.float32)

    def run(self, state: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The last h and, for x (frames, channels), every h: (frames, units)."""
        projected = x @ self.kernel + self.bias
        outputs = np.empty((len(x), len(state)), np.float32)
        for time, inputs in enumerate(projected):
            state = outputs[time] = gru_step(state, inputs, self.recurrent, self.recurrent_bias)
        return state.copy(), outputs


class Stateless:
    """A layer that treats each frame by itself."""

    def start(self) -> None:
        """There is no state."""

    def run(self, state: None, x: np.ndarray) -> tuple[None, np.ndarray]:
        """What `apply` makes of x (frames, channels)."""
        return None, self.apply(x)


@dataclass(frozen=True)
class Scale(Stateless):
    """x * scale + shift, both (channels,)."""

    scale: np.ndarray
    shift: np.ndarray

    def apply(self, x: np.ndarray) -> np.ndarray:
        """(frames, channels) of the same shape."""
        return x * self.scale + self.shift


@dataclass(frozen=True)
class Dense(Stateless):
    """x @ kernel + bias: (channels, units) and (units,)."""

    kernel: np.ndarray
    bias: np.ndarray

    def apply(self, x: np.ndarray) -> np.ndarray:
        """(frames, units)."""
        return x @ self.kernel + self.bias


@dataclass(frozen=True)
class Activation(Stateless):
    """A function of each number: `linear`, `relu`, `sigmoid` or `tanh`."""

    name: str

    def apply(self, x: np.ndarray) -> np.ndarray:
        """(frames, channels) of the same shape."""
        return FUNCTIONS[self.name](x)


FUNCTIONS = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
}
