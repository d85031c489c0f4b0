"""A pre-trained ear: Google's speech embedding, frozen, in place of a spectrogram.

The network was trained to tell five thousand words apart in recordings of very many people (Lin,
Kilgour, Roblek and Sharifi, "Training Keyword Spotters with Limited and Synthesized Speech Data",
2020, arXiv:2002.01322); it and its weights are licensed under Apache-2.0. What is learned here are
a few layers on top.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course_utils.trigger_word.embedding_networks import N_NUMBERS, load_networks

WINDOW_FRAMES, HOP_FRAMES = 76, 8
FRAME, FRAME_HOP = 512, 160  # samples


@dataclass(frozen=True)
class EmbeddingFrontEnd:
    """What a detector hears with that builds on the embedding: 96 numbers every 80 ms.

    Each number sees 782 ms of sound.
    """

    @property
    def sample_rate(self) -> int:
        """Of the sound that it is given, in Hz."""
        return 16_000

    @property
    def n_bands(self) -> int:
        """Numbers of an embedding."""
        return N_NUMBERS

    @property
    def window(self) -> int:
        """Samples that an embedding sees."""
        return (WINDOW_FRAMES - 1) * FRAME_HOP + FRAME

    @property
    def hop(self) -> int:
        """Samples from one embedding to the next."""
        return HOP_FRAMES * FRAME_HOP

    def n_frames(self, n_samples: int) -> int:
        """Embeddings of so many samples."""
        return max(0, 1 + (n_samples - self.window) // self.hop)

    def features(self, audio: np.ndarray) -> np.ndarray:
        """Returns float32 (frames, 96) of sound (n,) in [-1, 1].

        Raises:
            NoEmbeddingError: The extra `embedding` is not installed.
        """
        n_frames = self.n_frames(len(audio))
        if not n_frames:
            return np.empty((0, self.n_bands), np.float32)
        mel, embedding = self._networks
        pcm = 32767 * audio[np.newaxis, : self.window + (n_frames - 1) * self.hop]
        bands = _run(mel, pcm)[:, 0, :, :, np.newaxis] / 10 + 2
        return _run(embedding, bands)[0].T

    def stream(self) -> "EmbeddingStream":
        """From the beginning of a sound that comes in pieces."""
        return EmbeddingStream(self)

    @cached_property
    def _networks(self) -> tuple:
        return load_networks()

    def __getstate__(self) -> dict:
        """Leaves the networks behind: a process that gets this object loads its own."""
        return {}


class EmbeddingStream:
    """The same embeddings, of sound that comes in pieces of any size.

    Args:
        front_end: Whose embeddings.
    """

    def __init__(self, front_end: EmbeddingFrontEnd):
        self._front_end = front_end
        self._samples = np.empty(0, np.float32)

    def feed(self, audio: np.ndarray) -> np.ndarray:
        """The embeddings (frames, 96) that are complete with these samples (n,)."""
        samples = np.concatenate([self._samples, np.asarray(audio, np.float32)])
        features = self._front_end.features(samples)
        self._samples = samples[len(features) * self._front_end.hop :]
        return features


def _run(network, x: np.ndarray) -> np.ndarray:
    (output,) = network.run(None, {network.get_inputs()[0].name: x.astype(np.float32)})
    return output
