"""Recurrent cells of Keras in NumPy, step by step: for what has to run without Keras, or fast.

An array (..., units) is one vector, or a row for each of several sequences. What the input adds,
its product with the kernel, is computed by the caller: for all steps at once, or by looking it up
in a table of tokens.
"""

import numpy as np


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), as a tanh, which cannot overflow."""
    return 0.5 * np.tanh(0.5 * x) + 0.5


def gru_step(
    h: np.ndarray,
    inputs: np.ndarray,
    recurrent: np.ndarray,
    recurrent_bias: np.ndarray | None = None,
) -> np.ndarray:
    """One step of a gated recurrent unit (Cho et al., 2014, arXiv:1406.1078).

    The update gate z and the reset gate r are sigmoids, the candidate is a tanh, and the new state
    is z * h + (1 - z) * candidate. Columns are in Keras's order: z, r, candidate.

    Args:
        h: The state (..., units).
        inputs: What the input adds, its bias included (..., 3 * units).
        recurrent: (units, 3 * units).
        recurrent_bias: (3 * units,) with `reset_after`, where r acts on the product of h and its
            kernel; None without, where r acts on h itself.

    Returns:
        The new state (..., units).
    """
    n = h.shape[-1]
    if recurrent_bias is None:
        gates = sigmoid(inputs[..., : 2 * n] + h @ recurrent[:, : 2 * n])
        z, r = gates[..., :n], gates[..., n:]
        candidate = np.tanh(inputs[..., 2 * n :] + (r * h) @ recurrent[:, 2 * n :])
    else:
        products = h @ recurrent + recurrent_bias
        gates = sigmoid(inputs[..., : 2 * n] + products[..., : 2 * n])
        z, r = gates[..., :n], gates[..., n:]
        candidate = np.tanh(inputs[..., 2 * n :] + r * products[..., 2 * n :])
    return candidate + z * (h - candidate)


def lstm_step(
    h: np.ndarray, c: np.ndarray, inputs: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step of long short-term memory (Hochreiter and Schmidhuber, 1997).

    Columns are in Keras's order: input gate, forget gate, candidate, output gate.

    Args:
        h: The output before (..., units).
        c: The memory before (..., units).
        inputs: What the input adds, without a bias (..., 4 * units).
        recurrent: (units, 4 * units).
        bias: (4 * units,).

    Returns:
        h, c: After the step.
    """
    sums = inputs + h @ recurrent + bias
    input_, forget, candidate, output = np.split(sums, 4, axis=-1)
    c = sigmoid(forget) * c + sigmoid(input_) * np.tanh(candidate)
    return sigmoid(output) * np.tanh(c), c


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Natural logarithms of the probabilities over the last axis."""
    logits = logits - logits.max(axis=-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
