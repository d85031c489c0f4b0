"""The cached generator of notebook 02 as one compiled loop of Keras, for devices like GPUs."""

import numpy as np

from course_utils.backend import keras
from course_utils.wavenet.generation.generator import first_codes
from course_utils.wavenet.generation.numpy_engine import WaveNetWeights

ops = keras.ops


class ScannedWaveNet(keras.Model):
    """Uniform numbers (batch, samples) -> codes (batch, samples), from silence, temperature 1.

    What a layer remembers is a ring: the input of time t lies at t modulo its length.

    Args:
        weights: As from `read_weights`, of a network without speakers.
    """

    def __init__(self, weights: WaveNetWeights):
        super().__init__()
        self.constants = weights

    def call(self, uniforms):
        """Generates one code for each uniform number."""
        weights, (batch, n_samples) = self.constants, uniforms.shape
        config = weights.config
        spans = [(config.kernel_size - 1) * layer.dilation for layer in weights.layers]
        rings = tuple(ops.zeros((batch, span, config.residual_channels)) for span in spans)
        first = int(first_codes(None, 1, config.n_codes)[0, -1])
        start = ops.zeros((batch, n_samples), "int32"), ops.full((batch,), first, "int32"), rings

        def step(t, state):
            codes, drawn, rings = state
            uniform = ops.slice(uniforms, (0, t), (batch, 1))
            drawn, rings = self._step(t, drawn, rings, uniform)
            return ops.slice_update(codes, (0, t), drawn[:, None]), drawn, rings

        return ops.fori_loop(0, n_samples, step, start)[0]

    def _step(self, t, drawn, rings, uniform):
        weights = self.constants
        x, skips, kept = ops.take(weights.embedding, drawn, axis=0), 0.0, []
        for layer, ring in zip(weights.layers, rings, strict=True):
            x, skip, ring = _layer_step(x, ring, t, layer)
            skips = skips + skip
            kept.append(ring)
        hidden = ops.relu(ops.relu(skips) @ weights.hidden_kernel + weights.hidden_bias)
        logits = hidden @ weights.logits_kernel + weights.logits_bias
        cumulative = ops.cumsum(ops.softmax(logits), axis=-1)
        beyond = cumulative > uniform * cumulative[:, -1:]
        return ops.cast(ops.argmax(ops.cast(beyond, "int32"), axis=-1), "int32"), tuple(kept)


def _layer_step(x, ring, t, layer):
    """As `cached_step`, on a ring: x of the next layer, the skip output, and the ring after."""
    batch, span, width = ring.shape
    both = x @ layer.kernel[-1] + layer.bias
    for j, kernel in enumerate(layer.kernel[:-1]):
        place = (t + j * layer.dilation) % span
        both = both + ops.slice(ring, (0, place, 0), (batch, 1, width))[:, 0] @ kernel
    filter_, gate = ops.split(both, 2, axis=-1)
    z = ops.tanh(filter_) * ops.sigmoid(gate)
    ring = ops.slice_update(ring, (0, t % span, 0), x[:, None])
    skip = z @ layer.skip_kernel + layer.skip_bias
    return x + z @ layer.residual_kernel + layer.residual_bias, skip, ring


def bytes_of(weights: WaveNetWeights) -> int:
    """What is read of the weights for one sample."""
    arrays = [a for layer in weights.layers for a in layer[:-1]]
    return sum(a.nbytes for a in [*arrays, *weights[4:]]) + weights.embedding[0].nbytes


def products_of(weights: WaveNetWeights) -> int:
    """Multiplications of one sample."""
    kernels = [k for layer in weights.layers for k in (layer[0], layer[2], layer[4])]
    return sum(np.size(k) for k in [*kernels, weights.hidden_kernel, weights.logits_kernel])
