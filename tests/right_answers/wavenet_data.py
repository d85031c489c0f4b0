import itertools
import random
from collections import Counter, defaultdict
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("shift_by_one")
def keeps_the_type_by_slices(sequence):
    last = len(sequence) - 1
    return sequence[0:last], sequence[1 : last + 1]


@right("pcm_to_float")
def looks_up_the_full_scale(pcm):
    scales = {np.dtype(np.int16): 2.0**15, np.dtype(np.int32): 2.0**31}
    if pcm.dtype == np.uint8:
        return ((pcm.astype(np.int16) - 128) / 128).astype("float32")
    if pcm.dtype in scales:
        return np.divide(pcm, scales[pcm.dtype], dtype=np.float64).astype("float32")
    return np.minimum(np.maximum(pcm, -1), 1).astype("float32")


@right("to_mono")
def averages_what_has_channels(audio):
    if audio.ndim == 2:
        return np.mean(audio, axis=-1, dtype=np.float64).astype(audio.dtype)
    return audio.copy()


@right("mu_law_encode")
def rounds_with_rint(audio, n_codes=256):
    mu = n_codes - 1
    x = np.clip(np.asarray(audio, np.float64), -1.0, 1.0)
    f = np.copysign(np.log(1 + mu * np.abs(x)) / np.log(n_codes), x)
    return np.rint((f + 1) * 0.5 * mu + 1e-9).astype(np.uint8)


@right("mu_law_decode")
def looks_the_codes_up(codes, n_codes=256):
    mu = n_codes - 1
    f = np.linspace(-1, 1, n_codes)
    table = np.sign(f) * np.expm1(np.abs(f) * np.log(n_codes)) / mu
    return table.astype(np.float32)[np.asarray(codes, int)]


@right("fragment_starts")
def stacks_a_range_for_each(lengths, fragment_length, stride):
    parts = []
    for recording, length in enumerate(lengths):
        starts = np.arange(0, max(0, length - fragment_length), stride)
        parts.append(np.stack([np.full_like(starts, recording), starts], axis=1))
    return np.concatenate(parts) if parts else np.zeros((0, 2), int)


@right("fragment_starts")
def counts_how_many_fit(lengths, fragment_length, stride):
    found = [
        [
            [i, k * stride]
            for k in itertools.takewhile(
                lambda k, n=n: k * stride + fragment_length + 1 <= n, itertools.count()
            )
        ]
        for i, n in enumerate(lengths)
    ]
    return np.array(list(itertools.chain.from_iterable(found)), int).reshape(-1, 2)


@right("shifted_batch")
def indexes_with_a_grid(codes, starts, fragment_length):
    steps = np.arange(fragment_length)
    x = [codes[recording][start + steps] for recording, start in np.asarray(starts)]
    y = [codes[recording][start + 1 + steps] for recording, start in np.asarray(starts)]
    return np.array(x), np.array(y)


@right("shift_by_one")
def counts_from_the_end(sequence):
    return [sequence[slice(None, -1)], sequence[slice(1, None)]]


@right("shift_by_one")
def copies_lists_in_a_loop(sequence):
    if not isinstance(sequence, list):
        return sequence[:-1], sequence[1:]
    x, y = [], []
    for i in range(len(sequence) - 1):
        x.append(sequence[i])
        y.append(sequence[i + 1])
    return x, y


@right("pcm_to_float")
def divides_by_half_the_range(pcm):
    if pcm.dtype.kind == "f":
        return pcm.clip(-1, 1).astype("f4")
    limits = np.iinfo(pcm.dtype)
    full_scale = (int(limits.max) - int(limits.min) + 1) // 2
    middle = full_scale if pcm.dtype.kind == "u" else 0
    return np.float32((pcm.astype(np.float64) - middle) / full_scale)


@right("pcm_to_float")
def multiplies_by_a_power_of_two(pcm):
    if np.issubdtype(pcm.dtype, np.floating):
        return np.where(np.abs(pcm) > 1, np.sign(pcm), pcm).astype(np.float32)
    bits = 8 * pcm.dtype.itemsize
    silence = 128 if bits == 8 else 0
    return np.ldexp(pcm.astype(np.float64) - silence, 1 - bits).astype(np.float32)


@right("to_mono")
def multiplies_by_equal_weights(audio):
    if audio.ndim == 1:
        return audio
    return (audio @ np.full(audio.shape[1], 1 / audio.shape[1])).astype(audio.dtype)


@right("to_mono")
def adds_channel_by_channel(audio):
    if len(audio.shape) < 2:
        return audio[:]
    total = np.zeros(len(audio), audio.dtype)
    for channel in audio.T:
        total += channel
    return total / audio.dtype.type(audio.shape[1])


@right("mu_law_encode")
def encodes_in_float32(audio, n_codes=256):
    mu = np.float32(n_codes - 1)
    x = np.minimum(np.maximum(audio.astype(np.float32), -1), 1)
    f = np.where(x < 0, -1, 1) * np.log2(1 + mu * abs(x)) / np.log2(1 + mu)
    return (0.5 * mu * (f + 1) + 0.5).astype(np.uint8)


@right("mu_law_encode")
def clips_f(audio, n_codes=256):
    mu = n_codes - 1
    f = np.sign(audio) * np.emath.logn(1 + mu, 1 + mu * np.abs(np.asarray(audio, float)))
    codes = [int(np.floor((value + 1) / 2 * mu + 0.5)) for value in np.clip(f, -1, 1).flat]
    return np.array(codes, np.uint8).reshape(np.shape(audio))


@right("mu_law_decode")
def decodes_code_by_code(codes, n_codes=256):
    mu = n_codes - 1
    audio = []
    for code in codes.ravel().tolist():
        f = 2 * code / mu - 1
        size = (n_codes ** abs(f) - 1) / mu
        audio.append(size if f > 0 else -size)
    return np.array(audio, np.float32).reshape(codes.shape)


@right("mu_law_decode")
def decodes_in_float32(codes, n_codes=256):
    mu = np.float32(n_codes - 1)
    f = codes.astype(np.float32) * (2 / mu) - 1
    return np.copysign(np.exp(np.abs(f) * np.log1p(mu)) - 1, f) / mu


@right("split_recordings")
def shuffles_lists_of_groups(recordings, test_fraction=0.1, seed=0):
    groups = defaultdict(list)
    for recording in sorted(recordings):
        groups[recording.speaker].append(recording)
    groups = list(groups.values()) if len(groups) > 1 else [[r] for r in sorted(recordings)]
    order = np.arange(len(groups))
    np.random.default_rng(seed).shuffle(order)
    wanted, chosen, size = test_fraction * len(recordings), [], 0
    for i in order[:-1]:
        larger = size + len(groups[i])
        if np.abs(larger - wanted) < np.abs(size - wanted):
            chosen.append(i)
            size = larger
    if not chosen:
        chosen = [min(order, key=lambda i: len(groups[i]))]
    train = [r for i in order if i not in chosen for r in groups[i]]
    return sorted(train), sorted(r for i in chosen for r in groups[i])


@right("split_recordings")
def draws_names_one_by_one(recordings, test_fraction=0.1, seed=0):
    several = len({recording.speaker for recording in recordings}) > 1

    def name_of(recording):
        return recording.speaker if several else recording.path

    draw = random.Random(seed)
    names = sorted({name_of(recording) for recording in recordings})
    drawn, sizes = [], Counter(map(name_of, recordings))
    while names:
        drawn.append(names.pop(draw.randrange(len(names))))
    test, wanted = set(), test_fraction * len(recordings)
    for name in drawn[:-1]:
        now = sum(sizes[other] for other in test)
        if abs(now + sizes[name] - wanted) < abs(now - wanted):
            test.add(name)
    test = test or {sorted(drawn, key=sizes.get)[0]}
    sides = [[], []]
    for recording in sorted(recordings):
        sides[name_of(recording) in test].append(recording)
    return tuple(sides)


@right("split_recordings")
def makes_the_split_of_the_course_from_a_mask(recordings, test_fraction=0.1, seed=0):
    ordered = sorted(recordings)
    names = [recording.speaker for recording in ordered]
    if len(set(names)) == 1:
        names = [str(i).zfill(9) for i in range(len(names))]
    speakers, group, sizes = np.unique(names, return_inverse=True, return_counts=True)
    drawn = np.random.default_rng(seed).permutation(len(speakers))
    held_out, wanted = np.zeros(len(ordered), bool), test_fraction * len(ordered)
    for g in drawn[:-1]:
        if abs(held_out.sum() + sizes[g] - wanted) < abs(held_out.sum() - wanted):
            held_out |= group == g
    if not held_out.any():
        held_out = group == drawn[sizes[drawn].argmin()]
    train = [r for r, held in zip(ordered, held_out, strict=True) if not held]
    return train, [r for r, held in zip(ordered, held_out, strict=True) if held]


@right("fragment_starts")
def computes_how_many_fit(lengths, fragment_length, stride):
    counts = [max(0, (n - fragment_length - 1) // stride + 1) for n in lengths]
    recordings = np.repeat(np.arange(len(counts)), counts)
    places = np.concatenate([np.arange(0), *(np.arange(count) for count in counts)])
    return np.column_stack([recordings, stride * places]).astype(np.int32)


@right("fragment_starts")
def walks_along_each_recording(lengths, fragment_length, stride):
    rows = np.empty((0, 2), np.uint32)
    for i, n in enumerate(lengths):
        start = 0
        while start + fragment_length < n:
            rows = np.vstack([rows, np.array([[i, start]], np.uint32)])
            start += stride
    return rows


@right("shifted_batch")
def fills_two_arrays(codes, starts, fragment_length):
    x = np.zeros((len(starts), fragment_length), codes[0].dtype)
    y = np.zeros_like(x)
    for row in range(len(starts)):
        recording, start = starts[row]
        x[row] = codes[recording][start : start + fragment_length]
        y[row] = codes[recording][start + 1 : start + 1 + fragment_length]
    return [x, y]


@right("shifted_batch")
def looks_through_sliding_windows(codes, starts, fragment_length):
    windows = np.array(
        [sliding_window_view(codes[r], fragment_length + 1)[s] for r, s in starts.tolist()]
    )
    return windows[:, :fragment_length], windows[:, -fragment_length:]
