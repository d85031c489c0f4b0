"""Convolution in parts of one length, whose Fourier transforms are short and made side by side."""

import numpy as np
from scipy.fft import irfft, rfft

PART = 1024


def convolve(samples: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Convolves a sound with an impulse response, as `np.convolve` does.

    Part i of the sound, heard through part j of the response, begins with part i + j of the result
    and reaches into the next one (overlap-add, Stockham, "High-speed convolution and correlation",
    1966, with the response in parts too).

    Args:
        samples: float32 (n,).
        response: float32 (m,).

    Returns:
        float32 (n + m - 1,).
    """
    spoken, room = _spectra(samples), _spectra(response)
    heard = np.zeros((len(spoken) + len(room), PART + 1), np.complex64)
    for j, spectrum in enumerate(room):
        heard[j : j + len(spoken)] += spoken * spectrum
    parts = irfft(heard, axis=1)
    parts[1:, :PART] += parts[:-1, PART:]
    return parts[:, :PART].reshape(-1)[: len(samples) + len(response) - 1]


def _spectra(samples: np.ndarray) -> np.ndarray:
    parts = np.pad(samples, (0, -len(samples) % PART)).reshape(-1, PART)
    return rfft(parts, 2 * PART, axis=1)
