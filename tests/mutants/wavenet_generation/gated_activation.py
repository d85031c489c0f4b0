"""Wrong answers: the gate."""

from functools import partial

import numpy as np

from course_utils.backend import keras
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


ops = keras.ops


@mutant("gated_activation", "swapped")
def gates_the_gate(filter_, gate):
    return ops.tanh(gate) * ops.sigmoid(filter_)


@mutant("gated_activation", "were added")
def adds_the_gate(filter_, gate):
    return ops.tanh(filter_) + ops.sigmoid(gate)


@mutant("gated_activation", "the gate has tanh")
def uses_tanh_twice(filter_, gate):
    return ops.tanh(filter_) * ops.tanh(gate)


@mutant("gated_activation", "the filter has sigmoid")
def uses_sigmoid_twice(filter_, gate):
    return ops.sigmoid(filter_) * ops.sigmoid(gate)


@mutant("gated_activation", "the filter has no tanh")
def is_a_gated_linear_unit(filter_, gate):
    return filter_ * ops.sigmoid(gate)


@mutant("gated_activation", "the gate has no sigmoid")
def forgets_the_sigmoid(filter_, gate):
    return ops.tanh(filter_) * gate


@mutant("gated_activation", "the filter has relu")
def rectifies_the_filter(filter_, gate):
    return ops.relu(filter_) * ops.sigmoid(gate)


@mutant("gated_activation", "before you multiply")
def takes_tanh_of_the_product(filter_, gate):
    return ops.tanh(filter_ * ops.sigmoid(gate))


@mutant("gated_activation", "has softmax")
def lets_gates_compete(filter_, gate):
    return ops.tanh(filter_) * ops.softmax(gate)


@mutant("gated_activation", "exp of a large number is infinite")
def writes_the_sigmoid_by_hand(filter_, gate):
    return ops.tanh(filter_) * (ops.exp(gate) / (1 + ops.exp(gate)))


@mutant("gated_activation", "tensors have no numbers yet")
def computes_with_numpy(filter_, gate):
    filter_, gate = np.asarray(filter_), np.asarray(gate)
    with np.errstate(over="ignore"):
        return np.tanh(filter_) / (1 + np.exp(-gate))
