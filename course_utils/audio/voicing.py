"""Voiced sound: how much of a recording has a pitch, by its autocorrelation.

In a vowel, or in an *m* or a *z*, the vocal folds open and close 60 to 400 times a second, so the
sound repeats itself from one period to the next. Hiss, as in an *s*, does not (L. Rabiner, "On the
use of autocorrelation analysis for pitch detection", 1977).
"""

import numpy as np

FRAME_MS, HOP_MS = 40, 10
LOWEST_HZ, HIGHEST_HZ = 60, 400
LEAST_CORRELATION = 0.5
SILENCE_DBFS = -50


def levels_dbfs(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """The power of every frame of 40 ms, one each 10 ms, in dB below full scale.

    Args:
        audio: (samples,), at least 40 ms.
        sample_rate: In Hz.
    """
    power = np.var(_frames(audio, sample_rate), axis=1)
    return 10 * np.log10(np.maximum(power, np.finfo(float).tiny))


def voiced_share(audio: np.ndarray, sample_rate: int) -> float:
    """The share of frames of 40 ms that are voiced.

    A frame is voiced if it is louder than -50 dBFS and repeats itself: at some period of 60 to 400
    Hz, the correlation coefficient of the frame and itself a period later is 0.5 or more.

    Args:
        audio: (samples,), at least 40 ms.
        sample_rate: In Hz.

    Returns:
        0 to 1.
    """
    frames = _frames(audio, sample_rate)
    loud = levels_dbfs(audio, sample_rate) > SILENCE_DBFS
    periods = range(sample_rate // HIGHEST_HZ, sample_rate // LOWEST_HZ + 1)
    correlation = np.max([_correlation(frames[loud], period) for period in periods], axis=0)
    return float(np.sum(correlation >= LEAST_CORRELATION) / len(frames))


def _frames(audio, sample_rate):
    length, hop = (ms * sample_rate // 1_000 for ms in (FRAME_MS, HOP_MS))
    return np.lib.stride_tricks.sliding_window_view(audio.astype(np.float64), length)[::hop]


def _correlation(frames, period):
    """The correlation coefficient of each frame (n, samples) with itself a period later."""
    now, later = frames[:, :-period], frames[:, period:]
    now, later = (part - part.mean(axis=1, keepdims=True) for part in (now, later))
    size = np.sqrt(np.sum(now**2, axis=1) * np.sum(later**2, axis=1))
    return np.sum(now * later, axis=1) / np.maximum(size, np.finfo(float).tiny)
