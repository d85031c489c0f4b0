"""Checks of notebook 01: pairs of an element and the next."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_parts, expect_unchanged


def _pairs(shift_by_one, sequence):
    given = shift_by_one(sequence)
    expect_parts(given, "x (all but the last)", "y (all but the first)")
    return given


def words_are_paired(shift_by_one):
    words = ["I", "am", "a", "super", "stud"]
    x, y = words[:-1], words[1:]
    backwards = words[::-1]
    unfollowed = "x still ends with an element that nothing follows: leave it out"
    expect(
        _pairs(shift_by_one, list(words)),
        (x, y),
        "x is every element but the last, y every element but the first",
        [
            ((y, x), "x and y are swapped: y is what comes after x"),
            ((words, words), "y is x itself: a model would learn to copy, not predict"),
            ((x, x), "y is x itself: a model would learn to copy, not predict"),
            ((y, y), "y is x itself, and the first element is in neither: x begins with it"),
            ((words, y), unfollowed),
            ((words, [*y, None]), unfollowed),
            ((words, [*y, 0]), unfollowed),
            ((words, [*y, ""]), unfollowed),
            ((words, [*y, words[-1]]), unfollowed),
            ((x, words), "y still begins with the first element, which follows nothing"),
            ((words, words[1:] + words[:1]), "the end is paired with the beginning: leave it out"),
            ((words[:-2], words[2:]), "y is two steps ahead of x: one step"),
            ((x, words[2:]), "y is two steps ahead of x: one step"),
            ((y, words[2:]), "the first element is in neither: x begins with it"),
            ((backwards[:-1], backwards[1:]), "the sequence was reversed: keep its order"),
            ((x, x[::-1]), "y is x backwards: it is the sequence without its first element"),
            ((x, words[-1]), "y is the last element alone: each element has one that follows it"),
            ((words[0], words[1]), "this is the first pair alone: x and y hold all of them"),
            ((words[:2], words[2:]), "the sequence was cut in two: x and y overlap"),
            ((words[::2], words[1::2]), "each element is in one pair only: x and y overlap"),
        ],
    )


def any_sequence_is_paired(shift_by_one):
    codes = np.array([128, 130, 127, 128])
    expect(
        _pairs(shift_by_one, codes),
        (codes[:3], codes[1:]),
        "arrays must work too: use slices",
        [
            (
                (codes[:3], codes[:3] + 1),
                "y is x + 1: the elements themselves must move on, not grow",
            )
        ],
    )
    expect(
        _pairs(shift_by_one, [1, 2, 1, 3]),
        ([1, 2, 1], [2, 1, 3]),
        "an element may come twice, each time with another behind it: go by places, not by values",
    )
    expect(
        _pairs(shift_by_one, "stud"),
        ("stu", "tud"),
        "of a string x and y are strings: use slices",
    )
    expect_unchanged(shift_by_one, ["I", "am", "a"])


EXERCISES = {
    "shift_by_one": [
        Property("each word is paired with the next", words_are_paired),
        Property("an array works too, and the argument is left as it was", any_sequence_is_paired),
    ],
}
