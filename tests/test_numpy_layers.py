import json
import zipfile

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
