"""What backgrounds are made of: colored noise, slow changes, rings and partials, all from NumPy."""

import numpy as np

SAMPLE_RATE = 44_100


def colored_noise(
    rng: np.random.Generator, frames: int, slope_db: float, low_hz: float, high_hz: float
) -> np.ndarray:
    """Gaussian noise with an RMS of 1, made in the frequency domain.

    Args:
        rng: Where the noise comes from.
        frames: How many samples.
        slope_db: How power changes per octave: 0 white, -3 pink, -6 brown.
        low_hz: Below it the power falls by 12 dB per octave.
        high_hz: Above it too.
    """
    spectrum = np.fft.rfft(rng.standard_normal(frames))
    hz = np.maximum(np.fft.rfftfreq(frames, 1 / SAMPLE_RATE), 1.0)
    gain = (hz / 1000) ** (slope_db / (20 * np.log10(2)))
    gain /= (1 + (low_hz / hz) ** 2) * (1 + (hz / high_hz) ** 2)
    return unit_rms(np.fft.irfft(spectrum * gain, frames))


def unit_rms(audio: np.ndarray) -> np.ndarray:
    """Scales to an RMS of 1."""
    return audio / np.sqrt(np.mean(np.square(audio)))


def slow_change(rng: np.random.Generator, frames: int, per_second: float) -> np.ndarray:
    """A smooth random curve with mean 0 and deviation 1, with about `per_second` ups and downs."""
    n_knots = max(4, round(frames / SAMPLE_RATE * per_second * 2) + 4)
    knots = rng.standard_normal(n_knots)
    position = np.linspace(1, n_knots - 2, frames)
    left = np.clip(position.astype(int), 1, n_knots - 3)
    x = position - left
    before, start, end, after = (knots[left + k] for k in (-1, 0, 1, 2))
    return start + x / 2 * (
        end - before + x * (2 * before - 5 * start + 4 * end - after)
        + x**2 * (3 * (start - end) + after - before)
    )  # fmt: skip


def tone(hz: np.ndarray | float, frames: int, phase: float = 0.0) -> np.ndarray:
    """A sine of a fixed frequency, or of one that changes: hz of shape (frames,)."""
    cycles = np.cumsum(np.broadcast_to(np.asarray(hz, float), (frames,))) / SAMPLE_RATE
    return np.sin(2 * np.pi * cycles + phase)


def ring(rng: np.random.Generator, partials_hz: np.ndarray, decay_ms: float) -> np.ndarray:
    """What a small thing sounds like when it is hit: decaying sines, and a click of noise."""
    frames = int(SAMPLE_RATE * decay_ms / 1000 * 5)
    t = np.arange(frames) / SAMPLE_RATE
    envelope = np.exp(-t * 1000 / decay_ms)
    phases = rng.uniform(0, 2 * np.pi, (len(partials_hz), 1))
    sines = np.sin(2 * np.pi * np.asarray(partials_hz)[:, None] * t + phases).mean(axis=0)
    click = rng.standard_normal(frames) * np.exp(-t / 0.002)
    return sines * envelope + 0.25 * click


def add_at(audio: np.ndarray, sound: np.ndarray, start: int) -> None:
    """Adds a sound to `audio` in place, cut at both ends."""
    first, last = max(0, start), min(len(audio), start + len(sound))
    if first < last:
        audio[first:last] += sound[first - start : last - start]
