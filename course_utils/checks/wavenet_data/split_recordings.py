"""Checks of notebook 01: which recordings are the test."""

from collections import Counter, namedtuple

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged

Clip = namedtuple("Clip", "path speaker")


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


EXERCISES = {
    "split_recordings": [
        Property("every recording is on exactly one side", every_recording_is_on_one_side),
        Property("neither side is ever empty", neither_side_is_empty),
        Property("no speaker is on both sides", speakers_stay_together),
        Property("the test share counts recordings", share_counts_recordings),
        Property("the seed alone decides, the argument is left as it was", seed_decides),
    ],
}
