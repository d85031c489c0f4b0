import hashlib
import json
from dataclasses import asdict

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.folders import repository
from course_utils.wavenet.model import WaveNetConfig, build_wavenet, config_of
from course_utils.wavenet.saved_models import load_wavenet, read_card, save_wavenet

CONFIG = WaveNetConfig(dilations=(1, 2), residual_channels=4, gate_channels=4, skip_channels=4)
SHIPPED = [file.stem for file in sorted((repository() / "data/models").glob("wavenet*.keras"))]
LARGEST_BYTES = 5_000_000


@pytest.fixture
def saved(tmp_path):
    """The path of a model that was written, and the model."""
    path = tmp_path / "tiny.keras"
    model = build_wavenet(CONFIG)
    model.compile("adam", "mse")
    save_wavenet(path, model, {"command": "course train wavenet", "seed": 3})
    return path, model


def rewrite_card(path, **changes):
    card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    path.with_suffix(".json").write_text(json.dumps(card | changes), encoding="utf-8")


def test_a_model_comes_back_whole(saved):
    path, model = saved
    loaded = load_wavenet(path)
    codes = np.random.default_rng(0).integers(0, 256, (2, 9))
    assert np.array_equal(loaded.predict(codes, verbose=0), model.predict(codes, verbose=0))
    assert config_of(loaded) == CONFIG


def test_the_optimizer_stays_behind(saved):
    path, _ = saved
    assert not keras.saving.load_model(path).compiled


def test_the_card_says_what_made_the_model(saved):
    path, model = saved
    card = read_card(path)
    assert card["command"] == "course train wavenet"
    assert card["seed"] == 3
    assert card["config"] == json.loads(json.dumps(asdict(CONFIG)))
    assert card["parameters"] == model.count_params()
    assert card["versions"]["keras"] == keras.version()
    assert card["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_name_must_be_that_of_a_keras_file(tmp_path):
    with pytest.raises(ValueError, match=r"ends in \.keras: .*tiny\.h5"):
        save_wavenet(tmp_path / "tiny.h5", build_wavenet(CONFIG), {})


def test_a_changed_file_is_refused(saved):
    path, _ = saved
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ValueError, match=r"tiny\.keras is not the file that tiny\.json describes"):
        load_wavenet(path)


def test_a_model_without_a_card_is_refused(saved):
    path, _ = saved
    path.with_suffix(".json").unlink()
    with pytest.raises(ValueError, match=r"has no card: tiny\.json is not beside it"):
        load_wavenet(path)


@pytest.mark.parametrize("text", ["", "[1]", "{}", "{"])
def test_a_card_that_is_none_is_refused(saved, text):
    path, _ = saved
    path.with_suffix(".json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"tiny\.json is not the card of a model"):
        load_wavenet(path)


@pytest.mark.parametrize("change", [{"version": 2}, {"kind": "trigger word"}])
def test_another_version_or_kind_is_refused(saved, change):
    path, _ = saved
    rewrite_card(path, **change)
    with pytest.raises(ValueError, match="this course reads wavenet version 1"):
        load_wavenet(path)


def test_a_file_that_keras_cannot_read_is_refused(saved):
    path, _ = saved
    path.write_bytes(b"a format of the year 2040")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    rewrite_card(path, sha256=digest, versions={"keras": "9.0.0"})
    with pytest.raises(ValueError, match=r"written by Keras 9\.0\.0, and Keras .* cannot read it"):
        load_wavenet(path)


def test_a_network_of_another_shape_than_its_card_is_refused(saved):
    path, _ = saved
    config = json.loads(json.dumps(asdict(CONFIG))) | {"kernel_size": 3}
    rewrite_card(path, config=config)
    with pytest.raises(ValueError, match="another shape than its card says"):
        load_wavenet(path)


@pytest.mark.parametrize("name", ["no_such", "no/such.keras"])
def test_a_model_that_is_not_there_is_said(name):
    with pytest.raises(ValueError, match=r"there is no model .*such\.keras"):
        load_wavenet(name)


def test_there_is_a_shipped_model():
    assert "wavenet_large" in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_models_load_are_small_and_beat_the_markov_table(name):
    card = read_card(name)
    assert load_wavenet(name).count_params() == card["parameters"]
    path = repository() / "data" / "models" / f"{name}.keras"
    assert path.stat().st_size < LARGEST_BYTES
    assert card["metrics"]["share_of_markov"] <= 0.85
    assert card["command"].startswith("course train wavenet")
