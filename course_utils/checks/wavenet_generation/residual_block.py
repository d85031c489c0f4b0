"""Checks of notebook 02: one residual block, on layers that remember what they were given."""

import numpy as np

from course_utils.backend import keras
from course_utils.checks.properties import Property, Wrong, describe, expect, expect_parts
from course_utils.checks.tensors import numpy_of, tensor
from course_utils.recurrent_cells import sigmoid

GATE = 2


def gated(filter_, gate):
    """What both halves give, in NumPy."""
    return np.tanh(filter_) * sigmoid(gate)


class _Trial:
    """One run of a student's block on layers that remember what they were given."""

    def __init__(self, residual_block, condition=None, both=None):
        rng = np.random.default_rng(5)
        self.x = rng.normal(size=(2, 2, 2)).astype(np.float32)
        drawn = rng.normal(size=(2, 2, 2 * GATE)).astype(np.float32)
        self.both = drawn if both is None else both
        self.skip = rng.normal(size=(2, 2, 2)).astype(np.float32)
        self.residual = rng.normal(size=(2, 2, 2)).astype(np.float32)
        self.calls = {"dilated": [], "to_skip": [], "to_residual": []}
        layers = [
            self._layer("dilated", self.both),
            self._layer("to_skip", self.skip),
            self._layer("to_residual", self.residual),
        ]
        given = residual_block(tensor(self.x), *layers, *([] if condition is None else [condition]))
        expect_parts(given, "x for the next layer", "the skip output")
        self.outputs = numpy_of(given)

    def _layer(self, name, answer):
        def layer(inputs, *_, **__):
            self.calls[name].append(numpy_of(inputs))
            return tensor(answer)

        return layer

    def given_to(self, name):
        calls = self.calls[name]
        if len(calls) != 1:
            raise Wrong(f"{name} must be called once in a block", f"{len(calls)} calls", "1 call")
        return calls[0]


def _expect_z(trial, name, both, mistakes=()):
    f, g = both[..., :GATE], both[..., GATE:]
    even, odd = both[..., ::2], both[..., 1::2]
    earlier, later = np.split(trial.both, 2, axis=1)
    expect(
        trial.given_to(name),
        gated(f, g),
        f"{name} was not given z = tanh(filter) * sigmoid(gate): check both halves of dilated(x) "
        "and their activations",
        [
            *mistakes,
            (gated(g, f), "the halves are swapped: the filter is the first half"),
            (gated(even, odd), "filter and gate are every other channel: they are halves"),
            (gated(odd, even), "filter and gate are every other channel: they are halves"),
            (
                gated(earlier, later),
                "time was cut in halves, not the channels: split along the last axis",
            ),
            (trial.x, f"{name} was given x: give it z"),
            (trial.x + trial.residual, f"{name} was given the next layer's x: give it z"),
            (both, f"{name} was given all that dilated(x) gave: tanh and sigmoid make z of it"),
            *_wrong_gates(f, g),
            (f, f"{name} was given the filter without its activation and gate"),
            (trial.skip, f"{name} was given the skip output: give it z"),
            (trial.residual, f"{name} was given the residual output: give it z"),
        ],
        within=1e-5,
    )


def _wrong_gates(f, g):
    return [
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
    ]


def halves_are_filter_and_gate(residual_block):
    trial = _Trial(residual_block)
    expect(
        trial.given_to("dilated"),
        trial.x,
        "dilated must be given x as it came in: no activation before it",
    )
    _expect_z(trial, "to_skip", trial.both)
    _expect_gates_to_open_and_close(residual_block)
    _expect_networks_to_be_built(residual_block)


def _expect_gates_to_open_and_close(residual_block):
    both = np.array([[[0.5, -0.5, 1000, 1000], [0.5, -0.5, -1000, -1000]]] * 2, np.float32)
    given = _Trial(residual_block, both=both).given_to("to_skip")
    if isinstance(given, np.ndarray) and np.isnan(given).any():
        mistake = "exp of a large number is infinite: take keras.ops.sigmoid, it knows the limits"
        raise Wrong(mistake, describe(given), "no NaN")
    expect(
        given,
        gated(both[..., :GATE], both[..., GATE:]),
        "a gate at 1000 is open (1), a gate at -1000 closed (0)",
        within=1e-5,
    )


def _expect_networks_to_be_built(residual_block):
    def layer(channels):
        return lambda inputs, *_, **__: keras.KerasTensor((None, None, channels))

    x = keras.KerasTensor((None, None, 2))
    try:
        residual_block(x, layer(2 * GATE), layer(2), layer(2))
    except NotImplementedError:
        raise
    except Exception as error:
        raise Wrong(
            "while a network is built its tensors have no numbers yet: use keras.ops.split, "
            "keras.ops.tanh and keras.ops.sigmoid, which work then too; NumPy does not",
            f"{type(error).__name__}: {str(error).splitlines()[0][:80] if str(error) else ''}",
        ) from None


def x_goes_round_the_block(residual_block):
    trial = _Trial(residual_block)
    given = trial.outputs[0]
    z = gated(trial.both[..., :GATE], trial.both[..., GATE:])
    expect(
        given,
        trial.x + trial.residual,
        "x for the next layer is x + to_residual(z)",
        [
            (trial.skip, "the outputs are swapped: x for the next layer comes first"),
            (trial.residual, "x itself is missing: it is added to to_residual(z)"),
            (trial.x, "to_residual(z) is missing: it is added to x"),
            (trial.x + trial.skip, "the skip output was added to x: add to_residual(z)"),
            (trial.x * trial.residual, "x is multiplied by to_residual(z): add it"),
            (z, "this is z: the next layer gets x + to_residual(z)"),
            (
                np.maximum(trial.x + trial.residual, 0),
                "no relu on the way to the next layer: negative numbers must come through",
            ),
        ],
        within=1e-5,
    )
    _expect_z(trial, "to_residual", trial.both)


def skip_is_of_z_alone(residual_block):
    trial = _Trial(residual_block)
    expect(
        trial.outputs[1],
        trial.skip,
        "the skip output is to_skip(z), as it is",
        [
            (trial.x + trial.residual, "the outputs are swapped: the skip output comes second"),
            (trial.x + trial.skip, "x was added to the skip output: it is to_skip(z) alone"),
            (trial.residual, "to_skip and to_residual are swapped"),
            (np.maximum(trial.skip, 0), "no relu yet: it comes after all skips are added up"),
        ],
        within=1e-5,
    )


def condition_comes_before_the_gate(residual_block):
    condition = np.array([[[1, -1, 2, -2]], [[-3, 0.5, 1, 2]]], np.float32)
    trial = _Trial(residual_block, tensor(condition))
    with_it = trial.both + condition
    f, g = with_it[..., :GATE], with_it[..., GATE:]
    plain = gated(trial.both[..., :GATE], trial.both[..., GATE:])
    expect(
        trial.given_to("dilated"),
        trial.x,
        "the condition belongs to what dilated gives, not to x",
    )
    mistakes = [
        (plain, "the condition is not used: add it to dilated(x) if it is not None"),
        (
            gated(f, trial.both[..., GATE:]),
            "the condition was added to the filter only: the gate needs its half too",
        ),
        (
            gated(trial.both[..., :GATE], g),
            "the condition was added to the gate only: the filter needs its half too",
        ),
        (
            plain + condition[..., :GATE],
            "the condition was added after tanh and sigmoid: add it before them",
        ),
        (
            gated(*np.split(trial.both * condition, 2, axis=-1)),
            "the condition multiplies: add it",
        ),
        (
            gated(*np.split(trial.both + condition[:1], 2, axis=-1)),
            "every row of the batch got the first row's condition: add it row by row",
        ),
    ]
    _expect_z(trial, "to_skip", with_it, mistakes)


EXERCISES = {
    "residual_block": [
        Property("z is tanh(first half) times sigmoid(second)", halves_are_filter_and_gate),
        Property("x goes round the block and to_residual(z) is added", x_goes_round_the_block),
        Property("the skip output is to_skip(z) alone", skip_is_of_z_alone),
        Property("the condition is added before the gate", condition_comes_before_the_gate),
    ],
}
