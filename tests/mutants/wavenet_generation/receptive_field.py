"""Wrong answers: how far a stack of convolutions sees."""

import math
from functools import partial

from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


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


@mutant("receptive_field", "counts the samples that are used")
def counts_what_is_used(kernel_size, dilations):
    places = {0}
    for d in dilations:
        places = {place + tap * d for place in places for tap in range(kernel_size)}
    return len(places)


@mutant("receptive_field", "counted in every layer")
def counts_the_present_in_each_layer(kernel_size, dilations):
    return sum(1 + (kernel_size - 1) * d for d in dilations)


@mutant("receptive_field", "it is not multiplied")
def multiplies_the_layers(kernel_size, dilations):
    return math.prod(1 + (kernel_size - 1) * d for d in dilations)


@mutant("receptive_field", "layers of equal dilation")
def counts_each_dilation_once(kernel_size, dilations):
    return 1 + (kernel_size - 1) * sum(set(dilations))


@mutant("receptive_field", "look back only")
def looks_ahead_too(kernel_size, dilations):
    return 1 + 2 * (kernel_size - 1) * sum(dilations) if len(dilations) > 1 else kernel_size


@mutant("receptive_field", "one number for the whole stack")
def gives_a_number_for_each_layer(kernel_size, dilations):
    return [1 + (kernel_size - 1) * d for d in dilations]


@mutant("receptive_field", "not k d")
def adds_kernels_up(kernel_size, dilations):
    return 1 + sum(kernel_size * d - 1 for d in dilations)


@mutant("receptive_field", "a whole one")
def gives_a_float(kernel_size, dilations):
    return 1 + (kernel_size - 1) * float(sum(dilations))
