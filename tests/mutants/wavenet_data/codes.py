"""Wrong answers to the first half of notebook 01."""

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


def _compress(audio, mu):
    return np.sign(audio) * np.log1p(mu * np.abs(audio)) / np.log1p(mu)


@mutant("mu_law_encode", "cut off to 127")
def truncates(audio, n_codes=256):
    mu = n_codes - 1
    return ((_compress(np.clip(audio, -1, 1), mu) + 1) / 2 * mu).astype(np.uint8)


@mutant("mu_law_encode", "code 256, which uint8 wraps to 0")
def scales_by_half_the_codes(audio, n_codes=256):
    """NSynth's 257 codes, forced into a byte."""
    compressed = _compress(np.clip(audio, -1, 1), n_codes - 1)
    return np.floor((compressed + 1) * n_codes / 2).astype(np.int64).astype(np.uint8)


@mutant("mu_law_encode", "code 256, one too many")
def has_one_code_too_many(audio, n_codes=256):
    compressed = _compress(np.clip(audio, -1, 1), n_codes - 1)
    return np.floor((compressed + 1) * n_codes / 2).astype(np.int64)


@mutant("mu_law_encode", "sign of f is lost: -1.0 and 1.0")
def loses_the_sign(audio, n_codes=256):
    mu = n_codes - 1
    compressed = np.log1p(mu * np.abs(np.clip(audio, -1, 1))) / np.log1p(mu)
    return np.floor((compressed + 1) / 2 * mu + 0.5).astype(np.uint8)


@mutant("mu_law_encode", "not yet scaled")
def forgets_to_scale(audio, n_codes=256):
    return np.abs(_compress(np.clip(audio, -1, 1), n_codes - 1)).astype(np.uint8)


@mutant("mu_law_encode", "this is linear")
def is_linear(audio, n_codes=256):
    return np.floor((np.clip(audio, -1, 1) + 1) / 2 * (n_codes - 1) + 0.5).astype(np.uint8)


@mutant("mu_law_encode", "these are not the codes of f")
def forgets_mu_in_the_logarithm(audio, n_codes=256):
    mu = n_codes - 1
    clipped = np.clip(audio, -1, 1)
    compressed = np.sign(clipped) * np.log1p(np.abs(clipped)) / np.log(2)
    return np.floor((compressed + 1) / 2 * mu + 0.5).astype(np.uint8)


@mutant("mu_law_encode", "clip the audio")
def forgets_to_clip(audio, n_codes=256):
    """Out-of-range samples wrap: 1.01 becomes code 0."""
    mu = n_codes - 1
    return np.floor((_compress(audio, mu) + 1) / 2 * mu + 0.5).astype(np.int64).astype(np.uint8)


@mutant("mu_law_encode", "255 is written into your function")
def writes_255(audio, n_codes=256):
    compressed = _compress(np.clip(audio, -1, 1), 255)
    return np.floor((compressed + 1) / 2 * 255 + 0.5).astype(np.uint8)


@mutant("mu_law_encode", "takes 2.5 to the even 2")
def rounds_half_to_even(audio, n_codes=256):
    mu = n_codes - 1
    return np.round((_compress(np.clip(audio, -1, 1), mu) + 1) / 2 * mu).astype(np.uint8)


@mutant("mu_law_encode", "one byte each")
def returns_int64(audio, n_codes=256):
    mu = n_codes - 1
    return np.floor((_compress(np.clip(audio, -1, 1), mu) + 1) / 2 * mu + 0.5).astype(np.int64)


@mutant("mu_law_encode", "changes its argument")
def clips_its_argument(audio, n_codes=256):
    """basveeling/wavenet's float_to_uint8 writes into what it is given."""
    mu = n_codes - 1
    np.clip(audio, -1, 1, out=audio)
    return np.floor((_compress(audio, mu) + 1) / 2 * mu + 0.5).astype(np.uint8)


def _expand(compressed, mu):
    return np.sign(compressed) * ((1 + mu) ** np.abs(compressed) - 1) / mu


@mutant("mu_law_decode", "never reaches 1")
def divides_by_half_the_codes(codes, n_codes=256):
    compressed = codes.astype(float) / (n_codes / 2) - 1
    return _expand(compressed, n_codes - 1).astype(np.float32)


@mutant("mu_law_decode", "f runs from -1 to 1")
def forgets_the_negative_half(codes, n_codes=256):
    return _expand(codes.astype(float) / (n_codes - 1), n_codes - 1).astype(np.float32)


@mutant("mu_law_decode", "sign of f is lost")
def loses_the_sign_again(codes, n_codes=256):
    compressed = np.abs(2 * codes.astype(float) / (n_codes - 1) - 1)
    return _expand(compressed, n_codes - 1).astype(np.float32)


@mutant("mu_law_decode", "overflows in uint8")
def doubles_in_uint8(codes, n_codes=256):
    mu = n_codes - 1
    return _expand(np.uint8(2) * codes / mu - 1, mu).astype(np.float32)


@mutant("mu_law_decode", "1 is missing")
def forgets_minus_one(codes, n_codes=256):
    mu = n_codes - 1
    compressed = 2 * codes.astype(float) / mu - 1
    return (np.sign(compressed) * (1 + mu) ** np.abs(compressed) / mu).astype(np.float32)


@mutant("mu_law_decode", "this is linear")
def stays_linear(codes, n_codes=256):
    return (2 * codes.astype(float) / (n_codes - 1) - 1).astype(np.float32)


@mutant("mu_law_decode", "with n_codes=6")
def decodes_with_255(codes, n_codes=256):
    return _expand(2 * codes.astype(float) / 255 - 1, 255).astype(np.float32)


@mutant("mu_law_decode", "end with astype")
def decodes_to_float64(codes, n_codes=256):
    return _expand(2 * codes.astype(float) / (n_codes - 1) - 1, n_codes - 1)
