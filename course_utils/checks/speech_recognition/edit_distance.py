"""Checks of notebook 06: the fewest edits between two sequences."""

import numpy as np
from rapidfuzz.distance import Levenshtein

from course_utils.checks.properties import Property, expect, expect_unchanged

TOO_MANY = "there is a shorter way: each D[i, j] is the least of three ways to come there"


def each_edit_costs_one(edit_distance):
    expect(
        edit_distance("cat", "cut"),
        1,
        "cat to cut is 1 edit: u in the place of a",
        [
            (2, "a substitution counts 1: it is one edit, not a deletion and an insertion"),
            (0, "these differ: a substitution counts 1"),
            (3, "equal tokens cost nothing: add 1 only where the two tokens differ"),
            (1 / 3, "this is a rate: return the number of edits"),
            (1.0, "return a whole number"),
        ],
    )
    expect(
        edit_distance("cat", "cab"),
        1,
        "cat to cab is 1 edit: b in the place of t",
        [(0, "the last token counts too: i goes up to the length, len(reference)")],
    )
    missing = [
        (3, "this compares place by place: one missing letter moves all behind it"),
        (2, "this compares place by place: one missing letter moves all behind it"),
        (
            0,
            "a missing or an additional token is an edit, too: D[0, j] = j and D[i, 0] = i",
        ),
        (4, "equal tokens cost nothing: add 1 only where the two tokens differ"),
    ]
    expect(edit_distance("cat", "at"), 1, "cat to at is 1 edit: c is deleted", missing)
    expect(edit_distance("at", "cat"), 1, "at to cat is 1 edit: c is inserted", missing)
    expect(
        edit_distance("cat", "ca"),
        1,
        "cat to ca is 1 edit: t is deleted",
        [
            (0, "the last token counts too: i goes up to the length, len(reference)"),
            (3, "equal tokens cost nothing: add 1 only where the two tokens differ"),
        ],
    )
    expect(edit_distance("same", "same"), 0, "equal sequences need no edit")


def as_few_as_can_be(edit_distance):
    expect(
        edit_distance("ab", "ba"),
        2,
        "ab to ba takes 2 edits",
        [(1, "two neighbors that change places are 2 edits"), (0, "the order of tokens counts")],
    )
    pairs = [("kitten", "sitting"), ("intention", "execution"), ("abcdefab", "fabcdeba")]
    rng = np.random.default_rng(0)
    for _ in range(20):
        lengths = rng.integers(3, 9, size=2)
        pairs.append(tuple("".join(rng.choice(list("abc"), size=n)) for n in lengths))
    for reference, hypothesis in pairs:
        fewest = Levenshtein.distance(reference, hypothesis)
        places = sum(a != b for a, b in zip(reference, hypothesis, strict=False))
        places += abs(len(reference) - len(hypothesis))
        common = Levenshtein.distance(reference, hypothesis, weights=(1, 1, 2))
        expect(
            edit_distance(reference, hypothesis),
            fewest,
            f"{reference} to {hypothesis} takes {fewest} edits",
            [
                (places, TOO_MANY),
                (common, "a substitution counts 1: it is one edit, not two"),
                *((more, TOO_MANY) for more in range(fewest + 1, 20)),
                *((fewer, "this is fewer than it takes") for fewer in range(fewest)),
            ],
        )


def words_and_ids_too(edit_distance):
    said, written = ["one", "two", "three", "four"], ["one", "too", "four", "four"]
    letters = Levenshtein.distance(" ".join(said), " ".join(written))
    expect(
        edit_distance(said, written),
        2,
        "of lists the elements count: 2 of 4 words are wrong",
        [
            (letters, "these are letters: compare the elements, here words"),
            (Levenshtein.distance("".join(said), "".join(written)), "compare words, not letters"),
            (0.5, "this is a rate: return the number of edits"),
            (1, "each element counts, also where two are equal: this is no set"),
        ],
    )
    expect(
        edit_distance("one two", "one too"),
        1,
        "of texts the letters count, spaces too: do not split them",
    )
    expect(
        edit_distance(np.array([3, 1, 4, 1, 5]), np.array([1, 4, 4, 1])),
        3,
        "of arrays the numbers count",
    )
    expect(edit_distance([1, 2, 3], [1, 2]), 1, "a list of ids: 1 2 3 to 1 2 is 1 edit")


def nothing_on_one_side(edit_distance):
    unset = "D[0, j] = j and D[i, 0] = i: from nothing, each token is an insertion"
    expect(edit_distance("", "abc"), 3, "from nothing to abc takes 3 edits", [(0, unset)])
    expect(edit_distance("abcd", ""), 4, "from abcd to nothing takes 4 edits", [(0, unset)])
    expect(edit_distance([], []), 0, "nothing and nothing are equal")
    expect(
        edit_distance("b", "abc"),
        2,
        "b to abc takes 2 edits",
        [(0, unset), (1, unset)],
    )
    expect_unchanged(edit_distance, ["a", "b"], ["b"])


EXERCISES = {
    "edit_distance": [
        Property("each substitution, deletion and insertion costs 1", each_edit_costs_one),
        Property("the fewest edits there are", as_few_as_can_be),
        Property("letters of texts, words of lists, ids of arrays", words_and_ids_too),
        Property("from nothing and to nothing, arguments as they were", nothing_on_one_side),
    ],
}
