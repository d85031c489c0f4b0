"""Wrong answers: which recordings are the test."""

import random
from functools import partial

import numpy as np

from course_utils.wavenet import data
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


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
    n_test = min(max(round(test_fraction * len(speakers)), 1), len(speakers) - 1)
    test = set(order[:n_test])
    return (
        [r for r in recordings if r.speaker not in test],
        [r for r in recordings if r.speaker in test],
    )


@mutant("split_recordings", "Bert's 2 come closer")
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


def _groups(recordings):
    groups = {}
    for recording in recordings:
        groups.setdefault(recording.speaker, []).append(recording)
    return list(groups.values()) if len(groups) > 1 else [[recording] for recording in recordings]


def _split(
    recordings,
    test_fraction,
    seed,
    *,
    joins=lambda n, size, wanted: abs(n + size - wanted) < abs(n - wanted),
    order=lambda drawn: drawn,
    candidates=lambda drawn: drawn[:-1],
    stops=False,
    end=sorted,
):
    """The right answer; each wrong one below puts another step in."""
    groups = _groups(end(recordings))
    drawn = order([groups[i] for i in np.random.default_rng(seed).permutation(len(groups))])
    test, wanted = [], test_fraction * len(recordings)
    for group in candidates(drawn):
        if joins(len(test), len(group), wanted):
            test = test + group
        elif stops:
            break
    test = test or min(drawn, key=len)
    return end(recording for recording in recordings if recording not in test), end(test)


@mutant("split_recordings", "and else not")
def never_exceeds_the_share(recordings, test_fraction=0.1, seed=0):
    def joins(n, size, wanted):
        return n + size <= wanted

    return _split(recordings, test_fraction, seed, joins=joins)


@mutant("split_recordings", "and else not")
def fills_the_share(recordings, test_fraction=0.1, seed=0):
    return _split(recordings, test_fraction, seed, joins=lambda n, size, wanted: n < wanted)


@mutant("split_recordings", "and else not")
def lets_equal_ones_join(recordings, test_fraction=0.1, seed=0):
    def joins(n, size, wanted):
        return abs(n + size - wanted) <= abs(n - wanted)

    return _split(recordings, test_fraction, seed, joins=joins)


@mutant("split_recordings", "pass it over and go on")
def stops_at_the_first_that_is_too_large(recordings, test_fraction=0.1, seed=0):
    return _split(recordings, test_fraction, seed, stops=True)


@mutant("split_recordings", "drawn last stays")
def lets_the_last_join(recordings, test_fraction=0.1, seed=0):
    return _split(recordings, test_fraction, seed, candidates=lambda drawn: drawn)


@mutant("split_recordings", "nine seeds gave the same test list")
def begins_with_the_smallest(recordings, test_fraction=0.1, seed=0):
    return _split(recordings, test_fraction, seed, order=lambda drawn: sorted(drawn, key=len))


@mutant("split_recordings", "only one speaker joined")
def tests_on_one_speaker(recordings, test_fraction=0.1, seed=0):
    several = len({recording.speaker for recording in recordings}) > 1
    if not several:
        return _split(recordings, test_fraction, seed)
    return _split(recordings, test_fraction, seed, candidates=lambda drawn: drawn[:1])


@mutant("split_recordings", "return both lists sorted")
def keeps_the_order_of_the_recordings(recordings, test_fraction=0.1, seed=0):
    train, test = data.split_recordings(recordings, test_fraction, seed)
    return [recording for recording in recordings if recording in train], test


@mutant("split_recordings", "in whatever order the recordings come")
def groups_as_they_come(recordings, test_fraction=0.1, seed=0):
    train, test = _split(recordings, test_fraction, seed, end=list)
    return sorted(train), sorted(test)


@mutant("split_recordings", "not speakers and not groups")
def returns_speakers(recordings, test_fraction=0.1, seed=0):
    train, test = data.split_recordings(recordings, test_fraction, seed)
    return [recording.speaker for recording in train], [recording.speaker for recording in test]


@mutant("split_recordings", "not speakers and not groups")
def returns_groups(recordings, test_fraction=0.1, seed=0):
    train, test = data.split_recordings(recordings, test_fraction, seed)
    return _groups(train), _groups(test)


@mutant("split_recordings", "return 2 things")
def returns_the_test_list(recordings, test_fraction=0.1, seed=0):
    return data.split_recordings(recordings, test_fraction, seed)[1][:1]


@mutant("split_recordings", "a global generator is seeded")
def seeds_numpy(recordings, test_fraction=0.1, seed=0):
    np.random.seed(seed)
    return _split(recordings, test_fraction, int(np.random.randint(2**31)))


@mutant("split_recordings", "a global generator is seeded")
def seeds_python(recordings, test_fraction=0.1, seed=0):
    random.seed(seed)
    return _split(recordings, test_fraction, random.randrange(2**31))
