"""Checks of notebook 06: what a path says."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_unchanged

AS_LIST = "this is a text: return a list of the tokens that are left"


def merged_then_dropped(collapse):
    expect(
        collapse("_ccc__oo__t", "_"),
        ["c", "o", "t"],
        "_ccc__oo__t says c o t",
        [
            ("cot", AS_LIST),
            (list("cccoot"), "blanks are dropped, but equal neighbors are not merged"),
            (list("_c_o_t"), "equal neighbors are merged, but blanks are not dropped"),
            (list("co"), "the last token is missing"),
            (list("ot"), "the first token is missing"),
            (list("c_o_t"), "equal neighbors are merged, but blanks are not dropped"),
            (list("ccot"), "compare each token with the one before it in the path"),
            (list("cco"), "this keeps the repetitions: keep a token that differs from the last"),
            (["_"] * 5, "this keeps the blanks: drop them"),
        ],
    )
    expect(
        collapse("aab_", "_"),
        ["a", "b"],
        "aab_ says a b",
        [(list("b"), "the first token counts too, though no token is before it")],
    )


def blanks_keep_apart(collapse):
    expect(
        collapse("hh_e_ll_lo", "_"),
        list("hello"),
        "hh_e_ll_lo says h e l l o: the blank keeps the two l apart",
        [
            (list("helo"), "merge first, then drop: the blank keeps the two l apart"),
            ("hello", AS_LIST),
            ("helo", AS_LIST),
            (list("hlo"), "merge first, then drop the blanks"),
        ],
    )
    expect(
        collapse([7, 3, 7, 0, 7], 0),
        [7, 3, 7, 7],
        "7 3 7 _ 7 says 7 3 7 7",
        [
            ([7, 3], "only neighbors are merged: a token may come back later"),
            ([3, 7], "these are the different tokens: keep them in order, and as often"),
            ([7, 3, 7], "merge first, then drop: the blank keeps two 7 apart"),
        ],
    )


def any_blank_and_path(collapse):
    expect(
        collapse([2, 2, 0, 0, 1, 2], 2),
        [0, 1],
        "the blank is the token given: here it is 2, and 0 is a label",
        [
            ([2, 1, 2], "the blank is an argument, not always 0"),
            ([2, 0, 1], "blanks at the ends are dropped, too"),
            ([1], "0 is a label here: compare with the blank"),
        ],
    )
    expect(collapse([], 0), [], "no steps say nothing")
    expect(collapse([0, 0, 0], 0), [], "blanks alone say nothing")
    path = np.array([4, 4, 0, 4])
    expect(collapse(path, 0), [4, 4], "a path may be an array")
    expect_unchanged(collapse, [4, 4, 0, 4], 0)


EXERCISES = {
    "collapse": [
        Property("equal neighbors are merged and blanks dropped", merged_then_dropped),
        Property("a blank keeps equal tokens apart", blanks_keep_apart),
        Property("any blank, any path, arguments as they were", any_blank_and_path),
    ],
}
