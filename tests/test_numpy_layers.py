import json
import zipfile

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.numpy_layers import LayersFileError, read_layers

L = keras.layers


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (L.LSTM(3, return_sequences=True), "a layer LSTM cannot run"),
        (L.Conv1D(3, 3, padding="same"), "padding='same' cannot run"),
        (L.GRU(3), "return_sequences=False cannot run"),
        (L.Dense(3, activation="gelu"), "activation 'gelu' cannot run"),
    ],
)
def test_layers_that_cannot_run(tmp_path, layer, message):
    keras.Sequential([keras.Input((9, 8)), layer]).save(tmp_path / "other.keras")
    with pytest.raises(LayersFileError, match=message):
        read_layers(tmp_path / "other.keras")


def test_files_that_hold_no_layers(tmp_path):
    path = tmp_path / "x.keras"
    with pytest.raises(LayersFileError, match="does not exist"):
        read_layers(path)
    path.write_bytes(b"no archive")
    with pytest.raises(LayersFileError, match=r"is no \.keras file"):
        read_layers(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"config": {}}))
    with pytest.raises(LayersFileError, match=r"is no \.keras file"):
        read_layers(path)


def test_layers_that_look_back_give_the_same_in_pieces_as_keras_of_the_whole(tmp_path):
    chain = [
        keras.Input((None, 8)),
        L.Conv1D(6, 5, strides=2, padding="causal"),
        L.LayerNormalization(),
        L.Conv1D(5, 4, strides=3, padding="causal", activation="relu"),
        L.GRU(4, return_sequences=True),
        L.Dense(3),
    ]
    model, rng = keras.Sequential(chain), np.random.default_rng(0)
    model.set_weights([w + rng.normal(0, 0.3, w.shape) for w in model.get_weights()])
    model.save(tmp_path / "chain.keras")
    x = rng.normal(size=(47, 8)).astype(np.float32)
    outputs, layers = [], read_layers(tmp_path / "chain.keras")
    states = [layer.start() for layer in layers]
    for piece in np.split(x, [0, 1, 2, 9, 40]):
        for i, layer in enumerate(layers):
            states[i], piece = layer.run(states[i], piece)
        outputs.append(piece)
    expected = np.asarray(model.predict_on_batch(x[np.newaxis]))[0]
    assert len(expected) == 8  # 47 / 2 and then / 3, both rounded up
    np.testing.assert_allclose(np.concatenate(outputs), expected, rtol=0, atol=1e-5)
