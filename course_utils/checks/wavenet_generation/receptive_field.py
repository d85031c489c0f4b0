"""Checks of notebook 02: how far a stack of convolutions sees."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect


def _used(k, dilations):
    """How many samples have any weight: with gaps between the taps, fewer than the field spans."""
    places = {0}
    for d in dilations:
        places = {place + tap * d for place in places for tap in range(k)}
    return len(places)


def _expect_field(receptive_field, k, dilations):
    total = sum(dilations)
    given = receptive_field(k, dilations)
    if isinstance(given, (tuple, list, str)):
        raise Wrong("return one number for the whole stack", repr(given), "a whole number")
    expect(
        given,
        1 + (k - 1) * total,
        f"add up what each layer looks back, (k - 1) d, for k = {k} and d in {dilations}",
        [
            ((k - 1) * total, "the present sample is missing: add 1"),
            (
                _used(k, dilations),
                "this counts the samples that are used: the field reaches from the earliest of "
                "them to the present one, with those in between that the taps leave out",
            ),
            (
                1 + (k - 1) * (total + 1),
                "one look too many: this network has no convolution before its blocks",
            ),
            (1 + total, f"the kernel size is not used: a layer looks back (k - 1) d, k = {k}"),
            (k * total, "a layer looks back (k - 1) d samples, not k d: one tap is the present"),
            (
                1 + k * total,
                "a layer looks back (k - 1) d samples, not k d: one tap is the present",
            ),
            (
                1 + sum(k * d - 1 for d in dilations),
                "a layer looks back (k - 1) d samples, not k d: one tap is the present",
            ),
            (
                1 + (k - 1) * len(dilations),
                "the dilations are not used: a layer looks back (k - 1) d samples",
            ),
            (
                1 + (k - 1) * dilations[-1],
                "only the last layer is counted: stacked layers add up what they look back",
            ),
            (
                k ** len(dilations),
                "k to the power of the layers is right for k = 2 and dilations that double only",
            ),
            (
                1 + (k - 1) * np.prod(dilations),
                "what the layers look back adds up: the sum of the dilations, not their product",
            ),
            (
                sum(1 + (k - 1) * d for d in dilations),
                "the present sample was counted in every layer: add 1 once, for the whole stack",
            ),
            (
                np.prod([1 + (k - 1) * d for d in dilations]),
                "what the layers look back adds up: it is not multiplied",
            ),
            (1 + (k - 1) * max(dilations), "only the layer with the largest dilation is counted"),
            (1 + (k - 1) * sum(set(dilations)), "layers of equal dilation count each for itself"),
            (1 + (k - 1) * sum(dilations[1:]), "the first layer is left out"),
            (1 + (k - 1) * sum(dilations[:-1]), "the last layer is left out"),
            (1 + 2 * (k - 1) * total, "causal convolutions look back only, not ahead too"),
            (k + total, "the kernel size multiplies: each layer looks back (k - 1) d samples"),
        ],
    )


def each_layer_looks_back(receptive_field):
    _expect_field(receptive_field, 5, (1,))
    _expect_field(receptive_field, 2, (1,))
    _expect_field(receptive_field, 3, (4, 8))


def layers_add_up(receptive_field):
    _expect_field(receptive_field, 2, (1, 2, 4, 8))
    _expect_field(receptive_field, 2, (1, 2, 4, 1, 2, 4))
    _expect_field(receptive_field, 2, tuple(2**i for i in range(10)))


def any_kernel_and_dilations(receptive_field):
    _expect_field(receptive_field, 3, (1, 2, 5))
    _expect_field(receptive_field, 4, (5, 3))
    _expect_field(receptive_field, 2, (1, 4))
    _expect_field(receptive_field, 3, [2, 6])
    given = receptive_field(2, (1, 2))
    if isinstance(given, (float, np.floating)):
        raise Wrong("the field is a number of samples: a whole one", repr(given), "an int")


EXERCISES = {
    "receptive_field": [
        Property("each layer looks back (k - 1) d samples", each_layer_looks_back),
        Property("stacked layers add up what they look back", layers_add_up),
        Property("any kernel size and any dilations", any_kernel_and_dilations),
    ],
}
