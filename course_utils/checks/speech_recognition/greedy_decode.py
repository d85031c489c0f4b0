"""Checks of notebook 06: the text of the likeliest path."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_unchanged


def _logs(path, tokens=4):
    """Log probabilities (steps, tokens) whose likeliest path is this one."""
    likely = np.full((len(path), tokens), 0.5 / (tokens - 1))
    likely[np.arange(len(path)), path] = 0.5
    return np.log(likely)


def likeliest_token_each_step(greedy_decode):
    path = [0, 3, 3, 0, 1, 2, 2, 0]
    expect(
        greedy_decode(_logs(path)),
        [3, 1, 2],
        "the likeliest tokens are _ 3 3 _ 1 2 2 _: they say 3 1 2",
        [
            (path, "this is the path: collapse it"),
            ([3, 3, 1, 2, 2], "equal neighbors are not merged: collapse the path"),
            ([0, 3, 0, 1, 2, 0], "blanks are not dropped: collapse the path"),
            ([0, 4, 5, 1], "axis 1: argmax runs over the tokens, not over the steps"),
            ([4, 5, 1], "axis 1: argmax runs over the tokens, not over the steps"),
            ([1, 1, 1], "these are the least likely tokens: argmax, not argmin"),
            ([1, 2, 3], "these are sorted: keep the order of the steps"),
            ("312", "return a list of ids"),
        ],
    )
    expect(greedy_decode(_logs([2, 2, 1])), [2, 1], "2 2 1 says 2 1")


def blanks_keep_apart(greedy_decode):
    expect(
        greedy_decode(_logs([2, 2, 0, 2, 1, 1, 2])),
        [2, 2, 1, 2],
        "2 2 _ 2 1 1 2 says 2 2 1 2",
        [
            ([2, 1, 2], "merge before you drop blanks: they keep equal labels apart"),
            ([2, 1], "only neighbors are merged: a label may come back later"),
            ([1, 2], "only neighbors are merged: a label may come back later"),
            ([2, 2, 2, 1, 1, 2], "equal neighbors are not merged"),
        ],
    )
    expect(greedy_decode(_logs([1, 0, 1])), [1, 1], "1 _ 1 says 1 1")


def any_blank_and_length(greedy_decode):
    expect(
        greedy_decode(_logs([3, 0, 0, 3, 1]), 3),
        [0, 1],
        "the blank is the token given: here it is 3, and 0 is a label",
        [([3, 3, 1], "the blank is an argument, not always 0")],
    )
    expect(greedy_decode(_logs([0, 0])), [], "blanks alone say nothing")
    expect(greedy_decode(np.zeros((0, 4))), [], "no steps say nothing")
    single = greedy_decode(_logs([2]).astype(np.float32))
    expect(single, [2], "one step with the likeliest token 2 says 2")
    expect_unchanged(greedy_decode, _logs([1, 2]))


EXERCISES = {
    "greedy_decode": [
        Property("the likeliest token at each step, collapsed", likeliest_token_each_step),
        Property("blanks keep equal labels apart", blanks_keep_apart),
        Property("any blank, any length, arguments as they were", any_blank_and_length),
    ],
}
