"""Checks of notebook 01: from PCM samples to mono audio."""

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
}
