"""A WaveNet's weights as NumPy arrays, and the inputs of its layers over a prompt."""

import hashlib
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.wavenet.model import WaveNetConfig, config_of


class LayerWeights(NamedTuple):
    """One layer's weights, float32.

    Attributes:
        kernel: (kernel_size, residual, 2 * gate), the tap of the oldest sample first.
        bias: (2 * gate,); the filter's half first, then the gate's.
        skip_kernel: (gate, skip).
        skip_bias: (skip,).
        residual_kernel: (gate, residual).
        residual_bias: (residual,).
        dilation: Samples between two taps.
    """

    kernel: np.ndarray
    bias: np.ndarray
    skip_kernel: np.ndarray
    skip_bias: np.ndarray
    residual_kernel: np.ndarray
    residual_bias: np.ndarray
    dilation: int


class WaveNetWeights(NamedTuple):
    """All weights of a WaveNet, float32.

    Attributes:
        config: The network's shape.
        embedding: (n_codes, residual).
        layers: One `LayerWeights` for each layer.
        conditions: For each layer (n_speakers, 2 * gate), or None without speakers.
        hidden_kernel: (skip, skip).
        hidden_bias: (skip,).
        logits_kernel: (skip, n_codes).
        logits_bias: (n_codes,).
    """

    config: WaveNetConfig
    embedding: np.ndarray
    layers: tuple[LayerWeights, ...]
    conditions: tuple[np.ndarray, ...] | None
    hidden_kernel: np.ndarray
    hidden_bias: np.ndarray
    logits_kernel: np.ndarray
    logits_bias: np.ndarray

    def condition(self, layer: int, speakers: np.ndarray | None) -> np.ndarray | None:
        """What layer number `layer` adds for the speakers (batch,): (batch, 2 * gate) or None."""
        return None if self.conditions is None else self.conditions[layer][speakers]


def read_weights(model) -> WaveNetWeights:
    """Copies the weights of a model made by `build_wavenet`.

    Raises:
        ValueError: It was not made by it.
    """
    config = config_of(model)

    def arrays(name: str) -> list[np.ndarray]:
        return [np.array(w, np.float32) for w in model.get_layer(name).get_weights()]

    n_layers = len(config.dilations)
    # nothing uses the last layer's residual product, so Keras leaves it out of the model
    unused = np.zeros((config.gate_channels, config.residual_channels), np.float32)
    residual = [arrays(f"to_residual_{i}") for i in range(n_layers - 1)] + [[unused, unused[0]]]
    return WaveNetWeights(
        config,
        *arrays("embedding"),
        tuple(
            LayerWeights(
                *arrays(f"dilated_{i}"),
                *arrays(f"to_skip_{i}"),
                *residual[i],
                config.dilations[i],
            )
            for i in range(n_layers)
        ),
        tuple(arrays(f"to_condition_{i}")[0] for i in range(n_layers))
        if config.n_speakers
        else None,
        *arrays("hidden"),
        *arrays("to_logits"),
    )


def digest_of(weights: WaveNetWeights) -> str:
    """A fingerprint of a network: 16 hexadecimal digits, others for other shapes or weights."""
    digest = hashlib.sha256(repr(weights.config).encode())
    arrays = [a for layer in weights.layers for a in layer[:-1]]
    arrays += [weights.embedding, *(weights.conditions or ()), *weights[4:]]
    for array in arrays:
        digest.update(array.tobytes())
    return digest.hexdigest()[:16]


def layer_inputs_model(model) -> keras.Model:
    """The same network with other outputs: the input x of every layer, (batch, time, residual)."""
    n_layers = len(config_of(model).dilations)
    inputs = [model.get_layer(f"dilated_{i}").input for i in range(n_layers)]
    return keras.Model(model.input, inputs, name="layer_inputs")
