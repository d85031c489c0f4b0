"""Checks of notebook 01: from audio to codes and back."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_type, expect_unchanged


def ends_and_silence(mu_law_encode):
    expect(
        mu_law_encode(np.array([-1.0, 0.0, 1.0])),
        [0, 128, 255],
        "map f = -1 .. 1 to the codes 0 .. 255, then round",
        [
            ([0, 127, 255], "127.5 was cut off to 127: round to the nearest code"),
            ([0, 128, 0], "1.0 became code 256, which uint8 wraps to 0: scale by n_codes - 1"),
            ([0, 128, 256], "1.0 became code 256, one too many: scale by n_codes - 1"),
            ([255, 128, 255], "the sign of f is lost: -1.0 and 1.0 have the same code"),
            ([1, 0, 1], "f is not yet scaled to 0 .. 255: (f + 1) / 2 * mu"),
            ([255, 0, 1], "f is not yet scaled to 0 .. 255: (f + 1) / 2 * mu"),
        ],
    )


def quiet_sounds_get_more_codes(mu_law_encode):
    audio = np.array([-0.1, -0.01, 0.001, 0.01, 0.1], np.float32)
    expect(
        mu_law_encode(audio),
        [52, 98, 133, 157, 203],
        "these are not the codes of f(x) = sign(x) ln(1 + mu |x|) / ln(1 + mu)",
        [
            ([115, 126, 128, 129, 140], "this is linear: apply f before you scale"),
            ([51, 98, 132, 156, 203], "the codes are cut off: round to the nearest"),
            ([154, 151, 133, 157, 203], "the sign of f is lost: multiply by sign(x)"),
            ([203, 157, 133, 157, 203], "the sign of f is lost: multiply by sign(x)"),
        ],
    )


def loud_sounds_are_clipped(mu_law_encode):
    expect(
        mu_law_encode(np.array([1.01, -1.5, 40.0], np.float32)),
        [255, 0, 255],
        "clip the audio to [-1, 1] before anything else",
    )


def other_numbers_of_codes(mu_law_encode):
    audio = np.array([-1.0, 0.0, 1.0], np.float32)
    expect(
        mu_law_encode(audio, 64),
        [0, 32, 63],
        "with n_codes=64, mu is 63",
        [([0, 128, 255], "255 is written into your function: use mu = n_codes - 1")],
    )
    expect(
        mu_law_encode(audio, 6),
        [0, 3, 5],
        "silence is code n_codes // 2",
        [([0, 2, 5], "np.round takes 2.5 to the even 2: use floor(value + 0.5)")],
    )


def codes_are_uint8(mu_law_encode):
    codes = mu_law_encode(np.zeros((2, 3), np.float32))
    expect_type(codes, np.uint8, "codes are stored as uint8, one byte each")
    expect(codes, np.full((2, 3), 128), "the codes must have the shape of the audio")
    expect_unchanged(mu_law_encode, np.array([1.5, -0.5]))


def codes_become_ends(mu_law_decode):
    expect(
        mu_law_decode(np.array([0, 255], np.uint8)),
        [-1, 1],
        "the lowest code is -1.0 and the highest 1.0",
        [
            ([-1, 0.957437], "f = code / 128 - 1 never reaches 1: use 2 code / mu - 1"),
            ([0, 1], "f runs from -1 to 1: 2 code / mu - 1"),
            ([1, 1], "the sign of f is lost: multiply by sign(f)"),
            ([-1, -0.000086], "2 * code overflows in uint8: convert the codes to float first"),
            ([-1.003922, 1.003922], "1 is missing: (1 + mu)^|f| - 1, then divide by mu"),
        ],
        within=1e-5,
    )


def codes_become_samples(mu_law_decode):
    codes = np.array([52, 98, 128, 157, 203], np.uint8)
    f = 2 * codes.astype(float) / 255 - 1
    expect(
        mu_law_decode(codes),
        [-0.100675, -0.010225, 0.000086, 0.010225, 0.100675],
        "these are not the samples of sign(f) ((1 + mu)^|f| - 1) / mu",
        [
            (f, "this is linear: undo the logarithm with a power of 1 + mu"),
            (np.sign(f) * (255 ** np.abs(f) - 1) / 255, "the base is 1 + mu, not mu"),
            (np.sign(f) * np.expm1(np.abs(f)) / 255, "the power has base 1 + mu, not e"),
        ],
        within=2e-6,
    )


def few_codes_become_samples(mu_law_decode):
    expect(
        mu_law_decode(np.array([0, 3, 5], np.uint8), 6),
        [-1, 0.086194, 1],
        "with n_codes=6, mu is 5",
        within=1e-4,
    )


def samples_are_float32(mu_law_decode):
    audio = mu_law_decode(np.full((2, 3), 255, np.uint8))
    expect_type(audio, np.float32, "audio is float32: end with astype")
    expect(audio, np.ones((2, 3)), "the audio must have the shape of the codes", within=1e-6)
    expect_unchanged(mu_law_decode, np.array([3, 4], np.uint8))


EXERCISES = {
    "mu_law_encode": [
        Property("-1, silence and 1 are the codes 0, 128 and 255", ends_and_silence),
        Property("quiet sounds are spread over many codes", quiet_sounds_get_more_codes),
        Property("what is too loud is clipped", loud_sounds_are_clipped),
        Property("other numbers of codes work too", other_numbers_of_codes),
        Property("the codes are uint8, the argument is left as it was", codes_are_uint8),
    ],
    "mu_law_decode": [
        Property("codes 0 and 255 are -1 and 1", codes_become_ends),
        Property("codes in between follow the formula", codes_become_samples),
        Property("other numbers of codes work too", few_codes_become_samples),
        Property("the audio is float32, the argument is left as it was", samples_are_float32),
    ],
}
