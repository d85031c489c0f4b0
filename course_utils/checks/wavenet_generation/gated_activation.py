"""Checks of notebook 02: the gate."""

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong, describe, expect, expect_unchanged
from course_utils.checks.tensors import numpy_of, tensor
from course_utils.recurrent_cells import sigmoid


def gated(filter_, gate):
    """The gated activation in NumPy."""
    return np.tanh(filter_) * sigmoid(gate)


def filter_times_gate(gated_activation):
    f = np.array([[[-2, -0.5, 0.5, 2]]], np.float32)
    g = np.array([[[0.25, -1, 1, -3]]], np.float32)
    expect(
        numpy_of(gated_activation(tensor(f), tensor(g))),
        gated(f, g),
        "this is not tanh(filter) * sigmoid(gate)",
        [
            (gated(g, f), "filter and gate are swapped: tanh belongs to the filter"),
            (np.tanh(f) + sigmoid(g), "filter and gate were added: the gate multiplies"),
            (np.tanh(f) * np.tanh(g), "the gate has tanh: it needs sigmoid, to be between 0 and 1"),
            (sigmoid(f) * sigmoid(g), "the filter has sigmoid: it needs tanh, to have both signs"),
            (f * sigmoid(g), "the filter has no tanh"),
            (np.tanh(f) * g, "the gate has no sigmoid"),
            (np.maximum(f, 0) * sigmoid(g), "the filter has relu: it needs tanh"),
            (np.tanh(f), "the gate is not used: multiply by sigmoid(gate)"),
            (np.tanh(f * sigmoid(g)), "tanh goes around the filter alone, before you multiply"),
            (
                np.tanh(f) * np.exp(g) / np.exp(g).sum(-1, keepdims=True),
                "the gate has softmax: gates do not share out 1, each has its own sigmoid",
            ),
        ],
        within=1e-5,
    )


def gates_open_and_close(gated_activation):
    f, g = [[[0.5, 0.5, -0.5]]], [[[1000, -1000, 1000]]]
    given = numpy_of(gated_activation(tensor(f), tensor(g)))
    if isinstance(given, np.ndarray) and np.isnan(given).any():
        mistake = "exp of a large number is infinite: take keras.ops.sigmoid, it knows the limits"
        raise Wrong(mistake, describe(given), "no NaN")
    expect(
        given,
        np.tanh(0.5) * np.array([[[1, 0, -1]]]),
        "a gate at 1000 is open (1), a gate at -1000 closed (0)",
        within=1e-5,
    )


def networks_are_built_with_it(gated_activation):
    unknown = keras.KerasTensor((None, None, 6))
    try:
        given = gated_activation(unknown, unknown)
    except NotImplementedError:
        raise
    except Exception as error:
        raise Wrong(
            "while a network is built its tensors have no numbers yet: use keras.ops.tanh and "
            "keras.ops.sigmoid, which work then too; NumPy's and math's do not",
            f"{type(error).__name__}: {str(error).splitlines()[0][:80] if str(error) else ''}",
            "a tensor of shape (None, None, 6)",
        ) from None
    if getattr(given, "shape", None) != unknown.shape:
        mistake = "the result is a tensor of the filter's shape"
        raise Wrong(mistake, describe(getattr(given, "shape", given)), "(None, None, 6)")
    ones = np.ones((1, 2, 3), np.float32)
    expect_unchanged(gated_activation, ones, ones.copy())


EXERCISES = {
    "gated_activation": [
        Property("it is tanh(filter) times sigmoid(gate)", filter_times_gate),
        Property("gates open and close fully", gates_open_and_close),
        Property("networks can be built with it", networks_are_built_with_it),
    ],
}
