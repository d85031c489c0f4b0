"""Recordings that differ a little each time: faster or slower, louder or softer.

A network that hears few voices learns those voices. Playing a recording faster raises its pitch
and its formants, as of a smaller speaker; slower, as of a larger one.
"""

import numpy as np

from course_utils.audio.files import resample


def vary(
    audio: np.ndarray,
    sample_rate: int,
    rng: np.random.Generator,
    max_speed: float = 1.2,
    max_gain_db: float = 2.0,
) -> np.ndarray:
    """Plays a recording at a random speed and level.

    Args:
        audio: (frames,).
        sample_rate: In Hz.
        rng: Decides; equal states give equal sounds.
        max_speed: The speed is between 1 / max_speed and max_speed, evenly in its logarithm; 1 for
            no change.
        max_gain_db: The level changes by at most that many dB, either way.

    Returns:
        float32 (about frames / speed,); may rise above 1, so clip afterwards.

    Raises:
        ValueError: `max_speed` is below 1 or `max_gain_db` below 0.
    """
    if max_speed < 1 or max_gain_db < 0:
        raise ValueError(
            f"max_speed is at least 1 and max_gain_db at least 0, got {max_speed} and {max_gain_db}"
        )
    speed = max_speed ** rng.uniform(-1, 1)
    gain = 10 ** (rng.uniform(-max_gain_db, max_gain_db) / 20)
    return np.float32(gain) * resample(audio, sample_rate, round(sample_rate / speed))
