"""A trained detector in NumPy: the layers of a `.keras` file, read and run without Keras.

The file is a ZIP archive: `config.json` names the layers in order, `model.weights.h5` holds their
weights under the names of their classes, counted from the second on: `gru`, `gru_1`.
"""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from course_utils.trigger_word.streaming.numpy_layers import (
    Activation,
    Conv,
    Dense,
    Gru,
    Layer,
    Scale,
)

SKIPPED = {"InputLayer", "Dropout", "SpatialDropout1D", "GaussianNoise"}
"""Layers that do nothing once a network is trained."""


class DetectorFileError(ValueError):
    """A file that holds no detector that can run in NumPy; the message says why."""


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


def read_layers(path: str | Path) -> tuple[Layer, ...]:
    """Reads the layers of a trained chain of layers, in the order in which they run.

    Args:
        path: Of a `.keras` file: `Conv1D` (valid), `BatchNormalization`, `ReLU`, `Activation`,
            `GRU`, `Dense`, `TimeDistributed(Dense)`; layers that only act in training are left out.

    Raises:
        DetectorFileError: There is no such file, it is no `.keras` file, or it holds other layers.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
            weights = io.BytesIO(archive.read("model.weights.h5"))
        with h5py.File(weights) as file:
            return tuple(_layers(config["config"]["layers"], file["layers"]))
    except FileNotFoundError:
        raise DetectorFileError(f"{path} does not exist") from None
    except DetectorFileError as error:
        raise DetectorFileError(f"{path}: {error}") from None
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise DetectorFileError(f"{path} is no .keras file of a detector: {error}") from error


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
            raise DetectorFileError(f"a layer {kind} cannot run in NumPy")
        yield READERS[kind](config, lambda inner="", group=group: _arrays(weights, group, inner))
        if kind in ("Conv1D", "Dense") and config["activation"] != "linear":
            yield _activation(config["activation"])


def _arrays(weights: h5py.Group, group: str, inner: str) -> list[np.ndarray]:
    stored = weights[f"{group}/{inner}vars"]
    return [np.asarray(stored[str(i)], np.float32) for i in range(len(stored))]


def _conv(config, arrays) -> Conv:
    _require(config, padding="valid", groups=1, dilation_rate=[1], use_bias=True)
    return Conv(*arrays(), config["strides"][0])


def _scale(config, arrays) -> Scale:
    """Batch normalization with the moving statistics is a scale and a shift."""
    _require(config, center=True, scale=True)
    gamma, beta, mean, variance = arrays()
    scale = gamma / np.sqrt(variance + np.float32(config["epsilon"]))
    return Scale(scale, beta - mean * scale)


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
            raise DetectorFileError(
                f"layer {config['name']} with {name}={config[name]!r} cannot run in NumPy"
            )


def _activation(name: str) -> Activation:
    if name not in ("linear", "relu", "sigmoid", "tanh"):
        raise DetectorFileError(f"the activation {name!r} cannot run in NumPy")
    return Activation(name)


READERS = {
    "Conv1D": _conv,
    "BatchNormalization": _scale,
    "GRU": _gru,
    "Dense": _dense,
    "Activation": lambda config, _: _activation(config["activation"]),
    "ReLU": lambda config, _: Activation("relu"),
}
