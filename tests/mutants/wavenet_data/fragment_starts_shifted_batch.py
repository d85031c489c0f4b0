"""Wrong answers: fragments, and batches of them with their targets."""

from functools import partial

import numpy as np

from course_utils.wavenet import data
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


def _starts(lengths, stop, stride):
    starts = [[r, s] for r, n in enumerate(lengths) for s in range(0, stop(n), stride)]
    return np.array(starts, dtype=np.int64).reshape(-1, 2)


@mutant("fragment_starts", "no target for 9")
def forgets_the_target(lengths, fragment_length, stride):
    return _starts(lengths, lambda n: n - fragment_length + 1, stride)


@mutant("fragment_starts", "run past the end")
def runs_past_the_end(lengths, fragment_length, stride):
    return _starts(lengths, lambda n: n, stride)


@mutant("fragment_starts", "one sample apart")
def ignores_the_stride(lengths, fragment_length, stride):
    return _starts(lengths, lambda n: n - fragment_length, 1)


@mutant("fragment_starts", "a fragment apart")
def strides_by_fragments(lengths, fragment_length, stride):
    return _starts(lengths, lambda n: n - fragment_length, fragment_length)


@mutant("fragment_starts", "columns are swapped")
def swaps_the_columns(lengths, fragment_length, stride):
    return data.fragment_starts(lengths, fragment_length, stride)[:, ::-1]


@mutant("fragment_starts", "say which recording")
def forgets_the_recording(lengths, fragment_length, stride):
    return data.fragment_starts(lengths, fragment_length, stride)[:, 1]


@mutant("fragment_starts", "one start too few")
def leaves_too_much_room(lengths, fragment_length, stride):
    return _starts(lengths, lambda n: n - fragment_length - 1, stride)


@mutant("fragment_starts", "still counts")
def renumbers_recordings(lengths, fragment_length, stride):
    long_enough = [n for n in lengths if n > fragment_length]
    return data.fragment_starts(long_enough, fragment_length, stride)


@mutant("fragment_starts", "must not cross")
def splices_recordings(lengths, fragment_length, stride):
    return data.fragment_starts([sum(lengths)], fragment_length, stride)


@mutant("fragment_starts", "the shape is (0, 2)")
def is_flat_when_empty(lengths, fragment_length, stride):
    return np.array(data.fragment_starts(lengths, fragment_length, stride).tolist(), dtype=int)


@mutant("fragment_starts", "whole numbers")
def is_float_when_empty(lengths, fragment_length, stride):
    starts = data.fragment_starts(lengths, fragment_length, stride)
    return starts.astype(np.float64)


@mutant("shifted_batch", "y is x itself")
def does_not_shift(codes, starts, fragment_length):
    x, _ = data.shifted_batch(codes, starts, fragment_length)
    return x, x


@mutant("shifted_batch", "x and y are swapped")
def swaps_batch_and_targets(codes, starts, fragment_length):
    return data.shifted_batch(codes, starts, fragment_length)[::-1]


@mutant("shifted_batch", "wrapped round")
def rolls_the_fragment(codes, starts, fragment_length):
    x, _ = data.shifted_batch(codes, starts, fragment_length)
    return x, np.roll(x, -1, axis=1)


@mutant("shifted_batch", "a whole fragment ahead")
def shifts_by_a_fragment(codes, starts, fragment_length):
    """What basveeling/wavenet's text says: targets shifted by the stride."""
    x, _ = data.shifted_batch(codes, starts, fragment_length)
    following = starts + np.array([0, fragment_length])
    y = [codes[r][s : s + fragment_length] for r, s in following]
    return x, np.stack([np.resize(row, fragment_length) for row in y])


@mutant("shifted_batch", "the last target only")
def keeps_the_last_target(codes, starts, fragment_length):
    x, y = data.shifted_batch(codes, starts, fragment_length)
    return x, y[:, -1]


@mutant("shifted_batch", "begins at 0")
def ignores_the_start(codes, starts, fragment_length):
    return data.shifted_batch(codes, starts * [1, 0], fragment_length)


@mutant("shifted_batch", "row i of the batch")
def reads_the_first_recording(codes, starts, fragment_length):
    long_enough = [np.resize(codes[0], len(c)) for c in codes]
    return data.shifted_batch(long_enough, starts, fragment_length)


@mutant("shifted_batch", "came out sorted")
def sorts_the_rows(codes, starts, fragment_length):
    return data.shifted_batch(codes, np.array(sorted(starts.tolist())), fragment_length)


@mutant("shifted_batch", "stay uint8")
def returns_float_batches(codes, starts, fragment_length):
    x, y = data.shifted_batch(codes, starts, fragment_length)
    return x.astype(np.float32), y.astype(np.float32)
