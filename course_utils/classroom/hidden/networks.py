"""Layers and networks whose weights are drawn, and weights for networks that students build."""

import zlib
from collections.abc import Callable

import numpy as np

from course_utils.checks.tensors import numpy_of, tensor


class Product:
    """A layer: inputs @ kernel + bias, float32, then an activation.

    Args:
        rng: Draws kernel and bias.
        inputs: Channels that come in.
        outputs: Channels that go out.
        activation: Of NumPy arrays.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        inputs: int,
        outputs: int,
        activation: Callable = lambda values: values,
    ):
        self._kernel = rng.normal(size=(inputs, outputs)) / np.sqrt(inputs)
        self._bias, self._activation = rng.normal(size=outputs), activation

    def __call__(self, inputs):
        """A tensor (..., outputs) for one of (..., inputs)."""
        return tensor(self._activation(np.asarray(numpy_of(inputs)) @ self._kernel + self._bias))


def draw_named_weights(model, seed: int) -> None:
    """Draws the weights of every layer from the seed and the layer's name."""
    for layer in model.layers:
        rng = np.random.default_rng([seed, zlib.crc32(layer.name.encode())])
        weights = layer.get_weights()
        if weights:
            layer.set_weights([rng.normal(size=w.shape).astype(np.float32) for w in weights])


def draw_ordered_weights(model, seed: int) -> None:
    """Draws all weights from the seed, layer by layer; for networks whose layers have no names.

    They are not negative, so that the variance of a batch normalization is none; a number of each
    layer is taken away from those of matrices.
    """
    rng = np.random.default_rng(seed)
    drawn = [rng.uniform(0.1, 1, size=w.shape) - 0.5 * (w.ndim > 1) for w in model.get_weights()]
    model.set_weights([w.astype(np.float32) for w in drawn])
