"""Checks of notebook 01: which recordings are the test."""

import random
from collections import Counter, namedtuple

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    beside,
    expect,
    expect_parts,
    expect_unchanged,
)

Clip = namedtuple("Clip", "path speaker")
FURTHER = "a group joined the test that takes it further from its share: pass it over"


def _clips(**n_clips):
    return [Clip(f"{who}/{i}.wav", who) for who, n in n_clips.items() for i in range(n)]


def _two_lists(split_recordings, clips, fraction, seed=0):
    given = split_recordings(list(clips), fraction, seed)
    expect_parts(given, "the training list", "the test list")
    if not all(isinstance(side, (list, tuple)) for side in given):
        raise Wrong("return two lists of recordings", ", ".join(type(s).__name__ for s in given))
    return given


def _split(split_recordings, clips, fraction, seed=0):
    """The two lists, if each recording is in exactly one of them."""
    train, test = _two_lists(split_recordings, clips, fraction, seed)
    for recording in [*train, *test]:
        if recording not in clips:
            mistake = "the lists hold the given recordings themselves, not speakers and not groups"
            raise Wrong(mistake, f"{recording!r} in a list", f"such as {clips[0]!r}")
    counts = Counter([*train, *test])
    both, n = set(train) & set(test), len(clips)
    if both:
        raise Wrong("recordings are on both sides", f"{len(both)} of {n} on both", "0 on both")
    if len(counts) < n:
        mistake = "some recordings are on neither side"
        raise Wrong(mistake, f"{n - len(counts)} of {n} on neither", "0 on neither")
    if max(counts.values()) > 1:
        raise Wrong("a recording is in one list twice", f"{counts.most_common(1)}", "each once")
    return list(train), list(test)


def every_recording_is_on_one_side(split_recordings):
    _, test = _split(split_recordings, _clips(anna=10), 0.2)
    expect(
        len(test),
        2,
        "a fifth of 10 recordings is 2; where there is one speaker, each recording is a group",
        [
            (8, "train and test are swapped: return the training list first"),
            (10, "all went to the test: the group that is drawn last stays in training"),
        ],
    )


def neither_side_is_empty(split_recordings):
    for clips in (_clips(anna=3), _clips(anna=4, bert=3)):
        for fraction in (0.01, 0.1, 0.99):
            train, test = _two_lists(split_recordings, clips, fraction)
            if not test:
                raise Wrong("the test list is empty: it gets at least one group", "0 test", "some")
            if not train:
                mistake = "the training list is empty: the group that is drawn last stays in it"
                raise Wrong(mistake, "0 train", "some")
            _split(split_recordings, clips, fraction)


def speakers_stay_together(split_recordings):
    clips = _clips(anna=6, bert=6, cleo=6, dora=6)
    for seed in range(5):
        train, test = _split(split_recordings, clips, 0.25, seed)
        both = {clip.speaker for clip in train} & {clip.speaker for clip in test}
        if both:
            raise Wrong(
                "a speaker is on both sides: the test would reward knowing a voice by heart",
                f"{', '.join(sorted(both))} on both sides",
                "no speaker on both",
            )
    expect(
        len(_split(split_recordings, clips, 0.5)[1]),
        12,
        "half of four speakers with 6 recordings each are 12 recordings",
        [(6, "only one speaker joined the test: groups join as long as that brings it closer")],
    )


def share_counts_recordings(split_recordings):
    for fraction, n, k in ((0.26, 10, 3), (0.24, 10, 2), (0.5, 5, 2)):
        _, test = _split(split_recordings, _clips(anna=n), fraction)
        expect(
            len(test),
            k,
            f"a share of {fraction} of {n} recordings is {fraction * n:g}: a recording joins the "
            "test if that brings it closer to its share, and else not",
        )
    _, test = _split(split_recordings, _clips(anna=6, bert=6, cleo=6, dora=6), 0.4)
    expect(
        len(test),
        12,
        "of groups of 6, two come closest to a share of 9.6",
        [
            (
                6,
                "a group was left out that goes beyond the share: it joins if that brings the test "
                "closer, and 12 is closer to 9.6 than 6",
            ),
            (18, FURTHER),
        ],
    )
    for seed in range(8):
        _, test = _split(
            split_recordings, _clips(anna=30, bert=30, cleo=1, dora=1, emil=1), 0.5, seed
        )
        if not 30 <= len(test) <= 33:
            raise Wrong(
                "the share counts recordings, not speakers: add up the sizes of the groups",
                f"{len(test)} of 63 recordings",
                "30 to 33",
            )
        _, test = _split(split_recordings, _clips(anna=10, bert=2), 0.1, seed)
        expect(
            len(test),
            2,
            "of speakers with 10 and 2 recordings, Bert with 2 comes closest to a tenth of 12",
            [
                (
                    10,
                    "Anna's 10 are the test, though Bert's 2 come closer to a tenth of 12: "
                    "pass over a group that takes the test further from its share, and if none "
                    "joins, take the smallest",
                )
            ],
        )
        _, test = _split(
            split_recordings, _clips(anna=20, **dict.fromkeys("bcdefghi", 1)), 0.15, seed
        )
        expect(
            len(test),
            4,
            "beside a speaker with 20, four of eight with one each come closest to 15% of 28",
            [
                (n, "the loop ended at a group that does not fit: pass it over and go on")
                for n in (1, 2, 3)
            ]
            + [(n, FURTHER) for n in (20, 21, 22, 23, 24)],
        )


def moves_global_generators(split_recordings, clips):
    """Whether a split seeds NumPy's or Python's global generator, or draws from it."""

    def states():
        of_numpy = np.random.get_state(legacy=False)["state"]
        return of_numpy["pos"], of_numpy["key"].tolist(), random.getstate()

    before = states()
    split_recordings(clips, 0.5, 1)
    return states() != before


def seed_decides(split_recordings):
    clips = _clips(anna=40)
    train, test = _split(split_recordings, clips[::-1], 0.5, 1)
    if (train, test) != (sorted(train), sorted(test)):
        unsorted = [name for name, s in (("train", train), ("test", test)) if s != sorted(s)]
        raise Wrong("return both lists sorted", f"{' and '.join(unsorted)} not sorted", "sorted")
    if _split(split_recordings, clips, 0.5, 1) != (train, test):
        raise Wrong(
            "the same seed must give the same split, in whatever order the recordings come: draw "
            "with `rng`, which is made of the seed, and from `groups`, which are sorted"
        )
    for sizes in ((12,), (12, 12, 12), (5, 6, 7)):
        some = _clips(**dict(zip(("anna", "bert", "cleo"), sizes, strict=False)))
        fraction = 1 / 3 if sizes[0] == 5 else 0.1
        tests = {tuple(_split(split_recordings, some, fraction, seed)[1]) for seed in range(9)}
        if len(tests) == 1:
            several = " and ".join(map(str, sizes))
            raise Wrong(
                "nine seeds gave the same test list: draw the groups in random order, and if none "
                "joins, take the first one drawn of the smallest",
                f"always the same one of groups of {several}" if len(sizes) > 1 else "",
            )
    expect_unchanged(split_recordings, clips, 0.25, 0)
    if beside(split_recordings, moves_global_generators)(clips):
        raise Wrong(
            "a global generator is seeded or drawn from, which others draw from too: draw with "
            "`rng`, which is made of the seed"
        )


EXERCISES = {
    "split_recordings": [
        Property("every recording is on exactly one side", every_recording_is_on_one_side),
        Property("neither side is ever empty", neither_side_is_empty),
        Property("no speaker is on both sides", speakers_stay_together),
        Property("the test share counts recordings", share_counts_recordings),
        Property("the seed alone decides, the argument is left as it was", seed_decides),
    ],
}
