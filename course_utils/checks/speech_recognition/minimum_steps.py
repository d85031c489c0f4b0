"""Checks of notebook 06: how many steps some labels need."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_unchanged


def one_more_between_equal_neighbors(minimum_steps):
    expect(
        minimum_steps("cat"),
        3,
        "cat needs 3 steps, one for each letter",
        [
            (7, "blanks around each label may be there, but need not: c a t is a path"),
            (5, "between two different labels no blank is needed"),
            (6, "between two different labels no blank is needed"),
            (2, "these are the pairs of neighbors: count the labels"),
            (4, "no blank is needed around the labels"),
            (0, "count one step for each label"),
        ],
    )
    expect(
        minimum_steps("book"),
        5,
        "book needs 5 steps, b o _ o k: 'b o o k' says bok",
        [
            (4, "two equal neighbors need a blank between them: one step more"),
            (3, "equal labels are not merged: book has two o, with a blank between them"),
            (6, "one blank between the two o is enough"),
            (9, "blanks around each label may be there, but need not"),
        ],
    )


def every_pair_and_only_neighbors(minimum_steps):
    expect(
        minimum_steps("aaa"),
        5,
        "aaa needs 5 steps, a _ a _ a",
        [
            (4, "each pair of equal neighbors needs a blank: aaa has two"),
            (3, "two equal neighbors need a blank between them"),
            (6, "the first label has none before it: labels[-1] is the last one"),
        ],
    )
    expect(
        minimum_steps("abab"),
        4,
        "abab needs 4 steps: no two neighbors are equal",
        [
            (6, "only neighbors count: the two a are apart already"),
            (5, "the first label has none before it: do not compare it with the last"),
        ],
    )
    expect(
        minimum_steps("aba"),
        3,
        "aba needs 3 steps: no two neighbors are equal",
        [(4, "the first label has none before it: labels[-1] is the last one")],
    )
    expect(minimum_steps([]), 0, "no labels need no steps")
    expect(minimum_steps([5]), 1, "one label needs 1 step")
    expect(minimum_steps(np.array([2, 2, 7, 7, 7])), 8, "2 2 7 7 7 needs 8 steps")
    expect_unchanged(minimum_steps, [2, 2, 7])


EXERCISES = {
    "minimum_steps": [
        Property(
            "a step for each label, and for each needed blank", one_more_between_equal_neighbors
        ),
        Property("every pair of neighbors, and no others", every_pair_and_only_neighbors),
    ],
}
