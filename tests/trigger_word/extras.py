"""Marks of tests that need an extra."""

from importlib.util import find_spec

import pytest

needs_embedding = pytest.mark.skipif(
    not all(map(find_spec, ("livekit", "onnx", "onnxruntime"))),
    reason="the extra `embedding` is not installed",
)
