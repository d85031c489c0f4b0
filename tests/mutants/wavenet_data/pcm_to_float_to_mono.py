"""Wrong answers: from PCM samples to mono audio."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


@mutant("pcm_to_float", "do not stretch min..max")
def stretches_the_range(pcm):
    """basveeling/wavenet's wav_to_float: silence becomes +1.5e-5."""
    low, high = np.iinfo(pcm.dtype).min, np.iinfo(pcm.dtype).max
    return ((pcm - float(low)) / (high - low) * 2 - 1).astype(np.float32)


@mutant("pcm_to_float", "with 32767 the lowest sample is below -1")
def divides_by_the_maximum(pcm):
    return (pcm / np.iinfo(pcm.dtype).max).astype(np.float32)


@mutant("pcm_to_float", "this is 0 to 1")
def scales_to_zero_one(pcm):
    return ((pcm + 32768.0) / 65535).astype(np.float32)


@mutant("pcm_to_float", "take 128 away first")
def forgets_that_uint8_is_unsigned(pcm):
    full_scale = {np.dtype(np.uint8): 128, np.dtype(np.int16): 2**15, np.dtype(np.int32): 2**31}
    return (pcm / full_scale.get(pcm.dtype, 1)).astype(np.float32)


@mutant("pcm_to_float", "not 127.5")
def centers_uint8_between_codes(pcm):
    if pcm.dtype == np.uint8:
        return (pcm / 127.5 - 1).astype(np.float32)
    return (pcm / 32768).astype(np.float32)


@mutant("pcm_to_float", "wraps round below 0")
def subtracts_in_uint8(pcm):
    if pcm.dtype == np.uint8:
        return (pcm - np.uint8(128)).astype(np.float32) / 128
    return (pcm / 32768).astype(np.float32)


def _integers_to_float(pcm):
    if pcm.dtype == np.uint8:
        return (pcm.astype(np.float32) - 128) / 128
    return (pcm / -float(np.iinfo(pcm.dtype).min)).astype(np.float32)


@mutant("pcm_to_float", "32768 is the full scale of int16")
def has_one_full_scale(pcm):
    if pcm.dtype == np.uint8:
        return (pcm.astype(np.float32) - 128) / 128
    return (pcm / 32768).astype(np.float32)


@mutant("pcm_to_float", "raised ValueError")
def asks_iinfo_of_floats(pcm):
    return _integers_to_float(pcm)


@mutant("pcm_to_float", "must be clipped")
def lets_floats_through(pcm):
    return pcm if pcm.dtype.kind == "f" else _integers_to_float(pcm)


@mutant("pcm_to_float", "do not normalize")
def normalizes_floats(pcm):
    loudest = max(np.abs(pcm).max(), 1e-9)
    return pcm / loudest if pcm.dtype.kind == "f" else _integers_to_float(pcm)


@mutant("pcm_to_float", "end with astype")
def returns_float64(pcm):
    if pcm.dtype.kind == "f":
        return np.clip(pcm, -1, 1)
    return _integers_to_float(pcm).astype(np.float64)


@mutant("pcm_to_float", "changes its argument")
def clips_in_place(pcm):
    if pcm.dtype.kind != "f":
        return _integers_to_float(pcm)
    np.clip(pcm, -1, 1, out=pcm)
    return pcm.astype(np.float32)


@mutant("to_mono", "only the first channel")
def keeps_the_left(audio):
    return audio if audio.ndim == 1 else audio[:, 0]


@mutant("to_mono", "only the second channel")
def keeps_the_right(audio):
    return audio if audio.ndim == 1 else audio[:, -1]


@mutant("to_mono", "leaves [-1, 1]")
def adds_the_channels(audio):
    return audio if audio.ndim == 1 else audio.sum(axis=1)


@mutant("to_mono", "over the frames")
def averages_the_frames(audio):
    return audio if audio.ndim == 1 else audio.mean(axis=0)


@mutant("to_mono", "one number for the whole recording")
def averages_everything(audio):
    return audio if audio.ndim == 1 else audio.mean()


@mutant("to_mono", "not the largest")
def takes_the_loudest(audio):
    return audio if audio.ndim == 1 else audio.max(axis=1)


@mutant("to_mono", "(frames,) is mono already")
def averages_the_last_axis(audio):
    return audio.mean(axis=-1)


@mutant("to_mono", "changes its argument")
def mixes_in_place(audio):
    if audio.ndim == 1:
        return audio
    audio[:, 0] = audio.mean(axis=1)
    return audio[:, 0].copy()


@mutant("to_mono", "must stay float32")
def mixes_in_float64(audio):
    return audio if audio.ndim == 1 else audio.astype(np.float64).mean(axis=1)
