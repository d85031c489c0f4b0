"""Wrong answers: how far a stack sees, and the gate."""

import math
from functools import partial

import numpy as np

from course_utils.backend import keras
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)
ops = keras.ops


@mutant("receptive_field", "add 1")
def forgets_the_present(kernel_size, dilations):
    return (kernel_size - 1) * sum(dilations)


@mutant("receptive_field", "no convolution before its blocks")
def counts_a_first_convolution(kernel_size, dilations):
    """Right for networks that begin with one, as basveeling/wavenet: measured 1,025, said 1,024."""
    return 1 + (kernel_size - 1) * (1 + sum(dilations))


@mutant("receptive_field", "not k d")
def looks_back_one_tap_too_many(kernel_size, dilations):
    return kernel_size * sum(dilations)


@mutant("receptive_field", "kernel size is not used")
def forgets_the_kernel(kernel_size, dilations):
    return 1 + sum(dilations)


@mutant("receptive_field", "dilations are not used")
def forgets_the_dilations(kernel_size, dilations):
    return 1 + (kernel_size - 1) * len(dilations)


@mutant("receptive_field", "only the last layer")
def takes_the_last_layer(kernel_size, dilations):
    return 1 + (kernel_size - 1) * dilations[-1]


@mutant("receptive_field", "dilations that double")
def is_a_power(kernel_size, dilations):
    return kernel_size ** len(dilations)


@mutant("receptive_field", "not their product")
def multiplies_the_dilations(kernel_size, dilations):
    return 1 + (kernel_size - 1) * math.prod(dilations)


@mutant("receptive_field", "gives nothing back")
def prints_the_field(kernel_size, dilations):
    1 + (kernel_size - 1) * sum(dilations)


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
