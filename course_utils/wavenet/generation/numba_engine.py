"""The cached generator compiled with numba: the NumPy engine's loop, many times faster.

All weights of a network with 20 layers of 32 channels fit into a core's own cache. What counts is
then how often they are read: once a sample for one stream, once for all streams of a batch.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from course_utils.wavenet.generation.numba_kernels import LANES, draw, gate, jit, multiply
from course_utils.wavenet.generation.numpy_engine import WaveNetWeights
from course_utils.wavenet.generation.state import GeneratorState

STREAMS_PER_THREAD = 4  # at least this many streams are worth a thread


class Packed(NamedTuple):
    """A network's weights as the compiled loop reads them, float32.

    Attributes:
        dilations: (layers,).
        embedding: (n_codes, residual).
        kernel: (layers, kernel_size * residual, 2 * gate).
        bias: (layers, batch, 2 * gate), the condition included.
        out_kernel: (layers, gate, skip + residual).
        out_bias: (layers, skip + residual).
        hidden_kernel: (skip, skip).
        hidden_bias: (skip,).
        logits_kernel: (skip, n_codes).
        logits_bias: (n_codes,).
    """

    dilations: np.ndarray
    embedding: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray
    out_kernel: np.ndarray
    out_bias: np.ndarray
    hidden_kernel: np.ndarray
    hidden_bias: np.ndarray
    logits_kernel: np.ndarray
    logits_bias: np.ndarray


def run(
    weights: WaveNetWeights, state: GeneratorState, uniforms: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """Generates one code per uniform number.

    Args:
        weights: Of the network.
        state: Where the generation stands.
        uniforms: (batch, samples), in [0, 1).

    Returns:
        uint8 codes (batch, samples), and the layers' caches after them.
    """
    n_threads = max(1, min(cores(), len(uniforms) // STREAMS_PER_THREAD))
    shares = np.array_split(np.arange(len(uniforms)), n_threads)
    with ThreadPoolExecutor(n_threads) as pool:
        parts = list(pool.map(lambda rows: _run_share(weights, state, uniforms, rows), shares))
    codes = np.concatenate([codes for codes, _ in parts])
    rings = np.concatenate([rings for _, rings in parts], axis=1).swapaxes(0, 1)
    ends = np.cumsum([cache.shape[1] for cache in state.caches])[:-1]
    caches = [np.roll(r, -uniforms.shape[1], axis=1) for r in np.split(rings, ends, axis=1)]
    return codes, tuple(caches)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run_share(weights, state, uniforms, rows) -> tuple[np.ndarray, np.ndarray]:
    """The codes of some streams, and the rings that hold their caches: (rows, batch, residual)."""
    speakers = None if state.speakers is None else state.speakers[rows]
    rings = np.concatenate([cache[rows] for cache in state.caches], axis=1)
    rings = np.ascontiguousarray(rings.swapaxes(0, 1))
    codes = np.empty((len(rows), uniforms.shape[1]), np.uint8)
    packed = pack(weights, speakers, len(rows))
    drawn = state.codes[rows].astype(np.int64)
    _generate(packed, rings, drawn, uniforms[rows], state.temperature, codes)
    return codes, rings


def pack(weights: WaveNetWeights, speakers: np.ndarray | None, batch: int) -> Packed:
    """Lays the weights out for the compiled loop, with the biases of each stream's speaker."""
    layers = weights.layers
    bias = np.stack([layer.bias for layer in layers])[:, None].repeat(batch, axis=1)
    if speakers is not None:
        bias += [weights.condition(i, speakers) for i in range(len(layers))]
    return Packed(
        np.array([layer.dilation for layer in layers]),
        weights.embedding,
        np.stack([layer.kernel.reshape(-1, layer.kernel.shape[-1]) for layer in layers]),
        bias,
        np.stack([np.concatenate([k.skip_kernel, k.residual_kernel], axis=1) for k in layers]),
        np.stack([np.concatenate([k.skip_bias, k.residual_bias]) for k in layers]),
        weights.hidden_kernel,
        weights.hidden_bias,
        weights.logits_kernel,
        weights.logits_bias,
    )


@jit()
def _generate(packed, rings, drawn, uniforms, temperature, codes):
    """Fills codes (batch, samples); leaves the layers' inputs in rings (rows, batch, residual).

    Layer i's inputs lie in a ring of (k - 1) * dilation rows: the oldest makes way for the new.
    """
    n_layers, n_inputs, both_width = packed.kernel.shape
    batch, n_samples = uniforms.shape
    residual, skip = packed.embedding.shape[1], packed.hidden_bias.shape[0]
    n_past = n_inputs // residual - 1
    taps = np.empty((batch, n_inputs), np.float32)
    both = np.empty((batch, both_width), np.float32)
    z = np.empty((batch, both_width // 2), np.float32)
    sums = np.empty((batch, skip + residual), np.float32)  # of the skips; then the layer's input x
    summed = np.empty((batch, skip), np.float32)
    hidden = np.empty((batch, skip), np.float32)
    logits = np.empty((batch, packed.logits_bias.shape[0]), np.float32)
    product = np.empty_like(sums)
    scratch = np.empty(LANES, np.float32)
    for t in range(n_samples):
        for b in range(batch):
            sums[b, :skip] = 0
            sums[b, skip:] = packed.embedding[drawn[b]]
        first_row = 0
        for layer in range(n_layers):
            dilation = packed.dilations[layer]
            span = n_past * dilation
            newest = first_row + t % span
            for j in range(n_past):
                row = first_row + (t + j * dilation) % span
                for b in range(batch):
                    for i in range(residual):
                        taps[b, j * residual + i] = rings[row, b, i]
            for b in range(batch):
                for i in range(residual):
                    taps[b, n_past * residual + i] = sums[b, skip + i]
                    rings[newest, b, i] = sums[b, skip + i]
            multiply(taps, packed.kernel[layer], both)
            gate(both, packed.bias[layer], z)
            multiply(z, packed.out_kernel[layer], product)
            for b in range(batch):
                for i in range(skip + residual):
                    sums[b, i] += product[b, i] + packed.out_bias[layer, i]
            first_row += span
        for b in range(batch):
            for i in range(skip):
                summed[b, i] = max(sums[b, i], np.float32(0))
        multiply(summed, packed.hidden_kernel, hidden)
        for b in range(batch):
            for i in range(skip):
                hidden[b, i] = max(hidden[b, i] + packed.hidden_bias[i], np.float32(0))
        multiply(hidden, packed.logits_kernel, logits)
        for b in range(batch):
            for i in range(logits.shape[1]):
                logits[b, i] += packed.logits_bias[i]
            drawn[b] = draw(logits[b], temperature, uniforms[b, t], scratch)
            codes[b, t] = drawn[b]
