"""Checks of notebook 02: one causal convolution, against sums that are written out."""

import copy

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged, shape_of


def _convolved(x, kernel, bias, dilation=1, zeros_right=0):
    """The convolution, with so many of its zeros on the right of x instead of the left."""
    look_back = (len(kernel) - 1) * dilation
    padded = np.pad(x, ((look_back - zeros_right, zeros_right), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, look_back + 1, axis=0)
    return np.einsum("tij,jio->to", windows[..., ::dilation], kernel) + bias


def _given(causal_conv, *arguments):
    """What the function gives for copies: what it does to them must not reach what is expected."""
    return causal_conv(*copy.deepcopy(arguments))


def _column(*values):
    return np.array(values, float)[:, None]


def _expect_time(given, time, mistakes=()):
    """The result has a row for each sample, whatever stands in it."""
    shape = shape_of(given)
    if given is None or (len(shape) == 2 and shape[0] == time):
        return
    known = [words for length, words in mistakes if shape and shape[0] == length]
    general = "the result is (time, channels_out): as many samples come out as went in"
    raise Wrong(known[0] if known else general, f"shape {shape}", f"{time} samples")


def zeros_come_before(causal_conv):
    x, kernel = _column(1, 2, 3), np.array([[[10.0]], [[1.0]]])
    given = _given(causal_conv, x, kernel, np.zeros(1))
    few = "the zeros are missing: (k - 1) * dilation of them stand before x, or the first outputs "
    _expect_time(
        given,
        3,
        [
            (2, f"{few}are lost"),
            (4, "too many zeros: (k - 1) * dilation of them stand before x, and none behind"),
            (5, "too many zeros: (k - 1) * dilation of them stand before x, and none behind"),
        ],
    )
    expect(
        given,
        _column(1, 12, 23),
        "the samples are 1, 2, 3 and the taps 10 (older) and 1 (newer): 10 * 0 + 1, 10 * 1 + 2, "
        "10 * 2 + 3",
        [
            (
                _column(12, 23, 30),
                "the zeros stand behind x, so each output sees the next sample: they belong before",
            ),
            (
                _column(10, 21, 32),
                "the taps are in the wrong order: the last one meets the present sample",
            ),
            (_column(21, 32, 3), "the taps are in the wrong order, and the zeros stand behind x"),
            (
                _column(0, 1, 12),
                "the outputs are one sample late: the last tap meets the present sample",
            ),
            (_column(11, 12, 23), "the first sample was repeated before x: zeros stand there"),
            (
                _column(31, 12, 23),
                "the last sample stands before the first: np.roll goes round, take zeros",
            ),
            (_column(0, 12, 23), "the first output is missing: it is the newest tap's alone"),
            (_column(1, 2, 3), "only the last tap was used: add up the products of all taps"),
            (
                _column(0, 10, 20),
                "only the first tap was used: the taps lie along the kernel's first axis",
            ),
        ],
        within=1e-5,
    )


def taps_are_a_dilation_apart(causal_conv):
    rng = np.random.default_rng(0)
    x, kernel, bias = rng.normal(size=(10, 1)), rng.normal(size=(3, 1, 1)), np.zeros(1)
    given = _given(causal_conv, x, kernel, bias, 2)
    _expect_time(
        given,
        10,
        [
            (8, "there are k - 1 zeros before x: with a dilation it is (k - 1) * dilation"),
            (6, "the zeros are missing: (k - 1) * dilation of them stand before x"),
            (5, "samples were left out: each has its output, a dilation only parts the taps"),
            (11, "too many zeros: (k - 1) * dilation of them stand before x"),
            (12, "too many zeros: (k - 1) * dilation of them stand before x"),
        ],
    )
    spread = np.array([kernel[0], kernel[0], kernel[1], kernel[1], kernel[2]])
    expect(
        given,
        _convolved(x, kernel, bias, 2),
        "kernel size 3, dilation 2: tap j meets the sample (2 - j) * 2 before the present one",
        [
            (
                _convolved(x, kernel, bias),
                "the dilation has no effect: taps are `dilation` samples apart",
            ),
            (
                _convolved(x, kernel[::-1], bias, 2),
                "the taps are in the wrong order: the last one meets the present sample",
            ),
            (
                _convolved(x, kernel, bias, 2, zeros_right=4),
                "the zeros stand behind x, so outputs see later samples: they belong before",
            ),
            (
                _convolved(x, kernel, bias, 2, zeros_right=2),
                "half of the zeros stand behind x, so outputs see later samples: all go before",
            ),
            (
                _convolved(x, kernel, bias, 3),
                "the taps are 3 apart: with dilation 2, every second sample is met",
            ),
            (
                _convolved(x, spread, bias),
                "each tap was repeated: between the taps are gaps, which count as zero",
            ),
        ],
        within=1e-5,
    )
    _expect_far_taps(causal_conv, kernel)


def _expect_far_taps(causal_conv, kernel):
    mistake = "a tap may lie before all of x, here 3 and 6 samples back of 2: it meets zeros"
    short = _column(1, 2)
    try:
        given = _given(causal_conv, short, kernel, np.zeros(1), 3)
    except NotImplementedError:
        raise
    except Exception as error:
        raise Wrong(mistake, f"{type(error).__name__}: {error}") from None
    _expect_time(given, 2, [(length, mistake) for length in range(12)])
    expect(given, short * kernel[2], mistake, within=1e-5)


def taps_mix_channels(causal_conv):
    rng = np.random.default_rng(1)
    x, kernel, bias = rng.normal(size=(4, 2)), rng.normal(size=(2, 2, 2)), np.array([3.0, -5.0])
    right = _convolved(x, kernel, bias)
    expect(
        _given(causal_conv, x, kernel, bias),
        right,
        "each tap is a matrix: samples (time, channels_in) @ kernel[j], then the bias once",
        [
            (right - bias, "the bias is missing: it is added to every output"),
            (right + bias, "the bias was added with each tap: once is enough"),
            (
                _convolved(x, kernel.transpose(0, 2, 1), bias),
                "a tap was transposed: kernel[j] is (channels_in, channels_out)",
            ),
            (
                _convolved(x, np.stack([np.diag(np.diag(tap)) for tap in kernel]), bias),
                "channels stayed apart: every output channel mixes all input channels, @ kernel[j]",
            ),
        ],
        within=1e-5,
    )
    wider = rng.normal(size=(3, 2, 4))
    given = _given(causal_conv, x, wider, np.zeros(4), 2)
    expect(
        given,
        _convolved(x, wider, np.zeros(4), 2),
        "2 channels go in and 4 come out here: each tap is (channels_in, channels_out)",
        within=1e-5,
    )
    expect_unchanged(causal_conv, x, kernel, bias, 2)


EXERCISES = {
    "causal_conv": [
        Property("zeros come before the first sample", zeros_come_before),
        Property("the taps are a dilation apart, the newest last", taps_are_a_dilation_apart),
        Property("every tap mixes the channels, the bias is added once", taps_mix_channels),
    ],
}
