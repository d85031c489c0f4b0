"""From sound to a picture of it: which frequencies sound when."""

import numpy as np
from scipy.fft import rfft

from course_utils.audio.files import resample
from course_utils.graded import graded


@graded(points=4)
def graph_spectrogram(audio: np.ndarray) -> np.ndarray:
    """Computes how loud each frequency is at each moment, without plotting and without a file.

    The sound is cut into windows of 200 samples, one every 80; what is left at the end and fills
    no window is dropped. Each window is multiplied by a Hann window w (`hann`), and `rfft` of the
    product is X. Row f holds the frequency f * sample_rate / 200 (220.5 Hz apart at 44,100 Hz), at

        20 log10(2 |X[f]| / sum(w))  dB,

    so that a sine of amplitude 1 at the frequency of a row has 0 dB there. Nothing is below
    -100 dB: quieter than any microphone hears, and silence has no logarithm.

    Args:
        audio: float32 (n,) in [-1, 1], n at least 200.

    Returns:
        float32 (101, 1 + (n - 200) // 80): (101, 5511) for 10 s at 44,100 Hz.

    Raises:
        ValueError: `audio` is not (n,) or too short for one window.
    """
    if np.ndim(audio) != 1 or len(audio) < 200:
        raise ValueError(f"audio is (n,) with at least 200 samples, got {np.shape(audio)}")
    hann = np.float32(0.5) * (1 - np.cos(np.arange(200, dtype=np.float32) * np.pi / 100))
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(audio, 200)[::80]
    amplitudes = np.abs(rfft(windows * (2 * hann / hann.sum())))
    return 20 * np.log10(np.maximum(amplitudes, 1e-5)).T
    ### END SOLUTION


@graded(points=3)
def preprocess_audio(audio: np.ndarray, sample_rate: int) -> np.ndarray:
    """Makes any recording what the detector expects: mono, 44,100 Hz, exactly 10 s.

    Channels are mixed to their mean. What is longer than 10 s is cut, what is shorter gets silence
    at its end. Resampling can overshoot, so samples are limited to [-1, 1] afterwards.

    Args:
        audio: float samples (n,) or (n, channels), as from `read_audio`; at least one.
        sample_rate: in Hz.

    Returns:
        float32 (441000,) in [-1, 1].

    Raises:
        ValueError: `audio` is empty, not float or not finite, or the rate makes no sense.
    """
    ### BEGIN SOLUTION
    mono = audio if audio.ndim == 1 else audio.mean(axis=1)
    mono = np.clip(resample(mono, sample_rate, 44_100), -1, 1)[:441_000]
    return np.pad(mono, (0, 441_000 - len(mono)))
    ### END SOLUTION
