"""Words in another tone: a smooth filter for what mouths, distances and microphones do to speech.

It changes the words and not their background, so the mean of what was heard does not take it out.
"""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq

OCTAVES_HZ = 250.0 * 2.0 ** np.arange(6)
TAPS_MS = 8


def random_equalizer(largest_db: float, sample_rate: int, rng: np.random.Generator) -> np.ndarray:
    """Draws how much each octave from 250 to 8,000 Hz rises or falls, and makes a filter of it.

    Args:
        largest_db: No octave rises or falls by more.
        sample_rate: In Hz.
        rng: Decides.

    Returns:
        Impulse response (n,), 8 ms long, that begins at once (minimum phase); see `equalizer`.
    """
    return equalizer(rng.uniform(-largest_db, largest_db, len(OCTAVES_HZ)), sample_rate)


def equalizer(gains_db: np.ndarray, sample_rate: int) -> np.ndarray:
    """Makes the filter whose gain at 250, 500, ..., 8,000 Hz is given, and between them on a line.

    The cepstrum of a filter that begins at once is zero before time 0 (Oppenheim and Schafer,
    Discrete-Time Signal Processing, section on minimum phase): so the real cepstrum is folded.

    Args:
        gains_db: (6,); the outer ones hold beyond 250 and 8,000 Hz.
        sample_rate: In Hz.
    """
    taps = sample_rate * TAPS_MS // 1000
    n = 4 * taps
    octaves = np.log2(np.maximum(rfftfreq(n, 1 / sample_rate), 1.0))
    curve = np.interp(octaves, np.log2(OCTAVES_HZ), gains_db)
    cepstrum = irfft(np.log(10) / 20 * curve, n)
    cepstrum[1 : n // 2] *= 2
    cepstrum[n // 2 + 1 :] = 0
    return irfft(np.exp(rfft(cepstrum)), n)[:taps].astype(np.float32)
