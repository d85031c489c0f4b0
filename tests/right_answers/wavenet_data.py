import itertools
from functools import partial

import numpy as np

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
