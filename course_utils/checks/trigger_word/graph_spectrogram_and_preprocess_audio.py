"""Checks of notebook 05: from sound to its spectrogram, from any recording to 10 s."""

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

RATE = 44_100


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


def _tone(seconds, rate, hz=441.0):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(
        np.float32
    )


def always_10_seconds(preprocess_audio):
    for seconds, channels, rate in ((10, 1, RATE), (3, 1, RATE), (12, 1, RATE), (4, 2, 48_000)):
        audio = _tone(seconds, rate)
        audio = audio if channels == 1 else np.stack([audio] * channels, axis=1)
        given = preprocess_audio(audio, rate)
        if given is None:
            raise Wrong("the function gives nothing back: end it with `return`", "None")
        expect(
            shape_of(given),
            (441_000,),
            f"{seconds} s at {rate:,} Hz in {channels} channels must become (441000,)",
            [
                ((441_000, 1), "mono sound is (n,): no axis for channels is left"),
                ((441_000, 2), "mix the channels: their mean"),
                ((2, 441_000), "mix the channels: their mean"),
                ((10 * rate, 2), "mix the channels: their mean"),
                ((rate * seconds,), "make it 10 s: cut what is longer, pad what is shorter"),
                ((RATE * seconds,), "make it 10 s: cut what is longer, pad what is shorter"),
                ((10 * rate,), "10 s at 44,100 Hz: resample first, then cut or pad"),
            ],
        )


def sound_stays_where_it_was(preprocess_audio):
    tone = _tone(12, RATE) * np.linspace(1, 0, 12 * RATE, dtype=np.float32)
    expect(
        preprocess_audio(tone.copy(), RATE),
        tone[:441_000],
        "of 12 s at 44,100 Hz the first 10 s stay as they are",
        [
            (tone[-441_000:], "keep the beginning, cut the end"),
            (tone[44_100:-44_100], "keep the beginning, not the middle: cut the end"),
            (tone[:441_000] / np.abs(tone).max(), "the sound keeps its level: divide by no peak"),
        ],
        within=1e-6,
    )
    short = _tone(1, RATE)
    silence = np.zeros(441_000 - len(short), np.float32)
    expect(
        preprocess_audio(short.copy(), RATE),
        np.concatenate([short, silence]),
        "1 s of sound is followed by 9 s of silence",
        [
            (np.concatenate([silence, short]), "the silence comes behind the sound"),
            (np.tile(short, 10), "what is missing is silence, not the sound again"),
            (
                np.concatenate([silence[: len(silence) // 2], short, silence[len(silence) // 2 :]]),
                "the silence comes behind the sound, all of it",
            ),
            (np.concatenate([short / np.abs(short).max(), silence]), "the sound keeps its level"),
        ],
        within=1e-6,
    )


def channels_are_averaged(preprocess_audio):
    left, right = _tone(10, RATE), 0.25 * _tone(10, RATE, 1_000)
    expect(
        preprocess_audio(np.stack([left, right], axis=1), RATE),
        (left + right) / 2,
        "two channels become their mean",
        [
            (left, "the right channel is lost: take the mean"),
            (right, "the left channel is lost: take the mean"),
            (np.clip(left + right, -1, 1), "the sum may leave [-1, 1]: take the mean"),
            (np.zeros(441_000), "audio is (n, channels): the mean is over axis 1"),
        ],
        within=1e-5,
    )
    for n_channels in (3, 1):
        audio = np.zeros((441_000, n_channels), np.float32)
        audio[:, 0] = left
        try:
            given = preprocess_audio(audio, RATE)
        except IndexError as error:
            raise Wrong(
                f"audio may have any number of channels, here {n_channels}: take the mean of all",
                repr(error),
                "their mean",
            ) from None
        expect(
            given,
            left / n_channels,
            f"audio may have any number of channels, here {n_channels}: take the mean of all",
            [(0 * left, "take the mean of the channels, not their median")],
            within=1e-5,
        )


def _sound(preprocess_audio, audio, rate):
    given = expect_array(preprocess_audio(audio, rate), "samples")
    if len(given) < 1_000:
        raise Wrong("the result is 10 s of sound", f"{len(given)} samples", "441,000 samples")
    return given


def other_rates_are_resampled(preprocess_audio):
    given = _sound(preprocess_audio, _tone(5, 16_000), 16_000)
    spectrum = np.abs(np.fft.rfft(given[:88_200]))
    expect(
        int(spectrum.argmax()) / 2,
        441.0,
        "a tone of 441 Hz at 16,000 Hz must still have 441 Hz: resample",
        [
            (1215.5, "played at the wrong rate it is higher: resample from sample_rate to 44,100"),
            (1216.0, "played at the wrong rate it is higher: resample from sample_rate to 44,100"),
            (3350.0, "the rates are swapped: resample from sample_rate to 44,100"),
        ],
        within=0.6,
    )
    loud = np.flatnonzero(np.abs(given) > 0.01)
    if loud[-1] < 219_000:
        raise Wrong(
            "5 s stay 5 s: resample before cutting and padding",
            f"{loud[-1] / 44_100:.2f} s of sound",
            "5 s",
        )
    last = _sound(preprocess_audio, _tone(12, 48_000), 48_000)[-4_410:]
    if np.abs(last).max() < 0.4:
        raise Wrong(
            "of 12 s at 48,000 Hz all of the first 10 s are kept: resample first, then cut",
            f"a peak of {np.abs(last).max():.2f} in the last 0.1 s",
            "0.50, as before",
        )
    too_high = _sound(preprocess_audio, _tone(1, 48_000, 23_000), 48_000)
    if np.abs(too_high[1_000:43_000]).max() > 0.01:
        raise Wrong(
            "a tone of 23,000 Hz cannot be in sound at 44,100 Hz, and comes back as a lower one: "
            "call `resample`, which filters",
            f"a peak of {np.abs(too_high).max():.2f}",
            "silence",
        )


def samples_stay_in_range(preprocess_audio):
    square = np.sign(_tone(10, 16_000, 500))
    given = _sound(preprocess_audio, square, 16_000)
    if np.abs(given).max() > 1:
        raise Wrong(
            "resampling overshoots at steep edges: limit the samples to [-1, 1]",
            f"a peak of {np.abs(given).max():.3f}",
            "at most 1",
        )
    expect_type(given, np.float32, "samples are float32")
    level = np.median(np.abs(given))
    if level < 0.9:
        raise Wrong(
            "limit single samples with np.clip; the sound keeps its level",
            f"samples of {level:.2f} in the median",
            "about 1, as in the square wave that came in",
        )
    expect_unchanged(lambda audio: preprocess_audio(audio, RATE), _tone(1, RATE))


def all_of(*tests):
    """One property out of several."""

    def test(function):
        for part in tests:
            part(function)

    return test


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
    "preprocess_audio": [
        Property(
            "any recording becomes 10 s, cut and padded at its end",
            all_of(always_10_seconds, sound_stays_where_it_was),
        ),
        Property("channels are averaged", channels_are_averaged),
        Property(
            "another rate is resampled, and stays in [-1, 1]",
            all_of(other_rates_are_resampled, samples_stay_in_range),
        ),
    ],
}
