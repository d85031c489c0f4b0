"""A decoder with random weights, for measuring searches: one GRU layer and a softmax."""

from typing import NamedTuple

import numpy as np

START, END = 0, 1
NEVER = -1e9  # added to the logit of a token that must not come


class GruWeights(NamedTuple):
    """Weights in float32; the gates are update, reset and candidate, as in Keras.

    Attributes:
        inputs: (V, 3 * units), what each token adds to the gates: embedding, kernel and bias.
        recurrent: (units, 3 * units).
        output: (units, V).
        bias: (V,).
    """

    inputs: np.ndarray
    recurrent: np.ndarray
    output: np.ndarray
    bias: np.ndarray


def random_weights(vocabulary, units=64, seed=0, may_end=True):
    """Weights of a decoder; one that may not end makes every search take all steps."""
    rng = np.random.default_rng(seed)
    shapes = (vocabulary, 3 * units), (units, 3 * units), (units, vocabulary)
    scales = 1.0, units**-0.5, 3 * units**-0.5
    drawn = [
        rng.normal(0, scale, shape).astype(np.float32)
        for scale, shape in zip(scales, shapes, strict=True)
    ]
    bias = np.zeros(vocabulary, np.float32)
    bias[END] = 0 if may_end else NEVER
    return GruWeights(*drawn, bias)


def random_states(batch, units=64, seed=1):
    """Where the decoder begins, for each sentence: (batch, units)."""
    return np.random.default_rng(seed).normal(0, 0.5, (batch, units)).astype(np.float32)


class NumpyDecoder:
    """The decoder in NumPy; its state is (rows, units).

    Each gate has arrays of its own: NumPy is three times slower on slices of a wide one.
    """

    def __init__(self, weights):
        self.inputs = _gates(weights.inputs)
        self.recurrent = _gates(weights.recurrent)
        self.output, self.bias = weights.output, weights.bias

    def __call__(self, state, tokens):
        """Log probabilities (rows, V) after `tokens` (rows,), and the state after them."""
        update, reset, candidate = (inputs[tokens] for inputs in self.inputs)
        update += state @ self.recurrent[0]
        reset += state @ self.recurrent[1]
        candidate += _sigmoid(reset) * (state @ self.recurrent[2])
        candidate = np.tanh(candidate, out=candidate)
        state = candidate + _sigmoid(update) * (state - candidate)
        return _log_softmax(state @ self.output, self.bias), state


def _gates(array):
    return [np.ascontiguousarray(gate) for gate in np.split(array, 3, axis=1)]


def _sigmoid(x):
    """In place: 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2."""
    x *= 0.5
    np.tanh(x, out=x)
    x += 1
    x *= 0.5
    return x


def _log_softmax(logits, bias):
    """In place."""
    logits += bias
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return logits
