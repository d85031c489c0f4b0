"""Checks of notebook 01: from audio to codes and back."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_type, expect_unchanged


def ends_and_silence(mu_law_encode):
    unscaled = "f is not yet scaled to 0 .. 255: (f + 1) / 2 * mu"
    expect(
        mu_law_encode(np.array([-1.0, 0.0, 1.0])),
        [0, 128, 255],
        "map f = -1 .. 1 to the codes 0 .. 255, then round",
        [
            ([0, 127, 255], "127.5 was cut off to 127: round to the nearest code"),
            ([0, 128, 0], "1.0 became code 256, which uint8 wraps to 0: scale by n_codes - 1"),
            ([0, 128, 256], "1.0 became code 256, one too many: scale by n_codes - 1"),
            ([255, 128, 255], "the sign of f is lost: -1.0 and 1.0 have the same code"),
            ([1, 0, 1], unscaled),
            ([255, 0, 1], unscaled),
            ([-1, 0, 1], unscaled),
            *(
                ([-n, 0, m], "codes have no sign: silence is 128, f = -1 .. 1 becomes 0 .. 255")
                for n in (127, 128, 255)
                for m in (127, 128, 255)
            ),
            ([129, 0, 128], "codes have no sign: silence is 128, f = -1 .. 1 becomes 0 .. 255"),
            ([129, 0, 127], "codes have no sign: silence is 128, f = -1 .. 1 becomes 0 .. 255"),
            ([128, 0, 128], "codes have no sign: silence is 128, f = -1 .. 1 becomes 0 .. 255"),
            ([1, 128, 255], "-1.0 is code 0: f = -1 .. 1 becomes 0 .. 255 by (f + 1) / 2 * mu"),
            ([0, 255, 510], "f + 1 runs from 0 to 2: divide it by 2 before you scale"),
            ([0, 255, 254], "f + 1 runs from 0 to 2: divide it by 2 before you scale"),
            ([255, 128, 0], "the sign of f is turned: -1.0 is code 0"),
            *(
                (wrong, "f leaves [-1, 1]: divide by ln(1 + mu)")
                for wrong in ([188, 128, 67], [189, 128, 67], [-580, 128, 835], [-579, 128, 835])
            ),
            ([72, 128, 183], "f ends at 0.43: ln above and ln below, not two kinds of logarithm"),
            ([90, 128, 165], "f leaves [-1, 1]: ln above and ln below, not two kinds of logarithm"),
            ([6, 128, 249], "tanh is no clipping: 1.0 stays 1.0"),
        ],
    )


def quiet_sounds_get_more_codes(mu_law_encode):
    audio = np.array([-0.1, -0.01, 0.001, 0.01, 0.1, 0.272], np.float32)
    expect(
        mu_law_encode(audio),
        [52, 98, 133, 157, 203, 225],
        "these are not the codes of f(x) = sign(x) ln(1 + mu |x|) / ln(1 + mu)",
        [
            ([115, 126, 128, 129, 140, 162], "this is linear: apply f before you scale"),
            ([51, 98, 132, 156, 203, 225], "the codes are cut off: round to the nearest"),
            ([52, 98, 132, 156, 202, 225], "the codes are cut off: round to the nearest"),
            ([53, 99, 133, 157, 203, 226], "codes are rounded up, or moved: round to the nearest"),
            ([154, 151, 133, 157, 203, 225], "the sign of f is lost: multiply by sign(x)"),
            ([203, 157, 133, 157, 203, 225], "the sign of f is lost: multiply by sign(x)"),
            ([53, 106, 96, 149, 202, 225], "1 is missing in the logarithm: ln(1 + mu |x|)"),
            ([110, 126, 128, 129, 145, 172], "mu is missing in the logarithm: ln(1 + mu |x|)"),
            ([125, 127, 128, 128, 130, 133], "mu is missing in the logarithm: ln(1 + mu |x|)"),
            ([115, 126, 128, 129, 140, 158], "mu is missing in the logarithm: ln(1 + mu |x|)"),
            ([23, 74, 143, 181, 232, 255], "do not normalize: quiet recordings stay quiet"),
            (
                [52, 98, 133, 157, 203, 226],
                "f was scaled by n_codes: there are n_codes - 1 steps from the first to the last",
            ),
            (
                [52, 99, 133, 157, 204, 226],
                "silence is at 127.5 before rounding, not at 128: scale with (f + 1) / 2 * mu",
            ),
            (
                [53, 99, 133, 157, 203, 225],
                "silence is at 127.5 before rounding, not at 128: scale with (f + 1) / 2 * mu",
            ),
            ([127, 127, 128, 128, 128, 129], "this is the decoder's formula: encode with ln"),
        ],
    )


def loud_sounds_are_clipped(mu_law_encode):
    expect(
        mu_law_encode(np.array([1.01, -1.5, 40.0, 0.5], np.float32)),
        [255, 0, 255, 239],
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
        mu_law_encode(np.array([-0.1, 0.02, 0.132, 0.352, 0.543]), 16),
        [5, 8, 10, 12, 13],
        "with n_codes=16, mu is 15, in the logarithms and in the scale",
        [
            ([3, 10, 12, 14, 14], "255 is written into the logarithms: use mu = n_codes - 1"),
            ([5, 8, 11, 13, 14], "mu is n_codes - 1, here 15, not n_codes"),
            ([5, 9, 11, 13, 14], "mu is n_codes - 1, here 15, not n_codes"),
        ],
    )
    expect(
        mu_law_encode(audio, 6),
        [0, 3, 5],
        "silence is code n_codes // 2",
        [([0, 2, 5], "np.round takes 2.5 to the even 2: use floor(value + 0.5)")],
    )


def codes_are_uint8(mu_law_encode):
    codes = mu_law_encode(np.array([[-1, 0, 0.1], [1, 0.01, 2]]))
    expect_type(codes, np.uint8, "codes are stored as uint8, one byte each")
    expect(
        codes,
        [[0, 128, 203], [255, 157, 255]],
        "these are not the codes of audio of shape (2, 3)",
        [([0, 128, 203, 255, 157, 255], "the codes must have the shape of the audio")],
    )
    expect_unchanged(mu_law_encode, np.array([1.5, -0.5]))


def codes_become_ends(mu_law_decode):
    unsigned = "the sign of f is lost: multiply by sign(f)"
    expect(
        mu_law_decode(np.array([0, 255], np.uint8)),
        [-1, 1],
        "the lowest code is -1.0 and the highest 1.0",
        [
            ([-1, 0.957437], "f = code / 128 - 1 never reaches 1: use 2 code / mu - 1"),
            ([-1.044805, 1], "f = (code - 128) / 127 begins below -1: use 2 code / mu - 1"),
            ([-0.978488, 0.978488], "f is -1 and 1 at the ends themselves: use 2 code / mu - 1"),
            ([0, 1], "f runs from -1 to 1: 2 code / mu - 1"),
            ([-1, 0], "f runs from -1 to 1: 2 code / mu - 1, not code / mu - 1"),
            ([1, 1], unsigned),
            ([1 / 256, 1], "the exponent is |f|: without it negative f become fractions"),
            ([-1 / 256, -1], "the exponent is |f|: without it negative f become fractions"),
            ([-1, -0.000086], "2 * code overflows in uint8: convert the codes to float first"),
            ([-1, -1.044626], "these codes are above 127: int8 makes them negative, use float"),
            ([-1.003922, 1.003922], "1 is missing: (1 + mu)^|f| - 1, then divide by mu"),
            ([-255, 255], "divide by mu"),
            ([-256 / 255, 256 / 255], "1 is missing: (1 + mu)^|f| - 1, then divide by mu"),
            ([-32767, 32767], "audio is -1 to 1, not int16"),
            ([-32768, 32767], "audio is -1 to 1, not int16"),
            ([1, -1], "the sign is turned: code 0 is -1"),
        ],
        within=1e-5,
    )


def codes_become_samples(mu_law_decode):
    codes = np.array([52, 98, 128, 157, 203], np.uint8)
    f = 2 * codes.astype(float) / 255 - 1
    size, sign = np.abs(f), np.sign(f)
    right = [-0.100675, -0.010225, 0.000086, 0.010225, 0.100675]
    expect(
        mu_law_decode(codes),
        right,
        "these are not the samples of sign(f) ((1 + mu)^|f| - 1) / mu",
        [
            (f, "this is linear: undo the logarithm with a power of 1 + mu"),
            (sign * (255**size - 1) / 255, "the base is 1 + mu, not mu"),
            (sign * (255**size - 1) / 254, "mu is n_codes - 1, here 255"),
            (sign * (257**size - 1) / 256, "mu is n_codes - 1, here 255, not n_codes"),
            (sign * np.expm1(size) / 255, "the power has base 1 + mu, not e"),
            (sign * np.expm1(size) / np.expm1(1), "the power has base 1 + mu, not e"),
            (sign * (2**size - 1), "the power has base 1 + mu, not 2"),
            (sign * 255**size / 255, "1 + mu is the base: put it in brackets, (1 + mu)^|f|"),
            (
                sign * np.log1p(255 * size) / np.log(256),
                "this is the formula of mu_law_encode: undo it with a power of 1 + mu",
            ),
            (
                [-1, -1, 0, 0, 0],
                "// cuts f off to whole numbers: divide with /",
            ),
            ([*right[:2], 0, *right[3:]], "code 128 is no exception: it is 0.000086"),
            (
                (sign * (256**size - 1) / 255).astype(np.float16),
                "float16 holds three digits: compute in float64 or float32",
            ),
        ],
        within=2e-6,
    )


def few_codes_become_samples(mu_law_decode):
    codes = np.array([0, 3, 5], np.uint8)
    f = 2 * codes / 5 - 1
    expect(
        mu_law_decode(codes, 6),
        [-1, 0.086194, 1],
        "with n_codes=6, mu is 5",
        [
            (np.sign(f) * (256 ** np.abs(f) - 1) / 255, "255 is written into the power: use mu"),
            ([-1, -0.877199, -0.803795], "255 is written into your function: use mu"),
        ],
        within=1e-4,
    )


def samples_are_float32(mu_law_decode):
    codes = np.array([[0, 255, 203], [128, 52, 157]], np.uint8)
    audio = mu_law_decode(codes)
    right = [[-1, 1, 0.100675], [0.000086, -0.100675, 0.010225]]
    expect_type(audio, np.float32, "audio is float32: end with astype")
    expect(
        audio,
        right,
        "these are not the samples of codes of shape (2, 3)",
        [(np.ravel(right), "the audio must have the shape of the codes")],
        within=2e-6,
    )
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
