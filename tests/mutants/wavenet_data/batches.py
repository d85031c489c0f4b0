"""Wrong answers to the second half of notebook 01."""

import random
from functools import partial

import numpy as np

from course_utils.wavenet import data
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


@mutant("shift_by_one", "swapped")
def swaps_x_and_y(sequence):
    return sequence[1:], sequence[:-1]


@mutant("shift_by_one", "learn to copy")
def copies(sequence):
    return sequence, sequence


@mutant("shift_by_one", "nothing follows")
def keeps_the_last(sequence):
    return sequence, sequence[1:]


@mutant("shift_by_one", "leave it out")
def wraps_around(sequence):
    return sequence, [*sequence[1:], sequence[0]]


@mutant("shift_by_one", "two steps ahead")
def shifts_by_two(sequence):
    return sequence[:-2], sequence[2:]


@mutant("shift_by_one", "gives nothing back")
def prints_only(sequence):
    sequence[:-1], sequence[1:]


@mutant("shift_by_one", "raised")
def needs_a_list(sequence):
    return sequence[:-1], sequence.copy()[1:] if isinstance(sequence, list) else sequence.pop()


@mutant("shift_by_one", "changes its argument")
def pops_the_last(sequence):
    if not isinstance(sequence, list):
        return sequence[:-1], sequence[1:]
    following = sequence[1:]
    sequence.pop()
    return list(sequence), following


def _by_recording(recordings, test_fraction, seed):
    order = np.random.default_rng(seed).permutation(len(recordings))
    n_test = min(max(round(test_fraction * len(recordings)), 1), len(recordings) - 1)
    shuffled = [sorted(recordings)[i] for i in order]
    return shuffled[n_test:], shuffled[:n_test]


@mutant("split_recordings", "a speaker is on both sides")
def ignores_speakers(recordings, test_fraction=0.1, seed=0):
    """basveeling/wavenet's VCTK split."""
    return _by_recording(recordings, test_fraction, seed)


@mutant("split_recordings", "train and test are swapped")
def returns_test_first(recordings, test_fraction=0.1, seed=0):
    return data.split_recordings(recordings, test_fraction, seed)[::-1]


@mutant("split_recordings", "recordings are on both sides")
def trains_on_everything(recordings, test_fraction=0.1, seed=0):
    _, test = data.split_recordings(recordings, test_fraction, seed)
    return list(recordings), test


@mutant("split_recordings", "neither side")
def loses_one(recordings, test_fraction=0.1, seed=0):
    train, test = data.split_recordings(recordings, test_fraction, seed)
    return train[1:], test


@mutant("split_recordings", "the test list is empty")
def may_test_on_nothing(recordings, test_fraction=0.1, seed=0):
    order = np.random.default_rng(seed).permutation(len(recordings))
    n_test = int(test_fraction * len(recordings))
    return [recordings[i] for i in order[n_test:]], [recordings[i] for i in order[:n_test]]


@mutant("split_recordings", "the training list is empty")
def may_train_on_nothing(recordings, test_fraction=0.1, seed=0):
    order = np.random.default_rng(seed).permutation(len(recordings))
    n_test = max(round(test_fraction * len(recordings)), 1)
    return [recordings[i] for i in order[n_test:]], [recordings[i] for i in order[:n_test]]


@mutant("split_recordings", "add up the sizes of the groups")
def counts_speakers(recordings, test_fraction=0.1, seed=0):
    speakers = sorted({recording.speaker for recording in recordings})
    if len(speakers) == 1:
        return _by_recording(recordings, test_fraction, seed)
    order = np.random.default_rng(seed).permutation(speakers)
    n_test = max(round(test_fraction * len(speakers)), 1)
    test = set(order[:n_test])
    return (
        [r for r in recordings if r.speaker not in test],
        [r for r in recordings if r.speaker in test],
    )


@mutant("split_recordings", "pass it over")
def tests_on_whoever_is_first(recordings, test_fraction=0.1, seed=0):
    """Right sizes for equal speakers, most of the data for unequal ones."""
    groups = {}
    for recording in sorted(recordings):
        groups.setdefault(recording.speaker, []).append(recording)
    if len(groups) == 1:
        return _by_recording(recordings, test_fraction, seed)
    order = np.random.default_rng(seed).permutation(sorted(groups))
    sizes = np.cumsum([len(groups[name]) for name in order])
    n_test = 1 + np.abs(sizes[:-1] - test_fraction * len(recordings)).argmin()
    test = set(order[:n_test])
    return (
        [r for r in recordings if r.speaker not in test],
        [r for r in recordings if r.speaker in test],
    )


@mutant("split_recordings", "the same seed must give the same split")
def draws_from_global_state(recordings, test_fraction=0.1, seed=0):
    return data.split_recordings(recordings, test_fraction, random.randrange(10**6))


@mutant("split_recordings", "nine seeds gave the same test list")
def does_not_shuffle(recordings, test_fraction=0.1, seed=0):
    return data.split_recordings(recordings, test_fraction, 0)


@mutant("split_recordings", "changes its argument")
def shuffles_in_place(recordings, test_fraction=0.1, seed=0):
    train, test = data.split_recordings(recordings, test_fraction, seed)
    recordings[:] = train + test
    return train, test


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
