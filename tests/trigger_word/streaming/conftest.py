import numpy as np
import pytest

from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector
from tests.trigger_word.detectors import build_detector


@pytest.fixture(scope="package", params=[False, True], ids=["reset before", "reset after"])
def both(request, tmp_path_factory):
    """A Keras model, and the same read from its file."""
    model = build_detector(reset_after=request.param)
    path = tmp_path_factory.mktemp("model") / "detector.keras"
    model.save(path)
    return model, NumpyDetector.read(path)


@pytest.fixture(scope="package")
def noise():
    """A function that gives `n` samples of noise whose level changes."""

    def draw(n, seed=0):
        rng = np.random.default_rng(seed)
        loudness = np.repeat(rng.uniform(0, 0.5, n // 4410 + 1), 4410)[:n]
        return (rng.uniform(-1, 1, n) * loudness).astype(np.float32)

    return draw
