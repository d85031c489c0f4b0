"""The cached generator in NumPy: slower than the numba engine, and meant to be read.

A WaveNet's weights as arrays, one layer on one sample, and the loop over layers and samples.
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_utils.graded import graded
from course_utils.wavenet.generation.state import GeneratorState
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


@graded(points=4)
def cached_step(x, past, layer, condition=None):
    """Runs one layer on one sample, from the inputs that it remembers.

    The taps of the convolution are k samples of [past, x], `dilation` apart, ending with x.
    filter, gate = halves of sum_j taps[j] kernel[j] + bias (+ condition);
    z = tanh(filter) * sigmoid(gate); x + z's residual product; z's skip product (figure 4).

    Args:
        x: (batch, residual), the layer's input now.
        past: (batch, (k - 1) * dilation, residual), its inputs before, the oldest first.
        layer: `LayerWeights`, from numpy_engine.py.
        condition: (batch, 2 * gate), or None without speakers.

    Returns:
        x for the next layer (batch, residual), the skip output (batch, skip), and the past of
        the next sample, of the shape of `past`. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    inputs = np.concatenate([past, x[:, None]], axis=1)
    taps = inputs[:, :: layer.dilation]
    both = sum(taps[:, j] @ kernel for j, kernel in enumerate(layer.kernel)) + layer.bias
    if condition is not None:
        both = both + condition
    filter_, gate = np.split(both, 2, axis=-1)
    z = np.tanh(filter_) * (1 + np.tanh(gate / 2)) / 2
    skip = z @ layer.skip_kernel + layer.skip_bias
    return x + z @ layer.residual_kernel + layer.residual_bias, skip, inputs[:, 1:]
    ### END SOLUTION


def run(
    weights: WaveNetWeights,
    state: GeneratorState,
    uniforms: np.ndarray,
    step: Callable,
    sample: Callable,
) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """Generates one code per uniform number: code -> layers -> logits -> code.

    Args:
        weights: Of the network.
        state: Where the generation stands.
        uniforms: (batch, samples), in [0, 1).
        step: `cached_step`.
        sample: `sample_codes`.

    Returns:
        uint8 codes (batch, samples), and the layers' caches after them.
    """
    conditions = [weights.condition(i, state.speakers) for i in range(len(weights.layers))]
    drawn, caches = state.codes, state.caches
    codes = np.empty(uniforms.shape, np.uint8)
    for t, uniform in enumerate(uniforms.T):
        x = weights.embedding[drawn]
        skips, kept = [], []
        for layer, cache, condition in zip(weights.layers, caches, conditions, strict=True):
            x, skip, cache = step(x, cache, layer, condition)
            skips.append(skip)
            kept.append(cache)
        hidden = relu(relu(sum(skips)) @ weights.hidden_kernel + weights.hidden_bias)
        logits = hidden @ weights.logits_kernel + weights.logits_bias
        drawn = codes[:, t] = sample(logits, state.temperature, uniform)
        caches = tuple(kept)
    return codes, tuple(np.array(cache, np.float32) for cache in caches)


def relu(x: np.ndarray) -> np.ndarray:
    """max(x, 0)."""
    return np.maximum(x, 0)
