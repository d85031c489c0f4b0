"""Training examples a second: ours, all features on, against a plain port of the exercise.

The port mixes with pydub until a random place is free, writes the mix to a WAV file, reads it back
and lets `plt.specgram` compute the spectrogram; its seed is taken out of the function, so that its
examples differ. Ours levels, changes the speed, puts words into rooms, changes the microphone, adds
noise, places and labels words, computes features, and hides some of them. The features are those
that the large detector learns from, of sound at 16,000 Hz; beside them, as a harder race, the
exercise's own (5511, 101) decibels of sound at 44,100 Hz.
"""

import itertools
import os
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import soundfile

from course_utils.audio.pydub_audio import to_segment
from course_utils.trigger_word.clips import SAMPLE_RATE, Clips
from course_utils.trigger_word.detection import graph_spectrogram
from course_utils.trigger_word.detectors import CONFIGS
from course_utils.trigger_word.example_stream import example_stream
from course_utils.trigger_word.examples import ExampleMaker

PROMISED, ROUNDS, OURS, PORTED = 10, 5, 300, 30


class Decibels:
    """The exercise's spectrogram as a front end, piece by piece, so that they stay in the cache."""

    sample_rate, hop = SAMPLE_RATE, 80

    def features(self, samples: np.ndarray) -> np.ndarray:
        """Returns float32 (frames, 101)."""
        features = np.empty((1 + (len(samples) - 200) // 80, 101), np.float32)
        for i in range(0, len(features), 256):
            piece = graph_spectrogram(samples[80 * i : 80 * i + 80 * 255 + 200])
            features[i : i + 256] = piece.T
        return features


def make_clips() -> Clips:
    """Noise of the lengths that words have: how long mixing takes does not depend on the sound."""
    rng = np.random.default_rng(0)

    def noise(seconds: float):
        samples = rng.uniform(-0.3, 0.3, round(seconds * SAMPLE_RATE))
        return to_segment(samples.astype(np.float32))

    return Clips(
        tuple(noise(seconds) for seconds in rng.uniform(0.6, 1.0, 40)),
        tuple(noise(seconds) for seconds in rng.uniform(0.4, 1.0, 40)),
        tuple(noise(10) for _ in range(5)),
    )


def make_responses(sample_rate: int) -> list[np.ndarray]:
    """Echoes of 0.3 s."""
    rng, n = np.random.default_rng(0), round(0.3 * sample_rate)
    decay = np.exp(-np.arange(n) / (0.05 * sample_rate))
    return [(rng.standard_normal(n) * decay).astype(np.float32) for _ in range(8)]


def port_example(clips: Clips, rng: np.random.Generator, folder: Path):
    """One example as the exercise makes it: spectrogram (101, 5511) and labels (1, 1375)."""
    background = clips.backgrounds[rng.integers(len(clips.backgrounds))] - 20
    y, previous = np.zeros((1, 1375)), []
    for kind, at_most in ((clips.activates, 5), (clips.negatives, 3)):
        for index in rng.integers(len(kind), size=rng.integers(at_most)):
            start, end = _free_segment(len(kind[index]), previous, rng)
            previous.append((start, end))
            background = background.overlay(kind[index], position=start)
            if kind is clips.activates:
                _insert_ones(y, end)
    change = -20.0 - background.dBFS
    file = folder / "train.wav"
    background.apply_gain(change).export(file, format="wav")
    data, _ = soundfile.read(file, dtype="int16")
    return plt.specgram(data[:, 0], NFFT=200, Fs=8000, noverlap=120)[0], y


def _free_segment(segment_ms, previous, rng):
    while True:
        start = int(rng.integers(0, 10_000 - segment_ms))
        end = start + segment_ms - 1
        if not any(start <= last and first <= end for first, last in previous):
            return start, end


def _insert_ones(y, end_ms):
    end = int(end_ms * 1375 / 10_000)
    for i in range(end + 1, end + 51):
        if i < 1375:
            y[0, i] = 1.0


def port_rate(clips: Clips) -> float:
    """Examples a second of the port, which knows one core; its clips are stereo."""
    rng = np.random.default_rng(1)
    kinds = (clips.activates, clips.negatives, clips.backgrounds)
    clips = Clips(*(tuple(clip.set_channels(2) for clip in kind) for kind in kinds))
    with tempfile.TemporaryDirectory() as folder:
        port_example(clips, rng, Path(folder))
        plt.close("all")
        started = perf_counter()
        for _ in range(PORTED):
            port_example(clips, rng, Path(folder))
        plt.close("all")
    return PORTED / (perf_counter() - started)


def race(clips: Clips, front_end, label_times_ms=None) -> list[tuple[float, float]]:
    """Examples a second of ours and of the port, in turn, `ROUNDS` times."""
    responses = make_responses(front_end.sample_rate)
    maker = ExampleMaker(
        clips, front_end, seed=0, responses=responses, label_times_ms=label_times_ms
    )
    rates = []
    with example_stream(maker, itertools.count()) as examples:
        for _ in range(ROUNDS):
            for _ in range(20):  # those that were made while the port ran
                next(examples)
            started = perf_counter()
            for _ in range(OURS):
                next(examples)
            rates.append((OURS / (perf_counter() - started), port_rate(clips)))
    return rates


def main() -> None:
    """Prints the rates and holds the ratio that the course promises."""
    matplotlib.use("agg")
    clips, course = make_clips(), CONFIGS["course"]
    races = {
        "the large detector's features": race(clips, course.front_end, course.label_times_ms),
        "the exercise's spectrogram": race(clips, Decibels()),
    }
    print(f"examples of 10 s, all features on, {os.cpu_count()} cores")
    ratios = []
    for name, rates in races.items():
        ours, port = (median(column) for column in zip(*rates, strict=True))
        ratios.append(median(a / b for a, b in rates))
        print(f"  {name:<30}{ours:8.1f}/s, the port {port:5.1f}/s: {ratios[-1]:5.1f} times")
    assert ratios[0] >= PROMISED, f"promised: {PROMISED} times the port, got {ratios[0]:.1f}"


if __name__ == "__main__":
    main()
