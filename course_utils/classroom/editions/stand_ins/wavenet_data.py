"""Stand-ins for functions of notebook 01 that notebook 02 uses."""

from collections import Counter

import numpy as np

N_CODES = (64, 256)


def to_mono(audio):
    """The mean of the channels of (frames, channels)."""
    _, channels = audio.shape
    return (audio @ np.ones(channels) / channels).astype(audio.dtype)


def mu_law_encode(audio, n_codes=256):
    """The nearest code, looked up among the borders between codes."""
    halves = np.arange(1, n_codes) - 0.5
    return np.searchsorted(_expand(halves, n_codes), audio, side="right").astype(np.uint8)


def mu_law_decode(codes, n_codes=256):
    """The sample of each code, looked up in a table."""
    return _expand(np.arange(n_codes), n_codes).astype(np.float32)[codes]


def split_recordings(recordings, test_fraction=0.1, seed=0):
    """Speakers drawn until the test list has its share; there must be two speakers at least."""
    sizes = Counter(recording.speaker for recording in sorted(recordings))
    order = np.random.default_rng(seed).permutation(len(sizes))
    *drawn, last = [list(sizes)[i] for i in order]
    held_out, room = set(), 2 * test_fraction * len(recordings)
    for speaker in drawn:
        if sizes[speaker] < room:
            held_out.add(speaker)
            room -= 2 * sizes[speaker]
    held_out = held_out or {min([*drawn, last], key=sizes.get)}
    sides = {True: [], False: []}
    for recording in sorted(recordings):
        sides[recording.speaker in held_out].append(recording)
    return sides[False], sides[True]


def fragment_starts(lengths, fragment_length, stride):
    """The starts in every recording; there must be one at least."""
    found = [np.arange(0, max(0, length - fragment_length), stride) for length in lengths]
    if not any(map(len, found)):
        raise ValueError("no recording is long enough")
    numbers = np.repeat(np.arange(len(found)), [len(starts) for starts in found])
    return np.column_stack([numbers, np.concatenate(found)])


def shifted_batch(codes, starts, fragment_length):
    """Windows of each recording, as int32, without their last and without their first code."""
    places = np.arange(fragment_length + 1)
    both = [np.int32(codes[recording])[start + places] for recording, start in starts]
    return np.delete(both, -1, axis=1), np.delete(both, 0, axis=1)


def _expand(codes, n_codes):
    """The samples of codes, whole or between two."""
    if n_codes not in N_CODES:
        raise ValueError(f"until you write this function, n_codes is 64 or 256, not {n_codes}")
    loudness = np.abs(np.linspace(-1, 1, 2 * n_codes - 1))[np.int64(2 * codes)]
    return np.copysign(np.expm1(loudness * np.log(n_codes)), codes - (n_codes - 1) / 2) / (
        n_codes - 1
    )
