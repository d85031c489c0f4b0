"""What a model must beat: bits per sample of rules that need no training.

Bits per sample are the mean of -log2 p(code | codes before it) over recordings the rule never saw.
One count is added for each code (Laplace smoothing), so that no probability is zero.
"""

from collections.abc import Sequence

import numpy as np


def uniform_bits(n_codes: int = 256) -> float:
    """Bits per sample of a rule that finds every code equally likely: log2 n_codes."""
    return float(np.log2(n_codes))


def unigram_bits(
    train: Sequence[np.ndarray], test: Sequence[np.ndarray], n_codes: int = 256
) -> float:
    """Bits per sample of `test` by how often each code occurs in `train`.

    Args:
        train: Arrays (samples,) of codes.
        test: The same, of recordings that are not in `train`.
        n_codes: Codes are 0 .. n_codes - 1.
    """
    counts = 1 + sum(np.bincount(codes, minlength=n_codes) for codes in train)
    log_probabilities = np.log2(counts / counts.sum())
    return float(-log_probabilities[np.concatenate(test)].mean())


def markov_bits(
    train: Sequence[np.ndarray], test: Sequence[np.ndarray], n_codes: int = 256, lag: int = 1
) -> float:
    """Bits per sample of `test` by which code follows which in `train` (order-1 Markov).

    Counts never run from the end of one recording into the start of the next, and the first `lag`
    codes of a recording, which follow nothing, are not scored.

    Args:
        train: Arrays (samples,) of codes.
        test: The same, of recordings that are not in `train`.
        n_codes: Codes are 0 .. n_codes - 1.
        lag: Samples between the code that is known and the code that is predicted.
    """
    counts = np.ones(n_codes * n_codes)
    for codes in train:
        pairs = n_codes * codes[:-lag].astype(np.int64) + codes[lag:]
        counts += np.bincount(pairs, minlength=n_codes * n_codes)
    counts = counts.reshape(n_codes, n_codes)
    log_probabilities = np.log2(counts / counts.sum(axis=1, keepdims=True))
    scores = [log_probabilities[codes[:-lag], codes[lag:]] for codes in test]
    return float(-np.concatenate(scores).mean())
