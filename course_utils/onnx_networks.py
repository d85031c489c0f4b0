"""Networks of others that come as ONNX files."""

from pathlib import Path


def open_network(network: Path | bytes):
    """Opens a file, or what is in one, as an `onnxruntime.InferenceSession` for one core.

    Whoever calls it spreads the work over the cores: examples and clips are made side by side.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(network, options, ["CPUExecutionProvider"])
