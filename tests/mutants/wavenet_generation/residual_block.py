"""Wrong answers: one residual block."""

from functools import partial

import numpy as np

from course_utils.backend import keras
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


ops = keras.ops


def _halves(x, dilated, condition, axis=-1):
    both = dilated(x)
    if condition is not None:
        both = both + condition
    return ops.split(both, 2, axis=axis)


def _gated(filter_, gate):
    return ops.tanh(filter_) * ops.sigmoid(gate)


def _z(x, dilated, condition, axis=-1):
    return _gated(*_halves(x, dilated, condition, axis))


@mutant("residual_block", "the halves are swapped")
def takes_the_gate_first(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x) if condition is None else dilated(x) + condition
    gate, filter_ = ops.split(both, 2, axis=-1)
    z = _gated(filter_, gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "every other channel")
def interleaves_the_channels(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x) if condition is None else dilated(x) + condition
    z = _gated(both[..., ::2], both[..., 1::2])
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "time was cut in halves")
def splits_the_time(x, dilated, to_skip, to_residual, condition=None):
    z = _z(x, dilated, condition, axis=1)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "all that dilated(x) gave")
def forgets_the_gate(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x) if condition is None else dilated(x) + condition
    return x + to_residual(both), to_skip(both)


@mutant("residual_block", "no activation before it")
def activates_the_input(x, dilated, to_skip, to_residual, condition=None):
    z = _z(ops.relu(x), dilated, condition)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "x itself is missing")
def forgets_the_way_round(x, dilated, to_skip, to_residual, condition=None):
    z = _z(x, dilated, condition)
    return to_residual(z), to_skip(z)


@mutant("residual_block", "outputs are swapped")
def returns_the_skip_first(x, dilated, to_skip, to_residual, condition=None):
    z = _z(x, dilated, condition)
    return to_skip(z), x + to_residual(z)


@mutant("residual_block", "skip output was added to x")
def adds_the_skip_to_x(x, dilated, to_skip, to_residual, condition=None):
    skip = to_skip(_z(x, dilated, condition))
    return x + skip, skip


@mutant("residual_block", "negative numbers must come through")
def rectifies_the_sum(x, dilated, to_skip, to_residual, condition=None):
    z = _z(x, dilated, condition)
    return ops.relu(x + to_residual(z)), to_skip(z)


@mutant("residual_block", "given the next layer's x")
def skips_from_the_sum(x, dilated, to_skip, to_residual, condition=None):
    x = x + to_residual(_z(x, dilated, condition))
    return x, to_skip(x)


@mutant("residual_block", "given the skip output")
def chains_skip_and_residual(x, dilated, to_skip, to_residual, condition=None):
    skip = to_skip(_z(x, dilated, condition))
    return x + to_residual(skip), skip


@mutant("residual_block", "return 2 things")
def returns_x_only(x, dilated, to_skip, to_residual, condition=None):
    return x + to_residual(_z(x, dilated, condition))


@mutant("residual_block", "must be called once")
def convolves_twice(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = dilated(x)[..., :2], dilated(x)[..., 2:]
    z = _gated(filter_, gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "condition is not used")
def ignores_the_condition(x, dilated, to_skip, to_residual, condition=None):
    z = _z(x, dilated, None)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "after tanh and sigmoid")
def conditions_too_late(x, dilated, to_skip, to_residual, condition=None):
    z = _z(x, dilated, None)
    if condition is not None:
        z = z + condition[..., : z.shape[-1]]
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "filter only")
def conditions_the_filter_only(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = ops.split(dilated(x), 2, axis=-1)
    if condition is not None:
        filter_ = filter_ + condition[..., : filter_.shape[-1]]
    z = _gated(filter_, gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "NumPy does not")
def splits_with_numpy(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x) if condition is None else dilated(x) + condition
    z = _gated(*np.split(both, 2, axis=-1))
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "were added")
def adds_the_gate(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.tanh(filter_) + ops.sigmoid(gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "the gate has tanh")
def uses_tanh_twice(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.tanh(filter_) * ops.tanh(gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "the filter has sigmoid")
def uses_sigmoid_twice(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.sigmoid(filter_) * ops.sigmoid(gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "the filter has no tanh")
def is_a_gated_linear_unit(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = filter_ * ops.sigmoid(gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "the gate has no sigmoid")
def forgets_the_sigmoid(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.tanh(filter_) * gate
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "the filter has relu")
def rectifies_the_filter(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.relu(filter_) * ops.sigmoid(gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "the gate is not used")
def takes_the_filter_alone(x, dilated, to_skip, to_residual, condition=None):
    z = ops.tanh(_halves(x, dilated, condition)[0])
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "before you multiply")
def takes_tanh_of_the_product(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.tanh(filter_ * ops.sigmoid(gate))
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "has softmax")
def lets_gates_compete(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.tanh(filter_) * ops.softmax(gate)
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "exp of a large number is infinite")
def writes_the_sigmoid_by_hand(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = _halves(x, dilated, condition)
    z = ops.tanh(filter_) * (ops.exp(gate) / (1 + ops.exp(gate)))
    return x + to_residual(z), to_skip(z)


@mutant("residual_block", "NumPy does not")
def activates_with_numpy(x, dilated, to_skip, to_residual, condition=None):
    filter_, gate = (np.asarray(half) for half in _halves(x, dilated, condition))
    with np.errstate(over="ignore"):
        z = np.tanh(filter_) / (1 + np.exp(-gate))
    return x + to_residual(z), to_skip(z)
