"""Hidden checks of notebook 01: from recordings to shifted batches of codes."""

from itertools import permutations

import numpy as np

from course_utils.checks.wavenet_data.split_recordings import Clip
from course_utils.classroom.hidden.hidden_checks import HiddenCheck


def _sequences(rng):
    for _ in range(3):
        numbers = rng.integers(5, size=rng.integers(4, 12))  # some come twice
        text = "".join(rng.choice(list("abcdefgh"), size=rng.integers(2, 9)))
        yield from [(numbers.tolist(),), (numbers,), (text,), (tuple(text),)]


def _pcm(rng):
    for shape in ((6,), (4, 2), (3, 1)):
        for dtype in (np.uint8, np.int16, np.int32):
            limits = np.iinfo(dtype)
            yield (rng.integers(limits.min, limits.max, shape, dtype, endpoint=True),)
        yield (rng.normal(size=shape).astype(np.float32),)
        yield (rng.uniform(-2, 2, size=shape),)


def _recordings(rng):
    for channels in ((), (1,), (2,), (3,), (5,)):
        yield (rng.uniform(-1, 1, size=(rng.integers(2, 9), *channels)).astype(np.float32),)


def _audio(rng):
    """Audio away from the borders between codes, where rounding errors decide, and silence."""
    for n_codes in (256, 4 * int(rng.integers(2, 40)) + 2, int(rng.integers(3, 256))):
        mu = n_codes - 1
        codes = rng.integers(n_codes, size=40) + rng.uniform(-0.49, 0.49, size=40)
        f = np.clip(2 * codes / mu - 1, -1, 1)
        audio = np.sign(f) * (np.power(1.0 + mu, np.abs(f)) - 1) / mu
        loud = rng.uniform(1, 3, size=3) * [1, -1, 1]
        yield np.concatenate([audio, [0.0], loud]).reshape(4, 11), n_codes


def _codes(rng):
    for n_codes in (256, *rng.integers(3, 256, size=3).tolist()):
        yield rng.integers(n_codes, size=(2, 15)).astype(np.uint8), n_codes


def _clips(rng):
    for n_speakers in (1, 2, 3, 4):
        sizes = rng.integers(1, 6, size=n_speakers) + (n_speakers == 1)
        clips = [Clip(f"{who}/{i}.wav", f"{who}") for who, n in enumerate(sizes) for i in range(n)]
        order = rng.permutation(len(clips))
        for _ in range(6):
            yield [clips[i] for i in order], float(rng.uniform(0.05, 0.95)), int(rng.integers(999))


def _split(split_recordings, clips, test_fraction, seed):
    """What holds for every right split; which groups are drawn first is left to the function."""
    train, test = split_recordings(list(clips), test_fraction, seed)
    train, test = ([Clip(*clip) for clip in side] for side in (train, test))
    again = split_recordings(sorted(clips), test_fraction, seed)
    return (
        (train, test) == (sorted(train), sorted(test)),
        sorted(train + test) == sorted(clips),
        tuple(test) in _possible_tests(clips, test_fraction),
        [Clip(*clip) for clip in again[1]] == test,
    )


def _possible_tests(clips, test_fraction):
    """The test list for each order in which the groups may be drawn."""
    n_speakers = len({clip.speaker for clip in clips})
    groups = {}
    for clip in sorted(clips):
        groups.setdefault(clip.speaker if n_speakers > 1 else clip, []).append(clip)
    wanted, found = test_fraction * len(clips), set()
    for drawn in permutations(groups.values()):
        test = []
        for group in drawn[:-1]:
            if abs(len(test) + len(group) - wanted) < abs(len(test) - wanted):
                test = test + group
        found.add(tuple(sorted(test or min(drawn, key=len))))
    return found


def _lengths(rng):
    for _ in range(5):
        fragment_length, stride = (int(number) for number in rng.integers(1, 9, size=2))
        yield rng.integers(1, 40, size=rng.integers(1, 6)).tolist(), fragment_length, stride
    too_short, long = rng.integers(1, 5, size=3).tolist(), rng.integers(20, 40, size=2).tolist()
    yield too_short, int(rng.integers(5, 9)), 2
    yield [int(rng.integers(200_000, 300_000))], 70_000, int(rng.integers(33_000, 99_000))
    yield too_short + long, int(rng.integers(5, 9)), int(rng.integers(2, 9))


def _batches(rng):
    for _ in range(4):
        codes = [rng.integers(256, size=n).astype(np.uint8) for n in rng.integers(12, 30, size=4)]
        rows, fragment_length = rng.integers(4, size=6), int(rng.integers(1, 11))
        starts = [[r, rng.integers(len(codes[r]) - fragment_length)] for r in rows.tolist()]
        yield codes, np.array(starts), fragment_length


HIDDEN = {
    "shift_by_one": HiddenCheck("Hidden: other sequences", _sequences),
    "pcm_to_float": HiddenCheck("Hidden: other samples of every type", _pcm, within=1e-6),
    "to_mono": HiddenCheck("Hidden: other recordings", _recordings, within=1e-6),
    "mu_law_encode": HiddenCheck("Hidden: other audio, other numbers of codes", _audio),
    "mu_law_decode": HiddenCheck("Hidden: other codes, other numbers of them", _codes, within=1e-5),
    "split_recordings": HiddenCheck("Hidden: other speakers and shares", _clips, _split),
    "fragment_starts": HiddenCheck("Hidden: other lengths and strides", _lengths),
    "shifted_batch": HiddenCheck("Hidden: other codes and starts", _batches),
}
