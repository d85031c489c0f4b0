"""Networks of others that come as ONNX files."""

from pathlib import Path


def open_network(path: Path):
    """Opens a network as an `onnxruntime.InferenceSession` that computes on one core.

    Whoever calls it spreads the work over the cores: examples and clips are made side by side.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
