import io
import json
from zipfile import ZipFile

import h5py
import numpy as np
import pytest

from course_utils.trigger_word.detectors import CONFIGS, Detector, parse_card
from course_utils.trigger_word.model import build_detector, load_detector, save_detector
from course_utils.trigger_word.streaming.streaming_detector import read_streaming_detector
from tests.trigger_word import tiny_detector
from tests.trigger_word.extras import needs_embedding

EMBEDDING = pytest.param(CONFIGS["embedding"], marks=needs_embedding)


def saved(path, config=tiny_detector.CONFIG, **facts):
    detector = Detector(build_detector(config, 3), config, 0.75, "hey course")
    return detector, save_detector(path, detector, facts)


def test_a_detector_comes_back_as_it_was(tmp_path):
    path = tmp_path / "tiny.keras"
    detector, card = saved(path, metrics={"f1": [0.5, 0.4, 0.6]})
    loaded = load_detector(path)
    assert (loaded.config, loaded.threshold, loaded.word) == (detector.config, 0.75, "hey course")
    x = np.random.default_rng(0).normal(size=(1, 30, 6)).astype(np.float32)
    assert np.array_equal(loaded.model.predict_on_batch(x), detector.model.predict_on_batch(x))
    assert card == json.loads(path.with_suffix(".json").read_text())
    assert card["kind"] == "trigger_word"
    assert card["metrics"] == {"f1": [0.5, 0.4, 0.6]}
    assert card["parameters"] == detector.model.count_params()


def test_the_optimizer_is_left_out(tmp_path):
    settings = tiny_detector.SETTINGS
    model, _ = tiny_detector.train(
        settings=type(settings)(epochs=1, steps=1, batch_size=2, seed=settings.seed)
    )
    detector = Detector(model, tiny_detector.CONFIG, 0.5, "activate")
    save_detector(tmp_path / "trained.keras", detector, {})
    with ZipFile(tmp_path / "trained.keras") as archive:
        weights = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(weights) as file:
        assert "optimizer" not in file
    loaded = load_detector(tmp_path / "trained.keras").model
    assert all(
        np.array_equal(a, b) for a, b in zip(loaded.get_weights(), model.get_weights(), strict=True)
    )


@pytest.mark.parametrize("config", [tiny_detector.CONFIG, EMBEDDING], ids=["scratch", "embedding"])
def test_the_same_file_can_listen_without_keras(tmp_path, config):
    detector, _ = saved(tmp_path / "tiny.keras", config)
    streaming = read_streaming_detector(tmp_path / "tiny.keras")
    assert (streaming.word, streaming.threshold) == ("hey course", 0.75)
    audio = np.random.default_rng(0).uniform(-0.1, 0.1, 44_100).astype(np.float32)
    features = detector.config.front_end.features(audio)[np.newaxis]
    expected = np.asarray(detector.model.predict_on_batch(features))[0, :, 0]
    given = streaming.stream().feed(audio)
    assert len(given) == detector.config.n_steps(44_100)
    np.testing.assert_allclose(given, expected, atol=1e-5)


@pytest.mark.parametrize("name", CONFIGS)
def test_a_card_says_what_a_detector_hears_with(tmp_path, name):
    _, card = saved(tmp_path / f"{name}.keras", CONFIGS[name])
    assert parse_card(json.loads(json.dumps(card)), name) == (CONFIGS[name], 0.75, "hey course")


@pytest.mark.parametrize(
    "change", [{"threshold": "high"}, {"sizes": {"depth": 3}}, {"sizes": None}]
)
def test_a_card_of_something_else_is_refused(change):
    card = {"front_end": {}, "sizes": {}, "threshold": 0.5, "word": "activate", **change}
    with pytest.raises(ValueError, match="the card of mine is no card of a detector"):
        parse_card(card, "mine")


def test_an_embeddings_detector_comes_back_without_the_embedding(tmp_path):
    detector, card = saved(tmp_path / "word.keras", CONFIGS["embedding"])
    assert card["front_end"] == {"embedding": "google/speech_embedding"}
    loaded = load_detector(tmp_path / "word.keras")
    assert loaded.config == detector.config
    x = np.random.default_rng(0).normal(size=(1, 9, 96)).astype(np.float32)
    assert np.array_equal(loaded.model.predict_on_batch(x), detector.model.predict_on_batch(x))


def test_files_that_do_not_belong_together_are_refused(tmp_path):
    path = tmp_path / "tiny.keras"
    saved(path)
    other = tmp_path / "other.keras"
    saved(other, CONFIGS["embedding"])
    other.replace(path)
    with pytest.raises(ValueError, match=r"tiny\.json"):
        load_detector(path)
    with pytest.raises(ValueError, match=r"ends in \.keras"):
        saved(tmp_path / "tiny.h5")
    with pytest.raises(ValueError, match="nowhere"):
        load_detector(tmp_path / "nowhere.keras")
