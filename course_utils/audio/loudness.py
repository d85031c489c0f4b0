"""The level of a sound, and how to bring it to another level without clipping.

Levels are in dBFS: an RMS of 1 is 0 dBFS. Sound is float32 (n,) in [-1, 1].
"""

import numpy as np


def level_dbfs(samples: np.ndarray) -> float:
    """Measures the RMS of samples, in dBFS; -inf for silence."""
    power = float(np.dot(samples, samples)) / len(samples)
    return 10 * np.log10(power) if power else -np.inf


def gain_between(from_db: float, to_db: float) -> np.float32:
    """The factor that brings a level to another one; 1 for silence, which no factor makes loud."""
    return np.float32(10 ** ((to_db - from_db) / 20)) if np.isfinite(from_db) else np.float32(1)


def match_level(samples: np.ndarray, dbfs: float, highest_peak: float = 1.0) -> np.ndarray:
    """Scales samples to a level, or to the highest level at which no sample is clipped.

    Args:
        samples: float (n,), n at least 1.
        dbfs: Wanted.
        highest_peak: No sample may be larger.
    """
    peak = max(samples.max(), -samples.min())
    gain = gain_between(level_dbfs(samples), dbfs)
    return samples * (np.float32(highest_peak / peak) if gain * peak > highest_peak else gain)


def limit_peak(samples: np.ndarray, highest: float = 1.0) -> np.ndarray:
    """Scales samples down as a whole if one is larger than `highest`, and never clips them."""
    peak = max(samples.max(), -samples.min())
    return samples * np.float32(highest / peak) if peak > highest else samples
