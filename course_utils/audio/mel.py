"""The mel scale: frequency bands that are as wide as those of human hearing."""

import numpy as np


def hz_to_mel(hz):
    """Mels of frequencies in Hz: 2595 log10(1 + f / 700) (O'Shaughnessy, 1987)."""
    return 2595 * np.log10(1 + np.asarray(hz) / 700)


def mel_to_hz(mel):
    """Frequencies in Hz of mels."""
    return 700 * (10 ** (np.asarray(mel) / 2595) - 1)


def mel_weights(
    window: int, sample_rate: int, n_mels: int, highest_hz: float, lowest_hz: float = 60.0
) -> np.ndarray:
    """How much of each frequency of a Fourier transform belongs to each band.

    Bands are triangles, evenly spaced on the mel scale; each one's weights sum to 1, so that a
    band's power does not depend on its width.

    Args:
        window: Samples of a frame.
        sample_rate: In Hz.
        n_mels: How many bands.
        highest_hz: Where the last band ends.
        lowest_hz: Where the first begins.

    Returns:
        float32 (window // 2 + 1, n_mels).

    Raises:
        ValueError: A band lies between two frequencies of the transform, or above its highest.
    """
    if highest_hz > sample_rate / 2:
        raise ValueError(
            f"{sample_rate} Hz hold no sound above {sample_rate / 2:g} Hz, got {highest_hz:g}"
        )
    edges = mel_to_hz(np.linspace(hz_to_mel(lowest_hz), hz_to_mel(highest_hz), n_mels + 2))
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    hz = np.fft.rfftfreq(window, 1 / sample_rate)[:, None]
    rising, falling = (hz - low) / (middle - low), (high - hz) / (high - middle)
    weights = np.clip(np.minimum(rising, falling), 0, None)
    totals = weights.sum(axis=0)
    if not totals.all():
        raise ValueError(
            f"{n_mels} bands are too many for a window of {window} samples: band "
            f"{int(np.argmin(totals))} holds no frequency of its Fourier transform"
        )
    return (weights / totals).astype(np.float32)
