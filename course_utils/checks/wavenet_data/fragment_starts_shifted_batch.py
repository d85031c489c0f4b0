"""Checks of notebook 01: fragments, and batches of them with their targets."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_type


def starts_leave_room(fragment_starts):
    expect(
        fragment_starts([10], 4, 2),
        [[0, 0], [0, 2], [0, 4]],
        "starts are 0, stride, 2 stride ... as long as fragment_length + 1 codes are left",
        [
            (
                [[0, 0], [0, 2], [0, 4], [0, 6]],
                "a start at 6 has codes 6 to 9 but no target for 9: leave room for one more",
            ),
            (
                [[0, 0], [0, 2], [0, 4], [0, 6], [0, 8]],
                "the last fragments run past the end of the recording",
            ),
            ([[0, i] for i in range(6)], "the starts are one sample apart: use the stride"),
            ([[0, 0], [0, 4]], "the starts are a fragment apart: use the stride"),
            ([[0, 0], [2, 0], [4, 0]], "the columns are swapped: [recording, start]"),
            ([0, 2, 4], "say which recording each start belongs to: [recording, start]"),
        ],
    )


def exact_fit_is_used(fragment_starts):
    expect(
        fragment_starts([5, 4], 4, 1),
        [[0, 0]],
        "5 codes hold one fragment of 4 and its target, 4 codes hold none",
        [
            (np.zeros((0, 2)), "one start too few: a recording of fragment_length + 1 holds one"),
            ([[0, 0], [0, 1], [1, 0]], "a fragment without a whole target: leave room for it"),
            ([[0, i] for i in range(5)], "fragments must not cross into the next recording"),
        ],
    )


def recordings_keep_their_number(fragment_starts):
    expect(
        fragment_starts([6, 2, 5], 3, 2),
        [[0, 0], [0, 2], [2, 0]],
        "the first column is the recording's place in `lengths`",
        [
            (
                [[0, 0], [0, 2], [1, 0]],
                "a recording that is too short still counts: it is number 1",
            ),
            ([[0, i] for i in (0, 2, 4, 6, 8)], "fragments must not cross into the next recording"),
        ],
    )


def nothing_fits(fragment_starts):
    starts = fragment_starts([3, 1], 4, 1)
    expect(np.shape(starts), (0, 2), "if nothing fits, the shape is (0, 2)")
    if np.asarray(starts).dtype.kind != "i":
        raise Wrong("starts are whole numbers: give the array an integer type", str(starts.dtype))


def targets_are_one_later(shifted_batch):
    codes = [np.array([10, 20, 30, 40, 50, 60, 70, 80], np.uint8)]
    x = [[20, 30, 40]]
    expect(
        shifted_batch(codes, np.array([[0, 1]]), 3),
        (x, [[30, 40, 50]]),
        "x are fragment_length codes from start on, y the same stretch one sample later",
        [
            ((x, x), "y is x itself: shift it by one"),
            (([[30, 40, 50]], x), "x and y are swapped: y comes one sample later"),
            ((x, [[30, 40, 20]]), "the last target wrapped round to the first code: cut one more"),
            ((x, [[50, 60, 70]]), "y is a whole fragment ahead: one sample"),
            ((x, [[40, 50, 60]]), "y is two samples ahead: one"),
            ((x, [[50]]), "y holds the last target only: each x[t] has its own target"),
            ((x, [50]), "y holds the last target only: each x[t] has its own target"),
            (([[10, 20, 30]], [[20, 30, 40]]), "the fragment begins at 0: begin at its start"),
        ],
    )


def rows_come_from_their_recording(shifted_batch):
    codes = [np.arange(6, dtype=np.uint8), np.arange(100, 109, dtype=np.uint8)]
    starts = np.array([[1, 5], [0, 3], [1, 0]])
    expect(
        shifted_batch(codes, starts, 2),
        ([[105, 106], [3, 4], [100, 101]], [[106, 107], [4, 5], [101, 102]]),
        "row i of the batch belongs to row i of `starts`",
        [
            (
                ([[3, 4], [100, 101], [105, 106]], [[4, 5], [101, 102], [106, 107]]),
                "the rows came out sorted: keep the order of `starts`",
            ),
        ],
    )


def batch_keeps_the_type(shifted_batch):
    codes = [np.arange(9, dtype=np.uint8)]
    x, y = shifted_batch(codes, np.array([[0, 0], [0, 2]]), 4)
    expect((np.shape(x), np.shape(y)), ((2, 4), (2, 4)), "x and y are (batch, fragment_length)")
    expect_type(x, np.uint8, "codes stay uint8: a batch must not take eight times the memory")
    expect_type(y, np.uint8, "targets stay uint8: a batch must not take eight times the memory")


EXERCISES = {
    "fragment_starts": [
        Property("every start leaves room for the shifted target", starts_leave_room),
        Property("a recording that just fits is used", exact_fit_is_used),
        Property("each start names its recording", recordings_keep_their_number),
        Property("if nothing fits, the array is empty but well shaped", nothing_fits),
    ],
    "shifted_batch": [
        Property("targets are one sample later", targets_are_one_later),
        Property("each row comes from its own recording", rows_come_from_their_recording),
        Property("shapes and type are those of codes", batch_keeps_the_type),
    ],
}
