"""Ten seconds of somewhere: backgrounds made by seeded NumPy, for want of free recordings."""

from collections.abc import Callable, Sequence

import numpy as np

from course_utils.trigger_word.background_parts import (
    SAMPLE_RATE,
    add_at,
    colored_noise,
    ring,
    slow_change,
    tone,
    unit_rms,
)
from course_utils.trigger_word.music import TIMBRES, make_music

LEVEL_DBFS = -40.0
"""Quiet, because noise takes less space so; whoever mixes sets the level anew."""


def room(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A quiet room: soft, dark noise that hardly changes."""
    air = colored_noise(rng, frames, rng.uniform(-7, -4), 30, rng.uniform(2000, 6000))
    return air * (1 + 0.1 * slow_change(rng, frames, 0.5))


def fan(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A fan: wind that beats with the blades, and the motor's tones."""
    blades_hz = rng.uniform(15, 90) * (1 + 0.005 * slow_change(rng, frames, 0.3))
    beat = 1 + rng.uniform(0.1, 0.4) * tone(blades_hz, frames)
    wind = colored_noise(rng, frames, rng.uniform(-5, -2), 80, rng.uniform(1500, 5000)) * beat
    motor = sum(rng.uniform(0.1, 0.6) / k * tone(4 * k * blades_hz, frames) for k in range(1, 6))
    return wind + motor


def hum(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Mains hum of a transformer or a fridge: harmonics of 50 or 60 Hz, and a little noise."""
    mains = rng.choice([50.0, 60.0])
    strengths = rng.uniform(0.2, 1, 12) / np.arange(1, 13) ** rng.uniform(0.3, 1.2)
    phases = rng.uniform(0, 2 * np.pi, 12)
    harmonics = sum(
        a * tone(2 * mains * k if k > 1 else mains, frames, phase)
        for k, (a, phase) in enumerate(zip(strengths, phases, strict=True), 1)
    )
    return unit_rms(harmonics) + rng.uniform(0.05, 0.3) * colored_noise(rng, frames, -4, 50, 4000)


def rain(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Rain: a bright hiss of far drops, and single near ones on something hard."""
    hiss = colored_noise(rng, frames, rng.uniform(-2, 0), 800, rng.uniform(6000, 14000))
    hiss *= 1 + 0.15 * slow_change(rng, frames, 0.5)
    drops = np.zeros(frames)
    pitch = rng.uniform(1500, 5000)
    for start in rng.integers(0, frames, rng.poisson(rng.uniform(15, 80) * frames / SAMPLE_RATE)):
        drop = ring(rng, pitch * rng.uniform(0.6, 1.6, 2), rng.uniform(2, 6))
        add_at(drops, rng.gamma(2.0, 0.7) * drop, start)
    return hiss + rng.uniform(0.5, 1.5) * drops


def wind(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Wind: gusts that grow brighter as they grow louder."""
    gust = slow_change(rng, frames, rng.uniform(0.2, 0.6))
    dark = colored_noise(rng, frames, -6, 40, 400) * np.exp(0.4 * gust)
    bright = colored_noise(rng, frames, -3, rng.uniform(200, 500), 1500) * np.exp(0.9 * gust - 1)
    return dark + bright


def traffic(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A street: far rumble, and cars that pass with tires and engine."""
    street = 0.4 * colored_noise(rng, frames, -6, 30, 800)
    t = np.arange(frames) / SAMPLE_RATE
    for _ in range(rng.integers(2, 6)):
        passing = (t - rng.uniform(0, t[-1])) / rng.uniform(0.6, 2.0)
        near = 1 / (1 + passing**2)
        doppler = 1 - 0.04 * passing / np.sqrt(1 + passing**2)
        tires = colored_noise(rng, frames, -3, 200, rng.uniform(1200, 3500))
        engine_hz = rng.uniform(35, 110) * doppler
        engine = sum(tone(k * engine_hz, frames) / k for k in range(1, 7))
        street += near * rng.uniform(0.4, 1) * (tires + rng.uniform(0.2, 0.8) * engine)
    return street


def typing(rng: np.random.Generator, frames: int) -> np.ndarray:
    """A keyboard in a quiet room: bursts of strokes, each a press and a release."""
    desk = rng.uniform(300, 900)
    strokes = np.zeros(frames)
    start = rng.uniform(0, 0.3) * SAMPLE_RATE
    while start < frames:
        for delay_s, strength in ((0, 1.0), (rng.uniform(0.05, 0.1), 0.4)):
            key = ring(rng, desk * rng.uniform(1, 6, 4), rng.uniform(3, 9))
            position = int(start + delay_s * SAMPLE_RATE)
            add_at(strokes, rng.uniform(0.5, 1) * strength * key, position)
        pause = rng.gamma(3, 0.05) if rng.random() < 0.9 else rng.uniform(0.5, 1.5)
        start += pause * SAMPLE_RATE
    return unit_rms(strokes) + rng.uniform(0.1, 0.3) * room(rng, frames)


def music(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Chords, bass, and mostly a tune and drums."""
    return make_music(rng, frames, tuple(TIMBRES))


KINDS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    kind.__name__: kind for kind in (room, fan, hum, rain, wind, traffic, typing, music)
}


def make_background(kind: str, seed: int, seconds: float = 10) -> np.ndarray:
    """Makes a background: float32 (frames,) at SAMPLE_RATE with an RMS of LEVEL_DBFS.

    The same kind and seed give the same sound.

    Raises:
        ValueError: There is no such kind, or seconds is not positive.
    """
    if kind not in KINDS:
        raise ValueError(f"no background called {kind!r}; there are {', '.join(KINDS)}")
    if not seconds > 0:
        raise ValueError(f"seconds must be positive, not {seconds}")
    rng = np.random.default_rng([seed, *kind.encode()])
    return at_level(KINDS[kind](rng, round(seconds * SAMPLE_RATE)))


def make_babble(clips: Sequence[np.ndarray], seed: int, seconds: float = 10) -> np.ndarray:
    """Many voices at once, from clips of speech at SAMPLE_RATE; as make_background."""
    rng = np.random.default_rng([seed, *b"babble"])
    frames = round(seconds * SAMPLE_RATE)
    audio = np.zeros(frames)
    for _ in range(rng.integers(6, 14)):
        near = rng.uniform(0.3, 1)
        position = -int(rng.integers(SAMPLE_RATE))
        while position < frames:
            clip = clips[rng.integers(len(clips))]
            add_at(audio, near * clip, position)
            position += len(clip) + int(rng.uniform(0, 0.4) * SAMPLE_RATE)
    return at_level(audio)


def at_level(audio: np.ndarray) -> np.ndarray:
    """float32 with an RMS of LEVEL_DBFS, peaks cut at full scale."""
    return np.clip(unit_rms(audio) * 10 ** (LEVEL_DBFS / 20), -1, 1).astype(np.float32)
