"""The layers of a trained network in NumPy, for input that comes in pieces, and without Keras.

Each layer turns its state and a piece of input (frames, channels) into the next state and the
output of just those frames that are complete, so that the pieces' outputs, one behind the other,
are the output of the whole. Nothing is changed in place.

The layers are read from a `.keras` file. It is a ZIP archive: `config.json` names the layers in
order, `model.weights.h5` holds their weights under the names of their classes, counted from the
second on: `gru`, `gru_1`.
"""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import h5py
import numpy as np

from course_utils.recurrent_cells import gru_step, sigmoid

SKIPPED = {"InputLayer", "Dropout", "SpatialDropout1D", "GaussianNoise"}
"""Layers that do nothing once a network is trained."""


class LayersFileError(ValueError):
    """A file that holds no chain of layers that can run in NumPy; the message says why."""


class Layer(Protocol):
    """What all layers can do."""

    def start(self) -> Any:
        """The state before any input."""

    def run(self, state: Any, x: np.ndarray) -> tuple[Any, np.ndarray]:
        """The next state and the output for x (frames, channels)."""


@dataclass(frozen=True)
class Conv:
    """A convolution over time that looks back; its state is the input that later outputs need.

    Attributes:
        kernel: (size, channels, filters).
        bias: (filters,).
        stride: Frames from one output to the next.
        padding: Frames of zeros before the first one: size - 1 for an output at the first frame.
    """

    kernel: np.ndarray
    bias: np.ndarray
    stride: int
    padding: int = 0

    def start(self) -> np.ndarray:
        """No frames yet but those of the padding."""
        return np.zeros((self.padding, self.kernel.shape[1]), np.float32)

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
class LayerNorm(Stateless):
    """Each frame less its mean, over its standard deviation; then times gamma, plus beta.

    Attributes:
        gamma: (channels,).
        beta: (channels,).
        epsilon: Added to the variance.
    """

    gamma: np.ndarray
    beta: np.ndarray
    epsilon: float

    def apply(self, x: np.ndarray) -> np.ndarray:
        """(frames, channels) of the same shape."""
        centered = x - x.mean(axis=1, keepdims=True)
        variance = (centered**2).mean(axis=1, keepdims=True)
        return centered / np.sqrt(variance + np.float32(self.epsilon)) * self.gamma + self.beta


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


def read_layers(path: str | Path) -> tuple[Layer, ...]:
    """Reads the layers of a trained chain of layers, in the order in which they run.

    Args:
        path: Of a `.keras` file: `Conv1D` (valid or causal), `BatchNormalization`,
            `LayerNormalization`, `ReLU`, `Activation`, `GRU`, `Dense`, `TimeDistributed(Dense)`;
            layers that only act in training are left out.

    Raises:
        LayersFileError: There is no such file, it is no `.keras` file, or it holds other layers.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
            weights = io.BytesIO(archive.read("model.weights.h5"))
        with h5py.File(weights) as file:
            return tuple(_layers(config["config"]["layers"], file["layers"]))
    except FileNotFoundError:
        raise LayersFileError(f"{path} does not exist") from None
    except LayersFileError as error:
        raise LayersFileError(f"{path}: {error}") from None
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise LayersFileError(f"{path} is no .keras file of such layers: {error}") from error


def _layers(configs: list[dict], weights: h5py.Group) -> Iterator[Layer]:
    seen = Counter()
    for entry in configs:
        kind, config = entry["class_name"], entry["config"]
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
        group = f"{snake}_{seen[kind]}" if seen[kind] else snake
        seen[kind] += 1
        if kind in SKIPPED:
            continue
        if kind == "TimeDistributed":
            kind, config = config["layer"]["class_name"], config["layer"]["config"]
            group = f"{group}/layer"
        if kind not in READERS:
            raise LayersFileError(f"a layer {kind} cannot run in NumPy")
        yield READERS[kind](config, lambda inner="", group=group: _arrays(weights, group, inner))
        if kind in ("Conv1D", "Dense") and config["activation"] != "linear":
            yield _activation(config["activation"])


def _arrays(weights: h5py.Group, group: str, inner: str) -> list[np.ndarray]:
    stored = weights[f"{group}/{inner}vars"]
    return [np.asarray(stored[str(i)], np.float32) for i in range(len(stored))]


def _conv(config, arrays) -> Conv:
    if config["padding"] != "causal":
        _require(config, padding="valid")
    _require(config, groups=1, dilation_rate=[1], use_bias=True)
    kernel, bias = arrays()
    padding = len(kernel) - 1 if config["padding"] == "causal" else 0
    return Conv(kernel, bias, config["strides"][0], padding)


def _scale(config, arrays) -> Scale:
    """Batch normalization with the moving statistics is a scale and a shift."""
    _require(config, center=True, scale=True)
    gamma, beta, mean, variance = arrays()
    scale = gamma / np.sqrt(variance + np.float32(config["epsilon"]))
    return Scale(scale, beta - mean * scale)


def _layer_norm(config, arrays) -> LayerNorm:
    _require(config, axis=[-1], center=True, scale=True)
    return LayerNorm(*arrays(), config["epsilon"])


def _gru(config, arrays) -> Gru:
    _require(
        config,
        return_sequences=True,
        go_backwards=False,
        use_bias=True,
        activation="tanh",
        recurrent_activation="sigmoid",
    )
    kernel, recurrent, bias = arrays("cell/")
    biases = bias if config["reset_after"] else (bias, None)
    return Gru(kernel, recurrent, *biases)


def _dense(config, arrays) -> Dense:
    _require(config, use_bias=True)
    return Dense(*arrays())


def _require(config: dict, **wanted) -> None:
    for name, value in wanted.items():
        if config[name] != value:
            raise LayersFileError(
                f"layer {config['name']} with {name}={config[name]!r} cannot run in NumPy"
            )


def _activation(name: str) -> Activation:
    if name not in ("linear", "relu", "sigmoid", "tanh"):
        raise LayersFileError(f"the activation {name!r} cannot run in NumPy")
    return Activation(name)


READERS = {
    "Conv1D": _conv,
    "BatchNormalization": _scale,
    "LayerNormalization": _layer_norm,
    "GRU": _gru,
    "Dense": _dense,
    "Activation": lambda config, _: _activation(config["activation"]),
    "ReLU": lambda config, _: Activation("relu"),
}
