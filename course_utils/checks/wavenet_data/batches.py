"""Checks of notebook 01, second half: from recordings to shifted batches."""

from collections import Counter, namedtuple

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    expect,
    expect_type,
    expect_unchanged,
)

Clip = namedtuple("Clip", "path speaker")


def words_are_paired(shift_by_one):
    words = ["I", "am", "a", "super", "stud"]
    expect(
        shift_by_one(list(words)),
        (words[:-1], words[1:]),
        "x is every element but the last, y every element but the first",
        [
            ((words[1:], words[:-1]), "x and y are swapped: y is what comes after x"),
            ((words, words), "y is x itself: a model would learn to copy, not to predict"),
            ((words[:-1], words[:-1]), "y is x itself: a model would learn to copy, not predict"),
            ((words, words[1:]), "x still ends with an element that nothing follows"),
            ((words, words[1:] + words[:1]), "the end is paired with the beginning: leave it out"),
            ((words[:-2], words[2:]), "y is two steps ahead of x: one step"),
        ],
    )


def any_sequence_is_paired(shift_by_one):
    codes = np.array([128, 130, 127, 128])
    expect(shift_by_one(codes), (codes[:3], codes[1:]), "arrays must work too: use slices")
    expect_unchanged(shift_by_one, ["I", "am", "a"])


def _clips(**n_clips):
    return [Clip(f"{who}/{i}.wav", who) for who, n in n_clips.items() for i in range(n)]


def every_recording_is_on_one_side(split_recordings):
    clips = _clips(anna=10)
    train, test = split_recordings(clips, 0.2)
    both = set(train) & set(test)
    if both:
        raise Wrong("recordings are on both sides", f"{len(both)} of 10 on both", "0 on both")
    expect(
        sum(Counter(train + test).values()),
        10,
        "some recordings are on neither side, or there twice",
    )
    expect(
        len(test),
        2,
        "a fifth of 10 recordings is 2",
        [(8, "train and test are swapped: return the training list first")],
    )


def neither_side_is_empty(split_recordings):
    for fraction in (0.01, 0.1, 0.99):
        train, test = split_recordings(_clips(anna=3), fraction)
        if not test:
            raise Wrong("the test list is empty: it gets at least one", "0 test", "1 or 2 test")
        if not train:
            raise Wrong("the training list is empty: leave it at least one", "0 train", "1 or 2")


def speakers_stay_together(split_recordings):
    for seed in range(5):
        train, test = split_recordings(_clips(anna=6, bert=6, cleo=6, dora=6), 0.25, seed)
        both = {clip.speaker for clip in train} & {clip.speaker for clip in test}
        if both:
            raise Wrong(
                "a speaker is on both sides: the test would reward knowing a voice by heart",
                f"{', '.join(sorted(both))} on both sides",
                "no speaker on both",
            )
    train, test = split_recordings(_clips(anna=6, bert=6, cleo=6, dora=6), 0.5, 0)
    expect(len(test), 12, "half of four speakers with 6 recordings each are 12 recordings")


def share_counts_recordings(split_recordings):
    for seed in range(8):
        _, test = split_recordings(_clips(anna=30, bert=30, cleo=1, dora=1, emil=1), 0.5, seed)
        if not 30 <= len(test) <= 33:
            raise Wrong(
                "the share counts recordings, not speakers: add up the sizes of the groups",
                f"{len(test)} of 63 recordings",
                "30 to 33",
            )
        _, test = split_recordings(_clips(anna=10, bert=2), 0.1, seed)
        expect(
            len(test),
            2,
            "of speakers with 10 and 2 recordings, Bert with 2 comes closest to a tenth of 12",
            [(10, "a group joined the test that takes it further from its share: pass it over")],
        )


def seed_decides(split_recordings):
    clips = _clips(anna=40)
    if split_recordings(clips, 0.5, 1) != split_recordings(clips[::-1], 0.5, 1):
        raise Wrong("the same seed must give the same split: draw with np.random.default_rng(seed)")
    for n_speakers in (1, 3):
        some = [clip for name in "abc"[:n_speakers] for clip in _clips(**{name: 12})]
        if len({tuple(split_recordings(some, 0.1, seed)[1]) for seed in range(9)}) == 1:
            raise Wrong("nine seeds gave the same test list: draw the groups in random order")
    expect_unchanged(split_recordings, clips, 0.25, 0)


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
    "shift_by_one": [
        Property("each word is paired with the next", words_are_paired),
        Property("an array works too, and the argument is left as it was", any_sequence_is_paired),
    ],
    "split_recordings": [
        Property("every recording is on exactly one side", every_recording_is_on_one_side),
        Property("neither side is ever empty", neither_side_is_empty),
        Property("no speaker is on both sides", speakers_stay_together),
        Property("the test share counts recordings", share_counts_recordings),
        Property("the seed alone decides, the argument is left as it was", seed_decides),
    ],
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
