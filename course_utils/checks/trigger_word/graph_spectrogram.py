"""Checks of notebook 05: from sound to its spectrogram."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    describe,
    expect,
    expect_array,
    expect_type,
    expect_unchanged,
    same,
    shape_of,
)
from course_utils.checks.trigger_word.helpers import all_of


def _sine(row, amplitude=1.0, n=1_000):
    """A sine at the frequency of a row: as many periods in a window of 200 samples."""
    return (amplitude * np.sin(2 * np.pi * row * np.arange(n) / 200)).astype(np.float32)


def _expect_an_answer(graph_spectrogram):
    """Raises `Wrong` if what comes back does not depend on the sound, or on more than it."""
    sounds = _sine(9), _sine(9), np.zeros(1_000, np.float32)
    sine, again, silence = (graph_spectrogram(sound) for sound in sounds)
    if sine is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    shape_of(sine)
    if same(sine, silence):
        raise Wrong(
            "a sine and silence give the same: compute it from audio",
            describe(sine),
            "other numbers for a sine than for silence",
        )
    if np.asarray(sine).tobytes() != np.asarray(again).tobytes():
        raise Wrong("the same sound gives another result each time: compute it from audio alone")


def ten_seconds_give_5511_columns(graph_spectrogram):
    with np.errstate(divide="ignore"):
        _expect_an_answer(graph_spectrogram)
    for n, columns in ((700, 7), (441_000, 5_511), (200, 1), (279, 1), (280, 2)):
        expect(
            shape_of(graph_spectrogram(np.zeros(n, np.float32))),
            (101, columns),
            f"{n:,} samples hold 1 + ({n:,} - 200) // 80 = {columns:,} whole windows of 200",
            [
                ((columns, 101), "one row a frequency, one column a window: transpose it"),
                (
                    (101, 1 + -(-(n - 200) // 80)),
                    "windows that are not full are dropped, not padded",
                ),
                ((101, 1 + n // 80), "nothing is put before or behind the sound"),
                ((101, n // 200), "windows overlap: one begins every 80 samples"),
                ((100, columns), "101 frequencies, from 0 to half the rate, both of them"),
                ((101, n - 199), "a window begins every 80 samples, not at every one"),
                ((200, columns), "keep the 101 frequencies from 0 to half the rate: use rfft"),
                ((101, 1 + (n - 200) // 120), "80 is the hop, not the overlap"),
            ],
        )


def _spectrogram(graph_spectrogram, audio):
    given = expect_array(graph_spectrogram(audio), "frequencies", "windows")
    if len(given) < 100 or not given.size:
        raise Wrong(
            "one row a frequency, 101 of them, and one column a window",
            f"shape {given.shape}",
            f"shape (101, {1 + (len(audio) - 200) // 80})",
        )
    return given


def a_sine_lights_its_row(graph_spectrogram):
    spectrogram = _spectrogram(graph_spectrogram, _sine(10))
    expect(
        np.unique(spectrogram.argmax(axis=0)),
        [10],
        "a sine at the frequency of row 10 must be loudest in row 10, in every column",
        [([90], "the rows are upside down: 0 Hz comes first")],
    )
    peak = spectrogram[10, 0]
    expect(
        peak,
        0.0,
        "a sine of amplitude 1 has 0 dB: 20 log10(2 |X| / sum(w))",
        [
            (20 * np.log10(50), "divide by the sum of the window, 100"),
            (20 * np.log10(100), "divide by the sum of the window, 100"),
            (
                20 * np.log10(0.5),
                "the factor 2 is missing (half of a sine lies at negative rows), or it was divided "
                "by 200, the number of samples, instead of by sum(w), which is 100",
            ),
            (20 * np.log10(100 / 75), "divide by sum(w), not by the sum of its squares"),
            (
                10 * np.log10(0.5),
                "the factor 2 belongs to the amplitude, within the logarithm, and its root is no "
                "part of the formula",
            ),
            (1.0, "these are amplitudes: take 20 log10 of them"),
        ],
        within=0.01,
    )


def levels_are_decibels(graph_spectrogram):
    quiet = _spectrogram(graph_spectrogram, _sine(10, 0.1))[10, 0]
    expect(
        quiet,
        -20.0,
        "a tenth of the amplitude is 20 dB less",
        [
            (-10.0, "of amplitudes it is 20 log10; 10 log10 is for powers"),
            (-2.3025851, "use log10, not log"),
            (-40.0, "the square is taken twice: 20 log10 of the amplitude, not of the power"),
            (-46.0517, "use log10, not log"),
            (
                0.0,
                "0 dB is a sine of amplitude 1, not the loudest of a sound: divide by no maximum",
            ),
            (20.0, "what is louder has more decibels, not fewer"),
        ],
        within=0.01,
    )
    faint = _spectrogram(graph_spectrogram, _sine(10, 3e-5))[10, 0]
    expect(
        faint,
        -90.46,
        "a sine of 3e-5 has -90.5 dB: it is above the limit of 1e-5, which does not change it",
        [
            (-87.96, "1e-5 was added to every amplitude: take the larger one, np.maximum"),
            (-80.0, "the limit is 1e-5 = -100 dB, not -80"),
        ],
        within=0.1,
    )
    constant = _spectrogram(graph_spectrogram, np.full(1_000, 0.75, np.float32))[0, 0]
    expect(
        constant,
        20 * np.log10(1.5),
        "the formula holds in every row, also in row 0: 0.75 all the time has 3.5 dB there",
        [
            (20 * np.log10(0.75), "the factor 2 belongs to every row, also to that of 0 Hz"),
            (0.0, "only what is too low is limited: there may be more than 0 dB"),
            (-100.0, "the mean of the sound is part of it: it is what row 0 shows"),
        ],
        within=0.01,
    )


def the_window_is_hann(graph_spectrogram):
    column = _spectrogram(graph_spectrogram, _sine(10))[:, 0]
    if column[9] < -50:
        raise Wrong(
            "the Hann window is missing: multiply each window of samples by it",
            f"{column[9]:.1f} dB beside the sine",
            "-6.0 dB",
        )
    if column[8] > -80:
        raise Wrong(
            "the window is not quite that of Hann: use `hann`, which is given (np.hanning(200) "
            "reaches 0 at both ends, a window of 200 that is repeated only at its first)",
            f"{column[8]:.1f} dB two rows beside the sine",
            "-100 dB",
        )
    expect(
        column[9:12],
        np.array([-6.0206, 0, -6.0206]),
        "a Hann window spreads a sine over its row and, 6 dB lower, the rows beside",
        [
            (
                np.array([-7.4138, 0, -7.4138]),
                "this is a Hamming window: use `hann`, which is given",
            )
        ],
        within=0.02,
    )


def silence_is_minus_100(graph_spectrogram):
    with np.errstate(divide="ignore"):
        silence = _spectrogram(graph_spectrogram, np.zeros(400, np.float32))
    if np.isinf(silence).any():
        raise Wrong("the logarithm of 0 is -inf: limit the amplitudes to 1e-5", "-inf", "-100")
    expect(
        np.unique(silence.round(2)),
        np.array([-100.0]),
        "silence is -100 dB: limit the amplitudes to 1e-5 from below, before the logarithm",
        [
            (np.array([-200.0]), "amplitudes are limited to 1e-5 = -100 dB, not to 1e-10"),
        ],
        within=0.01,
    )


def time_goes_to_the_right(graph_spectrogram):
    click = np.zeros(1_000, np.float32)
    click[450] = 1
    loud = np.flatnonzero(_spectrogram(graph_spectrogram, click)[50] > -60)
    expect(
        loud,
        [4, 5],
        "a click in sample 450 is heard by the windows that begin at 320 and 400",
        [([5, 6], "time runs backward: the first window is column 0")],
    )
    expect_type(graph_spectrogram(_sine(3)), np.float32, "keep float32: half of the memory")
    expect_unchanged(graph_spectrogram, _sine(3))


EXERCISES = {
    "graph_spectrogram": [
        Property("10 s become 101 frequencies in 5,511 columns", ten_seconds_give_5511_columns),
        Property(
            "a sine of amplitude 1 has 0 dB in its row, a tenth of it -20 dB",
            all_of(a_sine_lights_its_row, levels_are_decibels),
        ),
        Property(
            "windows are weighted with Hann's, silence is -100 dB",
            all_of(silence_is_minus_100, the_window_is_hann),
        ),
        Property("time goes to the right, in float32", time_goes_to_the_right),
    ],
}
