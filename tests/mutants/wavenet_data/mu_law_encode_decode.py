"""Wrong answers: from audio to codes and back."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


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
