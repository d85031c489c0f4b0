"""Checks of notebook 05: from any recording to 10 s."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    expect,
    expect_array,
    expect_type,
    expect_unchanged,
    shape_of,
)
from course_utils.checks.trigger_word.helpers import all_of

RATE = 44_100


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


EXERCISES = {
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
