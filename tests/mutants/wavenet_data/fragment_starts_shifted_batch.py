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


@mutant("fragment_starts", "one start too few")
def counts_whole_strides(lengths, fragment_length, stride):
    counts = [max(0, n - fragment_length) // stride for n in lengths]
    return _pairs([[k * stride for k in range(count)] for count in counts])


def _pairs(starts):
    pairs = [[r, s] for r, of_recording in enumerate(starts) for s in of_recording]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


@mutant("fragment_starts", "the first start is 0, not the stride")
def begins_at_the_stride(lengths, fragment_length, stride):
    return _pairs([range(stride, n - fragment_length, stride) for n in lengths])


@mutant("fragment_starts", "multiples of the stride")
def adds_a_last_start(lengths, fragment_length, stride):
    room = [n - fragment_length for n in lengths]
    return _pairs([sorted({*range(0, n, stride), n - 1}) if n > 0 else [] for n in room])


@mutant("fragment_starts", "a recording that is too short got a start")
def looks_after_the_first_start(lengths, fragment_length, stride):
    return _pairs([range(0, max(1, n - fragment_length), stride) for n in lengths])


@mutant("fragment_starts", "recordings behind one that is too short")
def breaks_for_continue(lengths, fragment_length, stride):
    starts = []
    for n in lengths:
        if n <= fragment_length:
            break
        starts.append(range(0, n - fragment_length, stride))
    return _pairs(starts)


@mutant("fragment_starts", "from the beginning of its own recording")
def counts_through_all_recordings(lengths, fragment_length, stride):
    starts = data.fragment_starts(lengths, fragment_length, stride)
    offsets = np.cumsum([0, *lengths])
    return np.stack([starts[:, 0], starts[:, 1] + offsets[starts[:, 0]]], axis=1)


@mutant("fragment_starts", "order the starts by recording")
def sorts_by_start(lengths, fragment_length, stride):
    starts = data.fragment_starts(lengths, fragment_length, stride)
    return starts[np.lexsort(starts.T)]


@mutant("fragment_starts", "axes are swapped")
def stacks_along_the_wrong_axis(lengths, fragment_length, stride):
    return data.fragment_starts(lengths, fragment_length, stride).T


@mutant("fragment_starts", "counted from 0")
def counts_recordings_from_1(lengths, fragment_length, stride):
    return data.fragment_starts(lengths, fragment_length, stride) + np.array([1, 0])


@mutant("fragment_starts", "leave the ends out")
def adds_the_ends(lengths, fragment_length, stride):
    starts = data.fragment_starts(lengths, fragment_length, stride)
    return np.column_stack([starts, starts[:, 1] + fragment_length])


@mutant("fragment_starts", "type of the array is too small")
def counts_in_int16(lengths, fragment_length, stride):
    return data.fragment_starts(lengths, fragment_length, stride).astype(np.int16)


@mutant("fragment_starts", "gives nothing back")
def returns_inside_the_loop(lengths, fragment_length, stride):
    starts = data.fragment_starts(lengths, fragment_length, stride)
    for _ in starts:
        return starts


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


def _windows(codes, starts, length):
    return np.stack([codes[r][s : s + length] for r, s in starts.tolist()])


@mutant("shifted_batch", "still begins with x's first code")
def returns_the_windows_as_y(codes, starts, fragment_length):
    windows = _windows(codes, starts, fragment_length + 1)
    return windows[:, :-1], windows


@mutant("shifted_batch", "return x and y")
def returns_the_windows(codes, starts, fragment_length):
    return _windows(codes, starts, fragment_length + 1)


@mutant("shifted_batch", "cut fragment_length + 1 codes")
def cuts_fragments_only(codes, starts, fragment_length):
    windows = _windows(codes, starts, fragment_length)
    return windows[:, :-1], windows[:, 1:]


@mutant("shifted_batch", "the last target is 0")
def fills_up_with_zeros(codes, starts, fragment_length):
    x = _windows(codes, starts, fragment_length)
    return x, np.pad(x[:, 1:], ((0, 0), (0, 1)))


@mutant("shifted_batch", "shift along time, axis 1")
def rolls_the_batch(codes, starts, fragment_length):
    x = _windows(codes, starts, fragment_length)
    return x, np.roll(x, -1, axis=0)


@mutant("shifted_batch", "not a row")
def leaves_rows_out(codes, starts, fragment_length):
    windows = _windows(codes, starts, fragment_length + 1)
    return windows[:-1], windows[1:]


@mutant("shifted_batch", "not one larger")
def adds_one_to_the_codes(codes, starts, fragment_length):
    x = _windows(codes, starts, fragment_length)
    return x, x + 1


@mutant("shifted_batch", "all rows are the last one")
def overwrites_every_row(codes, starts, fragment_length):
    x, y = data.shifted_batch(codes, starts, fragment_length)
    x[:], y[:] = x[-1].copy(), y[-1].copy()
    return x, y


@mutant("shifted_batch", "not of all together")
def joins_the_recordings(codes, starts, fragment_length):
    return data.shifted_batch([np.concatenate(codes)], starts * [0, 1], fragment_length)


@mutant("shifted_batch", "came out sorted")
def goes_recording_by_recording(codes, starts, fragment_length):
    order = np.argsort(starts[:, 0], kind="stable")
    return data.shifted_batch(codes, starts[order], fragment_length)


@mutant("shifted_batch", "x is an array")
def returns_lists(codes, starts, fragment_length):
    x, y = data.shifted_batch(codes, starts, fragment_length)
    return x.tolist(), y.tolist()


@mutant("shifted_batch", "targets stay uint8")
def widens_the_targets(codes, starts, fragment_length):
    x, y = data.shifted_batch(codes, starts, fragment_length)
    return x, y.astype(np.int64)


@mutant("shifted_batch", "changes its argument")
def moves_the_starts(codes, starts, fragment_length):
    x = _windows(codes, starts, fragment_length)
    starts[:, 1] += 1
    return x, _windows(codes, starts, fragment_length)
