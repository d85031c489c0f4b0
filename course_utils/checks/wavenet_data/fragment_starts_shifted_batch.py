"""Checks of notebook 01: fragments, and batches of them with their targets."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    expect,
    expect_parts,
    expect_type,
    expect_unchanged,
)


def starts_leave_room(fragment_starts):
    crowded = "a start at 5 leaves room, but starts are multiples of the stride"
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
            ([[0, i] for i in range(0, 6, 3)], "the starts are stride + 1 apart: use the stride"),
            ([[0, 0], [0, 4]], "the starts are a fragment apart: use the stride"),
            ([[0, 0]], "the starts are fragment_length + stride apart: use the stride"),
            ([[0, 2], [0, 4]], "the first start is 0, not the stride"),
            ([[0, 1], [0, 3], [0, 5]], "the first start is 0, not 1"),
            ([[0, 0], [0, 2]], "a start is missing: 4 leaves room for codes 4 to 7 and 8"),
            ([[0, 0], [0, 2], [0, 4], [0, 5]], crowded),
            ([[0, 4], [0, 6], [0, 8]], "these are the ends of the fragments: say where they start"),
            ([[0, 0, 4], [0, 2, 6], [0, 4, 8]], "leave the ends out: [recording, start]"),
            ([[0, 0], [2, 0], [4, 0]], "the columns are swapped: [recording, start]"),
            ([[1, 0], [1, 2], [1, 4]], "recordings are counted from 0"),
            ([[10, 0], [10, 2], [10, 4]], "the first column is the recording, not its length"),
            ([[0, 0, 0], [0, 2, 4]], "the axes are swapped: a row for each start, (n, 2)"),
            ([0, 2, 4], "say which recording each start belongs to: [recording, start]"),
            ([[0], [2], [4]], "say which recording each start belongs to: [recording, start]"),
            ([[0, 2, 4]], "there is a row for each start: [recording, start]"),
        ],
    )


def exact_fit_is_used(fragment_starts):
    expect(
        fragment_starts([5, 4], 4, 1),
        [[0, 0]],
        "5 codes hold one fragment of 4 with its target, 4 codes hold none",
        [
            (np.zeros((0, 2)), "one start too few: a recording of fragment_length + 1 holds one"),
            ([[0, 0], [0, 1], [1, 0]], "a fragment without a whole target: leave room for it"),
            ([[0, i] for i in range(5)], "fragments must not cross into the next recording"),
            ([[0, 0], [1, 0]], "a recording that is too short got a start"),
        ],
    )
    expect(
        fragment_starts([7], 4, 2),
        [[0, 0], [0, 2]],
        "7 codes hold two fragments of 4, at 0 and 2: 2 + 4 + 1 = 7",
        [([[0, 0]], "one start too few: the last one may just fit")],
    )
    expect(
        fragment_starts([6], 4, 3),
        [[0, 0]],
        "6 codes hold one fragment of 4: at 3 there is no room for another",
        [
            (np.zeros((0, 2)), "one start too few: count the first, at 0, too"),
            ([[0, 0], [0, 3]], "a start at 3 runs past the end of the recording"),
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
            ([[0, 0], [0, 2]], "recordings behind one that is too short are missing: go on"),
            ([[0, 0], [2, 0]], "a start is missing: recording 0 has room at 2 too"),
            ([[0, 0], [2, 0], [0, 2]], "order the starts by recording, then by start"),
            ([[0, 0], [0, 2], [2, 8]], "a start counts from the beginning of its own recording"),
        ],
    )
    expect(
        fragment_starts([400_000], 100_000, 150_000),
        [[0, 0], [0, 150_000]],
        "recordings have hundreds of thousands of samples: the type of the array is too small",
    )


def nothing_fits(fragment_starts):
    starts = fragment_starts([3, 1], 4, 1)
    flat = [np.zeros(0), [[]], [[], []], np.zeros((2, 0))]
    expect(
        starts,
        np.zeros((0, 2)),
        "if nothing fits, there are no starts",
        [(wrong, "if nothing fits, the shape is (0, 2): use reshape") for wrong in flat],
    )
    some = fragment_starts([9, 6], 4, 4)
    for array in map(np.asarray, (starts, some)):
        if array.dtype.kind not in "iu":
            mistake = "starts are whole numbers: give the array an integer type"
            raise Wrong(mistake, str(array.dtype), "int64")
    expect(some, [[0, 0], [0, 4], [1, 0]], "if something fits, its starts are there")


def targets_are_one_later(shifted_batch):
    codes = np.arange(10, 121, 10, np.uint8)
    starts = np.array([[0, 1], [0, 4]])
    x, y = np.array([[20, 30, 40], [50, 60, 70]]), np.array([[30, 40, 50], [60, 70, 80]])
    windows = np.append(x, y[:, 2:], axis=1)
    given = shifted_batch([codes], starts, 3)
    _expect_x_and_y(given)
    only_last = "y holds the last target only: each x[t] has its own target"
    one_code = "y ends with its fragment: cut fragment_length + 1 codes for x and y together"
    expect(
        given,
        (x, y),
        "x are fragment_length codes from start on, y the same stretch one sample later",
        [
            ((x, x), "y is x itself: shift it by one"),
            ((y, x), "x and y are swapped: y comes one sample later"),
            ((y, y), "x begins one sample too late: at its start"),
            ((x, [[30, 40, 20], [60, 70, 50]]), "the last target wrapped round: cut one more"),
            ((x, [[30, 40, 0], [60, 70, 0]]), "the last target is 0: cut one code more"),
            ((x, [[30, 40, 40], [60, 70, 70]]), "the last target is x's own: cut one code more"),
            ((x, y + 20), "y is a whole fragment ahead: one sample"),
            ((x, y + 10), "y is two samples ahead: one"),
            ((x, x - 10), "y is one sample earlier: it is what comes next"),
            ((x, x + 1), "y is x + 1: the codes one place later, not one larger"),
            ((x, x[::-1]), "y is the batch's next row: shift along time, axis 1"),
            ((x, [[50], [80]]), only_last),
            ((x, [50, 80]), only_last),
            ((x, np.append([[20], [50]], y, axis=1)), "y still begins with x's first code"),
            ((x, y[:, :2]), one_code),
            ((x[:, :2], y[:, :2]), one_code),
            ((x[:1], y[:1]), "only the first row came out: one for each row of `starts`"),
            ((x[1:].repeat(2, 0), y[1:].repeat(2, 0)), "all rows are the last one of `starts`"),
            ((windows[:1], windows[1:]), "the last code is left out along time, axis 1, not a row"),
            ((x[:1], x[1:]), "rows were left out: x leaves out the last code, not the last row"),
            (
                ([[10, 20, 30]] * 2, [[20, 30, 40]] * 2),
                "each fragment begins at 0: begin at its start",
            ),
            ((x.T, y.T), "the axes are swapped: (batch, fragment_length)"),
            ((x.ravel(), y.ravel()), "the rows stand one behind the other: (batch, time)"),
            ((x[..., None], y), "x has an axis too many: (batch, fragment_length)"),
            ((x[..., None], y[..., None]), "there is an axis too many: (batch, fragment_length)"),
            ((x / 255, y), "codes are whole numbers: do not scale them"),
            ((x / 255, y / 255), "codes are whole numbers: do not scale them"),
        ],
    )


def _expect_x_and_y(given):
    if isinstance(given, np.ndarray) and given.shape[-1:] == (4,):
        shape = f"one array of shape {given.shape}"
        raise Wrong("return x and y: the windows without their last and first code", shape)
    expect_parts(given, "x", "y")


def rows_come_from_their_recording(shifted_batch):
    codes = [np.arange(6, dtype=np.uint8), np.arange(100, 109, dtype=np.uint8)]
    starts = np.array([[1, 5], [0, 3], [1, 0]])

    def rows(*firsts):
        x = np.array(firsts)[:, None] + np.arange(2)
        return x, x + 1

    given = shifted_batch(codes, starts, 2)
    expect_parts(given, "x", "y")
    expect(
        given,
        rows(105, 3, 100),
        "row i of the batch belongs to row i of `starts`",
        [
            (rows(3, 100, 105), "the rows came out sorted: keep the order of `starts`"),
            (rows(3, 105, 100), "the rows came out sorted: keep the order of `starts`"),
            (rows(105, 105, 105), "all rows are the first one: go through `starts`"),
            (rows(100, 100, 100), "all rows are the last one: go through `starts`"),
            (rows(105), "only the first row came out: one for each row of `starts`"),
            (rows(100, 3, 105), "the rows came out in reverse: keep the order of `starts`"),
            (
                ([[5, 100], [3, 4], [0, 1]], [[100, 101], [4, 5], [1, 2]]),
                "a start counts from the beginning of its own recording, not of all together",
            ),
        ],
    )


def batch_keeps_the_type(shifted_batch):
    codes = [np.array([7, 250, 3, 9, 128, 40, 41], np.uint8)]
    starts = np.array([[0, 0], [0, 2]])
    given = shifted_batch(codes, starts.copy(), 4)
    expect_parts(given, "x", "y")
    x, y = given
    for name, part in (("x", x), ("y", y)):
        if isinstance(part, (list, tuple)):
            raise Wrong(f"{name} is an array of numbers", type(part).__name__, "uint8 array")
    expect((np.shape(x), np.shape(y)), ((2, 4), (2, 4)), "x and y are (batch, fragment_length)")
    expect_type(x, np.uint8, "codes stay uint8: a batch must not take more memory than the codes")
    expect_type(y, np.uint8, "targets stay uint8: a batch must not take more memory")
    right = [[7, 250, 3, 9], [3, 9, 128, 40]], [[250, 3, 9, 128], [9, 128, 40, 41]]
    expect(given, right, "shapes and type are right, the codes are not")
    expect_unchanged(shifted_batch, codes, starts, 4)


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
