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


@mutant("mu_law_encode", "mu is missing in the logarithm")
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


def _round(values):
    return np.floor(values + 0.5).astype(np.int64).astype(np.uint8)


@mutant("mu_law_encode", "divide by ln(1 + mu)")
def forgets_the_denominator(audio, n_codes=256):
    mu, clipped = n_codes - 1, np.clip(audio, -1, 1)
    return _round((np.sign(clipped) * np.log1p(mu * np.abs(clipped)) + 1) / 2 * mu)


@mutant("mu_law_encode", "divide it by 2")
def forgets_the_half(audio, n_codes=256):
    mu = n_codes - 1
    return _round((_compress(np.clip(audio, -1, 1), mu) + 1) * mu)


@mutant("mu_law_encode", "codes have no sign")
def gives_signed_codes(audio, n_codes=256):
    return np.round(_compress(np.clip(audio, -1, 1), n_codes - 1) * (n_codes // 2 - 1)).astype(
        np.int8
    )


@mutant("mu_law_encode", "not two kinds of logarithm")
def mixes_logarithms(audio, n_codes=256):
    mu, clipped = n_codes - 1, np.clip(audio, -1, 1)
    f = np.sign(clipped) * np.log10(1 + mu * np.abs(clipped)) / np.log(1 + mu)
    return _round((f + 1) / 2 * mu)


@mutant("mu_law_encode", "tanh is no clipping")
def squashes_instead_of_clipping(audio, n_codes=256):
    mu = n_codes - 1
    return _round((_compress(np.tanh(audio), mu) + 1) / 2 * mu)


@mutant("mu_law_encode", "1 is missing in the logarithm")
def forgets_the_1(audio, n_codes=256):
    mu, clipped = n_codes - 1, np.clip(audio, -1, 1)
    with np.errstate(all="ignore"):
        f = np.sign(clipped) * np.log(mu * np.abs(clipped)) / np.log(mu)
    return _round((np.where(clipped == 0, 0, f) + 1) / 2 * mu)


@mutant("mu_law_encode", "rounded up")
def rounds_up(audio, n_codes=256):
    mu = n_codes - 1
    return np.ceil((_compress(np.clip(audio, -1, 1), mu) + 1) / 2 * mu).astype(np.uint8)


@mutant("mu_law_encode", "do not normalize")
def normalizes(audio, n_codes=256):
    mu = n_codes - 1
    loudest = max(float(np.abs(audio).max()), 1e-9)
    return _round((_compress(np.asarray(audio, float) / loudest, mu) + 1) / 2 * mu)


@mutant("mu_law_encode", "f was scaled by n_codes")
def clips_the_code_too_many(audio, n_codes=256):
    """The 257th code is gone, but the others lie where NSynth has them."""
    f = _compress(np.clip(audio, -1, 1), n_codes - 1)
    return np.clip(np.floor((f + 1) * n_codes / 2), 0, n_codes - 1).astype(np.uint8)


@mutant("mu_law_encode", "silence is at 127.5 before rounding")
def centers_silence(audio, n_codes=256):
    f = _compress(np.clip(audio, -1, 1), n_codes - 1)
    return np.clip(np.round(f * n_codes / 2 + n_codes / 2), 0, n_codes - 1).astype(np.uint8)


@mutant("mu_law_encode", "not n_codes")
def takes_n_codes_for_mu(audio, n_codes=256):
    f = _compress(np.clip(audio, -1, 1), n_codes)
    return _round((f + 1) / 2 * (n_codes - 1))


@mutant("mu_law_encode", "255 is written into the logarithms")
def writes_255_in_the_logarithms(audio, n_codes=256):
    f = _compress(np.clip(audio, -1, 1), 255)
    return _round((f + 1) / 2 * (n_codes - 1))


@mutant("mu_law_encode", "the shape of the audio")
def goes_through_flat(audio, n_codes=256):
    mu = n_codes - 1
    f = _compress(np.clip(audio, -1, 1), mu)
    return np.array([int((value + 1) / 2 * mu + 0.5) for value in f.ravel()], np.uint8)


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


@mutant("mu_law_decode", "255 is written into your function: use mu")
def decodes_with_255(codes, n_codes=256):
    return _expand(2 * codes.astype(float) / 255 - 1, 255).astype(np.float32)


@mutant("mu_law_decode", "end with astype")
def decodes_to_float64(codes, n_codes=256):
    return _expand(2 * codes.astype(float) / (n_codes - 1) - 1, n_codes - 1)


def _f(codes, mu):
    return 2 * codes.astype(float) / mu - 1


@mutant("mu_law_decode", "begins below -1")
def centers_at_128(codes, n_codes=256):
    half = n_codes // 2
    return _expand((codes.astype(float) - half) / (half - 1), n_codes - 1).astype(np.float32)


@mutant("mu_law_decode", "-1 and 1 at the ends themselves")
def takes_the_middle_of_each_code(codes, n_codes=256):
    return _expand(2 * (codes + 0.5) / n_codes - 1, n_codes - 1).astype(np.float32)


@mutant("mu_law_decode", "not code / mu - 1")
def forgets_the_2(codes, n_codes=256):
    mu = n_codes - 1
    return _expand(codes.astype(float) / mu - 1, mu).astype(np.float32)


@mutant("mu_law_decode", "the exponent is |f|")
def forgets_the_size(codes, n_codes=256):
    mu, f = n_codes - 1, _f(codes, n_codes - 1)
    return (np.sign(f) * ((1 + mu) ** f - 1) / mu).astype(np.float32)


@mutant("mu_law_decode", "divide by mu")
def forgets_to_divide(codes, n_codes=256):
    mu = n_codes - 1
    return (mu * _expand(_f(codes, mu), mu)).astype(np.float32)


@mutant("mu_law_decode", "not int16")
def gives_int16(codes, n_codes=256):
    mu = n_codes - 1
    return (_expand(_f(codes, mu), mu) * 32767).astype(np.int16)


@mutant("mu_law_decode", "here 255, not n_codes")
def takes_n_codes_for_mu_again(codes, n_codes=256):
    return _expand(_f(codes, n_codes - 1), n_codes).astype(np.float32)


@mutant("mu_law_decode", "// cuts f off")
def divides_whole_numbers(codes, n_codes=256):
    mu = n_codes - 1
    return _expand((2 * codes.astype(int) // mu - 1).astype(float), mu).astype(np.float32)


@mutant("mu_law_decode", "the formula of mu_law_encode")
def encodes_again(codes, n_codes=256):
    mu = n_codes - 1
    return _compress(_f(codes, mu), mu).astype(np.float32)


@mutant("mu_law_decode", "put it in brackets")
def forgets_the_brackets(codes, n_codes=256):
    mu, f = n_codes - 1, _f(codes, n_codes - 1)
    return (np.sign(f) * (1 + mu ** np.abs(f) - 1) / mu).astype(np.float32)


@mutant("mu_law_decode", "code 128 is no exception")
def makes_silence_zero(codes, n_codes=256):
    audio = _expand(_f(codes, n_codes - 1), n_codes - 1)
    return np.where(codes == n_codes // 2, 0, audio).astype(np.float32)


@mutant("mu_law_decode", "the shape of the codes")
def flattens_the_audio(codes, n_codes=256):
    return _expand(_f(codes, n_codes - 1), n_codes - 1).astype(np.float32).ravel()


@mutant("mu_law_decode", "changes its argument")
def writes_into_the_codes(codes, n_codes=256):
    audio = _expand(_f(codes, n_codes - 1), n_codes - 1).astype(np.float32)
    codes[...] = 0
    return audio
