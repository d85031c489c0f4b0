"""The cached generator in NumPy: slower than the compiled engine, and meant to be read."""

from collections.abc import Callable

import numpy as np

from course_utils.wavenet.generation.state import GeneratorState
from course_utils.wavenet.generation.weights import WaveNetWeights


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
        uint8 codes (batch, samples), and the pasts of the layers after them.
    """
    conditions = [weights.condition(i, state.speakers) for i in range(len(weights.layers))]
    drawn, pasts = state.codes, state.pasts
    codes = np.empty(uniforms.shape, np.uint8)
    for t, uniform in enumerate(uniforms.T):
        x = weights.embedding[drawn]
        skips, kept = [], []
        for layer, past, condition in zip(weights.layers, pasts, conditions, strict=True):
            x, skip, past = step(x, past, layer, condition)
            skips.append(skip)
            kept.append(past)
        hidden = relu(relu(sum(skips)) @ weights.hidden_kernel + weights.hidden_bias)
        logits = hidden @ weights.logits_kernel + weights.logits_bias
        drawn = codes[:, t] = sample(logits, state.temperature, uniform)
        pasts = tuple(kept)
    return codes, tuple(np.array(past, np.float32) for past in pasts)


def relu(x: np.ndarray) -> np.ndarray:
    """What is below 0 becomes 0."""
    return np.maximum(x, 0)
