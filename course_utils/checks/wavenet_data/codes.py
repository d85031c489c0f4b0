"""Checks of notebook 01, first half: from samples to codes and back."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_type, expect_unchanged


def int16_is_scaled(pcm_to_float):
    pcm = np.array([-32768, 0, 16384], np.int16)
    expect(
        pcm_to_float(pcm),
        [-1, 0, 0.5],
        "int16 runs from -32768 to 32767: divide by 32768",
        [
            (pcm / 32767, "divide by 32768: with 32767 the lowest sample is below -1"),
            ((pcm + 32768.0) / 32767.5 - 1, "0 must stay 0.0: do not stretch min..max to -1..1"),
            ((pcm + 32768.0) / 65536, "this is 0 to 1: audio is -1 to 1, with silence at 0"),
            ((pcm + 32768.0) / 65535, "this is 0 to 1: audio is -1 to 1, with silence at 0"),
        ],
    )


def uint8_is_centered(pcm_to_float):
    pcm = np.array([0, 128, 192], np.uint8)
    expect(
        pcm_to_float(pcm),
        [-1, 0, 0.5],
        "8-bit samples are unsigned, silence is 128: take 128 away, then divide by 128",
        [
            (pcm / 128, "8-bit samples are unsigned: take 128 away first"),
            (pcm / 255, "8-bit samples are unsigned: take 128 away first"),
            (pcm / 127.5 - 1, "silence is 128, not 127.5: take 128 away, divide by 128"),
            (
                (pcm - np.uint8(128)).astype(np.float32) / 128,
                "uint8 minus 128 wraps round below 0: convert to float before you subtract",
            ),
        ],
    )


def int32_is_scaled(pcm_to_float):
    pcm = np.array([-(2**31), 0, 2**30], np.int32)
    expect(
        pcm_to_float(pcm),
        [-1, 0, 0.5],
        "int32 runs from -2^31 to 2^31 - 1: the full scale depends on the type",
        [
            (pcm / 32768, "32768 is the full scale of int16: int32 has 2^31"),
            (np.clip(pcm / 32768, -1, 1), "32768 is the full scale of int16: int32 has 2^31"),
        ],
    )


def float_is_clipped(pcm_to_float):
    pcm = np.array([-1.5, -0.25, 0.5, 2.0])
    expect(
        pcm_to_float(pcm),
        [-1, -0.25, 0.5, 1],
        "floats are audio already: only clip them to [-1, 1]",
        [
            (pcm, "floats beyond -1 and 1 must be clipped"),
            (pcm / 2, "do not normalize: the loudness of a recording is information"),
            (pcm / 32768, "floats are audio already: do not scale them"),
        ],
    )


def pcm_becomes_float32(pcm_to_float):
    expect_type(pcm_to_float(np.zeros(4, np.int16)), np.float32, "return float32: end with astype")
    expect_type(pcm_to_float(np.zeros(4)), np.float32, "return float32 for float64 samples too")
    expect_unchanged(pcm_to_float, np.array([-1.5, 0.5]))


def channels_are_averaged(to_mono):
    stereo = np.array([[0.5, 0.25], [0.0, 1.0], [-1.0, -0.5]], np.float32)
    expect(
        to_mono(stereo),
        [0.375, 0.5, -0.75],
        "the mean of the two channels at each frame",
        [
            (stereo[:, 0], "only the first channel is kept: a voice on the right would be lost"),
            (stereo[:, 1], "only the second channel is kept: a voice on the left would be lost"),
            (stereo.sum(1), "the sum of the channels leaves [-1, 1]: take the mean"),
            (stereo.mean(0), "the mean runs over the frames: it must run over the channels"),
            (stereo.mean(), "this is one number for the whole recording: average each frame"),
            (stereo.max(1), "take the mean of the channels, not the largest"),
        ],
    )


def mono_stays(to_mono):
    expect(
        to_mono(np.array([0.5, -0.25], np.float32)),
        [0.5, -0.25],
        "audio of shape (frames,) is mono already: give it back as it is",
        [(0.125, "the frames of a mono recording were averaged: (frames,) is mono already")],
    )
    expect(to_mono(np.array([[0.5], [-0.25]])), [0.5, -0.25], "(frames, 1) becomes (frames,)")


def stereo_is_left_alone(to_mono):
    expect_unchanged(to_mono, np.array([[0.5, 0.25], [0.0, 1.0]]))
    mono = to_mono(np.zeros((3, 2), np.float32))
    expect_type(mono, np.float32, "float32 audio must stay float32")


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
    "pcm_to_float": [
        Property("int16 becomes -1 to 1, and 0 exactly 0.0", int16_is_scaled),
        Property("uint8 silence (128) becomes 0.0", uint8_is_centered),
        Property("int32 becomes -1 to 1", int32_is_scaled),
        Property("floats are clipped and otherwise left alone", float_is_clipped),
        Property("the result is float32, the argument is left as it was", pcm_becomes_float32),
    ],
    "to_mono": [
        Property("two channels become their mean", channels_are_averaged),
        Property("mono stays as it is", mono_stays),
        Property("the argument is left as it was, float32 stays float32", stereo_is_left_alone),
    ],
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
