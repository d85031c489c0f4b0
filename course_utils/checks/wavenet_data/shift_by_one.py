"""Checks of notebook 01: pairs of an element and the next."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_unchanged


def words_are_paired(shift_by_one):
    words = ["I", "am", "a", "super", "stud"]
    expect(
        shift_by_one(list(words)),
        (words[:-1], words[1:]),
        "x is every element but the last, y every element but the first",
        [
            ((words[1:], words[:-1]), "x and y are swapped: y is what comes after x"),
            ((words, words), "y is x itself: a model would learn to copy, not to predict"),
            ((words[:-1], words[:-1]), "y is x itself: a model would learn to copy, not predict"),
            ((words, words[1:]), "x still ends with an element that nothing follows"),
            ((words, words[1:] + words[:1]), "the end is paired with the beginning: leave it out"),
            ((words[:-2], words[2:]), "y is two steps ahead of x: one step"),
        ],
    )


def any_sequence_is_paired(shift_by_one):
    codes = np.array([128, 130, 127, 128])
    expect(shift_by_one(codes), (codes[:3], codes[1:]), "arrays must work too: use slices")
    expect_unchanged(shift_by_one, ["I", "am", "a"])


EXERCISES = {
    "shift_by_one": [
        Property("each word is paired with the next", words_are_paired),
        Property("an array works too, and the argument is left as it was", any_sequence_is_paired),
    ],
}
