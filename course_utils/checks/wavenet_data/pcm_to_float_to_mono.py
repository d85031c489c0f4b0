"""Checks of notebook 01: from PCM samples to mono audio."""

import numpy as np

from course_utils.checks.properties import Property, expect, expect_type, expect_unchanged, shape_of

NORMALIZED = "do not normalize: how loud a recording is says something"
STRETCHED = "0 must stay 0.0: do not stretch min..max to -1..1"


def _normalized(pcm):
    """What two ways to normalize give, with what to say to them."""
    pcm = pcm.astype(float)
    stretched = 2 * (pcm - pcm.min()) / (pcm.max() - pcm.min()) - 1
    return [(pcm / np.abs(pcm).max(), NORMALIZED), (stretched, STRETCHED)]


def int16_is_scaled(pcm_to_float):
    pcm = np.array([-32768, -8192, 0, 16384], np.int16)
    expect(
        pcm_to_float(pcm.copy()),
        [-1, -0.25, 0, 0.5],
        "int16 runs from -32768 to 32767: divide by 32768",
        [
            (pcm / 32767, "divide by 32768: with 32767 the lowest sample is below -1"),
            ((pcm + 32768.0) / 32767.5 - 1, STRETCHED),
            ((pcm + 32768.0) / 65536, "this is 0 to 1: audio is -1 to 1, with silence at 0"),
            ((pcm + 32768.0) / 65535, "this is 0 to 1: audio is -1 to 1, with silence at 0"),
            (pcm / 65536, "the full scale is 32768, not all 65536 values"),
            (pcm / -32768, "the sign is turned: the smallest int16 is -32768, divide by 32768"),
            (np.abs(pcm) / 32768, "the signs are lost"),  # np.abs(-32768) is -32768 in int16
            (np.abs(pcm / 32768), "the signs are lost"),
            (np.clip(pcm, -1, 1), "samples must be scaled before anything is clipped"),
            (pcm // 32768.0, "// rounds down to whole numbers: divide with /"),
            *_normalized(pcm),
        ],
    )
    quiet = np.array([-16384, 0, 4096, 1], np.int16)
    expect(
        pcm_to_float(quiet.copy()),
        quiet / 32768,
        "the full scale is 32768 for every recording, loud or quiet",
        [(np.round(quiet / 32768, 4), "do not round"), *_normalized(quiet)],
    )


def uint8_is_centered(pcm_to_float):
    pcm = np.array([0, 64, 128, 160], np.uint8)
    minus_128 = pcm - 128.0
    expect(
        pcm_to_float(pcm.copy()),
        [-1, -0.5, 0, 0.25],
        "8-bit samples are unsigned, silence is 128: take 128 away, then divide by 128",
        [
            *(
                (pcm / n, "8-bit samples are unsigned: take 128 away first")
                for n in (128, 255, 256)
            ),
            (pcm, "8-bit samples are scaled too: take 128 away, divide by 128"),
            (np.clip(pcm, -1, 1), "8-bit samples are scaled too: take 128 away, divide by 128"),
            (pcm / 127.5 - 1, "silence is 128, not 127.5: take 128 away, divide by 128"),
            ((pcm - 127.0) / 128, "silence is 128, not 127: take 128 away"),
            (minus_128 / 127, "divide by 128: with 127 the lowest sample is below -1"),
            (minus_128 / 255, "what is left runs from -128 to 127: divide by 128"),
            (minus_128 / 256, "what is left runs from -128 to 127: divide by 128"),
            (minus_128 / 32768, "32768 is the full scale of int16: uint8 has 128"),
            (
                (pcm - np.uint8(128)).astype(np.float32) / 128,
                "uint8 minus 128 wraps round below 0: convert to float before you subtract",
            ),
            *_normalized(pcm),
        ],
    )


def int32_is_scaled(pcm_to_float):
    pcm = np.array([-(2**31), 0, 3 * 2**29, 2**12], np.int32)
    shifted = (pcm >> 16) / 32768
    expect(
        pcm_to_float(pcm.copy()),
        pcm / 2**31,
        "int32 runs from -2^31 to 2^31 - 1: the full scale depends on the type",
        [
            (pcm / 32768, "32768 is the full scale of int16: int32 has 2^31"),
            (np.clip(pcm / 32768, -1, 1), "32768 is the full scale of int16: int32 has 2^31"),
            (pcm / 2**32, "half of the values are below 0: the full scale is 2^31, not 2^32"),
            (shifted, "the lower 16 bits are lost: convert to float before you divide"),
            (np.clip(pcm, -1, 1), "samples must be scaled before anything is clipped"),
            *_normalized(pcm),
        ],
    )


def float_is_clipped(pcm_to_float):
    pcm = np.array([-1.5, -0.25, 0.5, 2.0])
    for dtype in (np.float64, np.float32):
        expect(
            pcm_to_float(pcm.astype(dtype)),
            [-1, -0.25, 0.5, 1],
            f"{dtype.__name__} samples are audio already: only clip them to [-1, 1]",
            [
                (pcm, f"floats beyond -1 and 1 must be clipped, {dtype.__name__} too"),
                (np.minimum(pcm, 1), "what is below -1 must be clipped too"),
                (np.maximum(pcm, -1), "what is above 1 must be clipped too"),
                (np.clip(pcm, 0, 1), "audio is -1 to 1, not 0 to 1: clip to [-1, 1]"),
                (np.tanh(pcm), "tanh changes samples that are not too loud: only clip"),
                (pcm / 32768, f"floats are audio already, {dtype.__name__} too: do not scale them"),
                *_normalized(pcm),
            ],
        )


def pcm_becomes_float32(pcm_to_float):
    right = np.array([[-0.5, 0], [0.25, 0.125]])
    scales = {np.uint8: 128, np.int16: 2**15, np.int32: 2**31, np.float64: 1, np.float32: 1}
    for dtype, scale in scales.items():
        pcm = (right * scale + 128 * (dtype is np.uint8)).astype(dtype)
        given = pcm_to_float(pcm)
        expect(shape_of(given), (2, 2), "the result has the shape of the samples: (2, 2) here")
        expect_type(given, np.float32, f"{dtype.__name__} samples become float32: end with astype")
        expect(given, right, f"the type is right, but not the values of {dtype.__name__} samples")
    for dtype in (np.float64, np.float32, np.uint8):
        expect_unchanged(pcm_to_float, np.array([1.5, 0.5]).astype(dtype))


def channels_are_averaged(to_mono):
    stereo = np.array([[0.5, 0.25], [0.0, 1.0], [-1.0, -0.5]], np.float32)
    mean = stereo.mean(1)
    expect(
        to_mono(stereo.copy()),
        [0.375, 0.5, -0.75],
        "the mean of the two channels at each frame",
        [
            (stereo[:, 0], "only the first channel is kept: a voice on the right would be lost"),
            (stereo[:, 1], "only the second channel is kept: a voice on the left would be lost"),
            (stereo.sum(1), "the sum of the channels leaves [-1, 1]: take the mean"),
            (np.clip(stereo.sum(1), -1, 1), "the sum of the channels was clipped: take the mean"),
            (stereo.mean(0), "the mean runs over the frames: it must run over the channels"),
            (stereo.mean(), "this is one number for the whole recording: average each frame"),
            (stereo.max(1), "take the mean of the channels, not the largest"),
            (stereo.min(1), "take the mean of the channels, not the smallest"),
            (stereo[:, 0] - stereo[:, 1], "what both channels have is lost: add, do not subtract"),
            (
                (stereo[:, 0] - stereo[:, 1]) / 2,
                "what both channels have is lost: add, do not subtract",
            ),
            (np.abs(stereo).mean(1), "the signs are lost: average the samples as they are"),
            (np.sqrt((stereo**2).mean(1)), "the signs are lost: average the samples themselves"),
            (mean[:, None], "the axis of the channels is still there: (frames,), here (3,)"),
            (stereo, "the channels came back as they were: average them"),
            (stereo.ravel(), "the channels stand one behind the other: average them"),
            (stereo.T.ravel(), "the channels stand one behind the other: average them"),
            (
                stereo.reshape(2, 3).mean(0),
                "reshape mixes frames with each other: take the mean along axis 1",
            ),
            (mean / np.abs(mean).max(), NORMALIZED),
        ],
    )
    three = np.array([[0.5, 0.25, 0], [0.75, 0.0, -0.75], [1, 1, -0.5]])
    expect(
        to_mono(three.copy()),
        [0.25, 0, 0.5],
        "three channels become their mean too",
        [
            (three[:, :2].mean(1), "channels after the second are left out: average all"),
            (three.sum(1) / 2, "the sum was divided by 2, whatever the number of channels"),
            (three.sum(1), "the sum of the channels leaves [-1, 1]: take the mean"),
            (np.median(three, axis=1), "this is the median: take the mean"),
            (three, "only recordings of two channels were mixed: average any number of them"),
        ],
        within=1e-7,
    )


def mono_stays(to_mono):
    expect(
        to_mono(np.array([0.5, -0.25], np.float32)),
        [0.5, -0.25],
        "audio of shape (frames,) is mono already: give it back as it is",
        [
            (0.125, "the frames of a mono recording were averaged: (frames,) is mono already"),
            ([1, -0.5], NORMALIZED),
        ],
    )
    expect(
        to_mono(np.array([[0.5], [-0.25]])),
        [0.5, -0.25],
        "(frames, 1) becomes (frames,)",
        [([0.25, -0.125], "the sum was divided by 2, whatever the number of channels")],
    )


def stereo_is_left_alone(to_mono):
    right = np.array([0.375, 0.5])
    for dtype in (np.float32, np.float64):
        for audio in (np.array([[0.5, 0.25], [0, 1]]), right):
            mono = to_mono(audio.astype(dtype))
            name = dtype.__name__
            expect(mono, right, f"these are not the means of {name} audio of shape {audio.shape}")
            expect_type(mono, dtype, f"{name} audio must stay {name}")
    expect_unchanged(to_mono, np.array([[0.5, 0.25], [0.0, 1.0]]))


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
