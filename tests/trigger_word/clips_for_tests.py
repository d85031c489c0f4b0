"""Small clips of noise whose start and end are known, in memory or as a folder."""

from functools import partial

import numpy as np
import soundfile

from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.trigger_word.clips import Clips

RATE = 16_000


def word(ms=500, before_ms=100, after_ms=200, amplitude=0.3, seed=0, rate=RATE):
    """Noise for `ms`, with silence around."""
    noise = np.random.default_rng(seed).uniform(-amplitude, amplitude, rate * ms // 1000)
    padding = (rate * before_ms // 1000, rate * after_ms // 1000)
    return to_segment(np.pad(noise, padding).astype(np.float32), rate)


def background(ms=10_000, amplitude=0.01, seed=0, rate=RATE):
    """Noise."""
    noise = np.random.default_rng(seed).uniform(-amplitude, amplitude, rate * ms // 1000)
    return to_segment(noise.astype(np.float32), rate)


def small_clips(rate=RATE):
    """Three words, two others, two backgrounds."""
    return Clips(
        tuple(word(seed=seed, rate=rate) for seed in range(3)),
        tuple(word(ms=300, seed=10 + seed, rate=rate) for seed in range(2)),
        tuple(background(seed=20 + seed, rate=rate) for seed in range(2)),
    )


def echo(rate=RATE, seconds=0.25):
    """The response of a room: direct sound, then noise that dies away."""
    n = round(seconds * rate)
    tail = np.random.default_rng(5).standard_normal(n) * np.exp(-np.arange(n) / (0.05 * rate))
    tail *= 0.1
    tail[0] = 1
    return tail.astype(np.float32)


class LevelFrontEnd:
    """Two bands: the level of each frame of 10 ms, and its zero crossings."""

    sample_rate, hop = RATE, RATE // 100

    def features(self, samples):
        """Returns float32 (frames, 2)."""
        frames = samples[: len(samples) // self.hop * self.hop].reshape(-1, self.hop)
        crossings = np.mean(np.diff(np.sign(frames), axis=1) != 0, axis=1)
        return np.stack([np.sqrt(np.mean(frames**2, axis=1)), crossings], axis=1).astype("f4")


def write_clips(folder, rate=RATE, **kinds):
    """Writes `small_clips` as a clips folder; `activates=5` and so on for other numbers."""
    makers = {"activates": word, "negatives": partial(word, ms=300), "backgrounds": background}
    numbers = {"activates": 3, "negatives": 2, "backgrounds": 2} | kinds
    for first, (kind, n) in enumerate(numbers.items()):
        (folder / kind).mkdir(parents=True)
        for seed in range(n):
            samples = to_samples(makers[kind](seed=100 * first + seed, rate=rate))
            soundfile.write(folder / kind / f"{seed}.wav", samples, rate, "PCM_16")
    return folder
