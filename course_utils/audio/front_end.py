"""From sound to what a detector sees: spectra in dB, with every band's own level taken out.

A gain, or a microphone's frequency response, adds a constant to each band in dB. Subtracting the
mean of the sound so far takes it out again, and needs nothing of the future: a whole clip and a
microphone give the same numbers. Speech recognition calls it online cepstral mean normalization
(Viikki et al., 1998).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.fft import rfft
from scipy.linalg import toeplitz
from scipy.signal import get_window
from scipy.sparse import csr_array

from course_utils.audio.mel import mel_weights
from course_utils.graded import graded

FLOOR = np.float32(1e-12)  # of power: -120 dB
FRAMES_AT_ONCE = 128  # as many as stay in the processor's cache
MEANS_AT_ONCE = 48
DB_PER_NEPER = np.float32(10 / np.log(10))
DB_PER_UNIT = np.float32(20)
SILENCE_DB = DB_PER_NEPER * np.log(FLOOR)


@graded(points=4)
def subtract_running_mean(decibels, keep):
    """Takes its own level out of each band: every frame less the mean of the frames up to it.

    In the mean of frame t, itself among them, frame s has the weight keep ** (t - s): the older a
    frame, the lighter. The weights are divided by their sum, in the first frames too: the mean of
    frame 0 is frame 0.

    Args:
        decibels: (frames, bands), in dB; may have no frames.
        keep: What a frame keeps of its weight from one frame to the next, above 0 and below 1.

    Returns:
        (frames, bands), in dB above or below the running mean.

    Source: O. Viikki, D. Bye and K. Laurila, "A Recursive Feature Vector Normalization Approach for
    Robust Speech Recognition in Noise", ICASSP 1998.
    """
    ### BEGIN SOLUTION
    result = np.empty_like(decibels)
    total, weight = np.zeros(decibels.shape[1]), 0.0
    for t, frame in enumerate(decibels):
        total = keep * total + frame
        weight = keep * weight + 1
        result[t] = frame - total / weight
    return result
    ### END SOLUTION


@dataclass(frozen=True)
class FrontEnd:
    """How sound becomes the input of a detector.

    Attributes:
        window: Samples of a frame.
        hop: Samples from one frame to the next.
        n_mels: How many bands on the mel scale; 0 keeps every frequency of the Fourier transform.
        highest_hz: Upper end of the bands on the mel scale.
        memory_s: How long the mean of a band remembers: 63% of it is younger.
        sample_rate: In Hz.
    """

    window: int = 200
    hop: int = 80
    n_mels: int = 0
    highest_hz: float = 7600.0
    memory_s: float = 2.0
    sample_rate: int = 44_100

    @property
    def n_bands(self) -> int:
        """Numbers in a frame."""
        return self.n_mels or self.window // 2 + 1

    @property
    def keep(self) -> float:
        """What a frame keeps of its weight in the running mean from one frame to the next."""
        return float(np.exp(-self.hop / (self.sample_rate * self.memory_s)))

    def n_frames(self, n_samples: int) -> int:
        """How many frames lie wholly within `n_samples`."""
        return max(0, 1 + (n_samples - self.window) // self.hop)

    def features(self, audio: np.ndarray) -> np.ndarray:
        """Returns float32 (frames, bands) of sound (n,) in [-1, 1]; about -3 to 5."""
        return self.stream().feed(audio)

    def stream(self) -> "FrontEndStream":
        """Returns a front end that is fed piece by piece."""
        return FrontEndStream(self)

    def decibels(self, audio: np.ndarray) -> np.ndarray:
        """Returns each frame's bands in dB, float32 (frames, bands)."""
        decibels = np.empty((self.n_frames(len(audio)), self.n_bands), np.float32)
        if len(decibels):
            frames = np.lib.stride_tricks.sliding_window_view(audio, self.window)[:: self.hop]
            for at in range(0, len(frames), FRAMES_AT_ONCE):
                part = slice(at, at + FRAMES_AT_ONCE)
                power = np.maximum(self._power(frames[part]), FLOOR)
                decibels[part] = DB_PER_NEPER * np.log(power)
        return decibels

    def _power(self, frames: np.ndarray) -> np.ndarray:
        spectrum = rfft(frames * self._taper, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        return (self._mel_weights @ power.T).T if self.n_mels else power

    @cached_property
    def _taper(self) -> np.ndarray:
        taper = get_window("hann", self.window)
        return (2 * taper / taper.sum()).astype(np.float32)

    @cached_property
    def _mel_weights(self) -> csr_array:
        weights = mel_weights(self.window, self.sample_rate, self.n_mels, self.highest_hz)
        return csr_array(weights.T)


class FrontEndStream:
    """A front end that is fed pieces of any length, and gives what the whole would have given.

    It gives what `subtract_running_mean` gives of all decibels, in units of 20 dB. A product with a
    triangle of weights takes the place of 48 steps of its loop.
    """

    def __init__(self, front_end: FrontEnd):
        self.front_end = front_end
        triangle = np.tril(toeplitz(front_end.keep ** np.arange(MEANS_AT_ONCE)))
        self._triangle = triangle.astype(np.float32)
        self._rest = np.empty(0, np.float32)
        self._mean = np.full(front_end.n_bands, SILENCE_DB)  # before any frame it has no weight
        self._n_frames = 0

    def feed(self, audio: np.ndarray) -> np.ndarray:
        """Returns the features of the frames that these samples complete, (frames, bands)."""
        samples = np.concatenate([self._rest, np.asarray(audio, np.float32)])
        decibels = self.front_end.decibels(samples)
        self._rest = samples[len(decibels) * self.front_end.hop :]
        return (decibels - self._running_means(decibels)) / DB_PER_UNIT

    def _running_means(self, decibels: np.ndarray) -> np.ndarray:
        """For each frame the mean of all frames up to it, the older the lighter.

        With a mean m before it, a part of frames d(1), d(2), ... has the means
        m + sum over s <= t of k^(t - s) (d(s) - m) / w(t), where k is what a frame keeps of its
        weight from one to the next, and w(t) the weight of all so far: one product with a triangle.
        """
        keep = self.front_end.keep
        n_frames = self._n_frames + np.arange(1, len(decibels) + 1)
        self._n_frames += len(decibels)
        weights = (1 - keep**n_frames) / (1 - keep)
        weights = weights[:, None].astype(np.float32)
        means = np.empty_like(decibels)
        for at in range(0, len(decibels), MEANS_AT_ONCE):
            part = slice(at, at + MEANS_AT_ONCE)
            news = decibels[part] - self._mean
            triangle = self._triangle[: len(news), : len(news)]
            means[part] = self._mean + triangle @ news / weights[part]
            self._mean = means[part][-1]
        return means
