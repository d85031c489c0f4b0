"""Checks of notebook 03: log probabilities made comparable over lengths."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged


def power_of_the_length(length_normalized_score):
    expect(
        length_normalized_score(-6.0, 9, 0.5),
        -2.0,
        "log p = -6 and T = 9 with alpha 0.5 are -6 / 9^0.5",
        [
            (-6.0, "the length has no effect: divide by T^alpha"),
            (-18.0, "divide by T^alpha, do not multiply: costs grow with the length already"),
            (-6 / 4.5, "T was multiplied by alpha: T to the power of alpha is meant"),
            (-6 / 0.5**9, "base and exponent are swapped: T^alpha, not alpha^T"),
            (-6 / 9, "alpha has no effect: T^alpha, not T"),
            (-6 / 8**0.5, "the end token counts in the length: T is 9, not 8"),
            (-6 / 10**0.5, "the start token does not count in the length: T is 9, not 10"),
            (-6 / (14 / 6) ** 0.5, "this is the GNMT penalty: the default is T^alpha"),
            (2.0, "the sign is lost: log p is negative, and the score is, too"),
            (np.exp(-6.0) / 3, "log p itself is divided, not the probability"),
            (np.exp(-2.0), "leave the score a logarithm: no exp"),
            (-6 - np.log(3), "the penalty divides log p: it is not subtracted"),
            (-3.0, "the penalty divides log p: it is not added"),
            (3.0, "this is the penalty alone: divide log p by it"),
            (-0.5, "this is the penalty divided by log p: turn it round"),
        ],
        within=1e-9,
    )
    expect(
        length_normalized_score(-6.0, 4, 1),
        -1.5,
        "alpha 1 is the mean over tokens: -6 / 4",
        [(-2.0, "divide with /, not with //")],
        within=1e-9,
    )
    expect(
        length_normalized_score(-6.0, 4, 0),
        -6.0,
        "alpha 0 leaves log p as it is",
        [(-1.5, "alpha 0 is a number, too: it does not mean that none was given")],
        within=1e-9,
    )
    expect(
        length_normalized_score(-6.0, 4, 1.5),
        -0.75,
        "alpha may be above 1: -6 / 4^1.5",
        [(-1.5, "alpha is used as it is, also above 1"), (-1.0, "T^alpha, not T * alpha")],
        within=1e-9,
    )


def gnmt_penalty(length_normalized_score):
    expect(
        length_normalized_score(-6.0, 19, 0.5, "gnmt"),
        -3.0,
        "GNMT: log p = -6 and T = 19 with alpha 0.5 are -6 / ((5 + 19) / 6)^0.5",
        [
            (-6 / 19**0.5, "this is T^alpha: GNMT divides by ((5 + T) / 6)^alpha"),
            (-6 / (24**0.5 / 6), "6 is under the power too: ((5 + T) / 6)^alpha"),
            (-6 / 24**0.5, "the division by 6 is missing: ((5 + T) / 6)^alpha"),
            (-6 / (5 + 19 / 6) ** 0.5, "add before you divide: (5 + T) / 6"),
            (-6 / (20 / 6) ** 0.5, "5 is added to T, not 1: (5 + T) / 6"),
            (-1.5, "alpha has no effect: ((5 + T) / 6)^alpha"),
            (-12.0, "divide by the penalty, do not multiply"),
            (-6.0, "the length has no effect: divide by ((5 + T) / 6)^alpha"),
            (-6 / 24 / 6**0.5, "brackets: the divisor is ((5 + T) / 6)^alpha as a whole"),
        ],
        within=1e-9,
    )
    expect(
        length_normalized_score(-6.0, 7, 2, "gnmt"),
        -1.5,
        "GNMT: log p = -6 and T = 7 with alpha 2 are -6 / ((5 + 7) / 6)^2",
        [
            (-6 / 2**0.5, "the root is that of alpha 0.5: take the power of alpha"),
            (-3.0, "alpha is used as it is, also above 1: ((5 + T) / 6)^alpha"),
        ],
        within=1e-9,
    )


def arrays_too(length_normalized_score):
    sums, lengths = np.array([[-2.0], [-6.0]]), np.array([1, 4, 16])
    for penalty, bases in (("power", lengths), ("gnmt", (5 + lengths) / 6)):
        try:
            given = length_normalized_score(sums, lengths, 0.5, penalty)
        except (TypeError, ValueError) as error:
            mistake = "arrays are scored element by element: / and ** of NumPy do that, math.pow, "
            raise Wrong(f"{mistake}float() and `if` on an array do not", str(error)) from error
        expect(
            given,
            sums / np.sqrt(bases),
            "arrays are scored element by element",
            [
                (np.sum(sums / np.sqrt(bases)), "keep the scores apart: no sum"),
                (np.mean(sums / np.sqrt(bases)), "keep the scores apart: no mean"),
                (np.max(sums / np.sqrt(bases)), "score all of them: which is best comes later"),
                (sums / np.sqrt(bases.max()), "each log probability has a length of its own"),
                (np.ravel(sums / np.sqrt(bases)), "keep the shape of the arrays: no flattening"),
                (np.round(sums / np.sqrt(bases), 2), "leave the scores as they are: no rounding"),
                (sums / np.sqrt(np.floor(bases)), "divide with /, not with //"),
            ],
            within=1e-9,
        )
        expect_unchanged(length_normalized_score, np.array([-2.0, -6]), np.array([1, 4]), 1.0)


EXERCISES = {
    "length_normalized_score": [
        Property("power: log p / T^alpha", power_of_the_length),
        Property("gnmt: log p / ((5 + T) / 6)^alpha", gnmt_penalty),
        Property("arrays are scored element by element", arrays_too),
    ],
}
