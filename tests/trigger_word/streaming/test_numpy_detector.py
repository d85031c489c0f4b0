import json
import zipfile

import numpy as np
import pytest

from course_utils.audio.front_end import FrontEnd
from course_utils.backend import keras
from course_utils.trigger_word.detection import detect_triggerword
from course_utils.trigger_word.streaming.numpy_detector import DetectorFileError, NumpyDetector

L = keras.layers


def test_probabilities_are_those_of_keras(both, noise):
    model, detector = both
    sound = noise(441_000)
    expected = detect_triggerword(sound, FrontEnd(), model)
    probabilities = detect_triggerword(sound, FrontEnd(), detector)
    assert expected.shape == (1375,)
    assert expected.std() > 0.05
    np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-5)


def test_a_state_stays_as_it_is(both, noise):
    _, detector = both
    features = FrontEnd().features(noise(44_100))
    state, _ = detector.run(detector.start(), features[:300])
    first = detector.run(state, features[300:])[1]
    assert (detector.run(state, features[300:])[1] == first).all()


def test_other_chains_of_layers(tmp_path):
    chain = [
        keras.Input((100, 8)),
        L.Conv1D(6, 5, strides=2, activation="relu"),
        L.BatchNormalization(),
        L.Conv1D(5, 3, strides=3),
        L.ReLU(),
        L.GRU(4, return_sequences=True),
        L.TimeDistributed(L.Dense(1)),
        L.Activation("sigmoid"),
    ]
    model = keras.Sequential(chain)
    model.save(tmp_path / "chain.keras")
    detector = NumpyDetector.read(tmp_path / "chain.keras")
    features = np.random.default_rng(0).normal(size=(2, 100, 8)).astype(np.float32)
    expected = model.predict(features, verbose=0)
    np.testing.assert_allclose(detector.predict(features), expected, rtol=0, atol=1e-6)
    assert (detector.frames_per_step, detector.first_frames) == (6, 9)


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
    with pytest.raises(DetectorFileError, match=message):
        NumpyDetector.read(tmp_path / "other.keras")


def test_files_that_are_no_detectors(tmp_path):
    path = tmp_path / "x.keras"
    with pytest.raises(DetectorFileError, match="does not exist"):
        NumpyDetector.read(path)
    path.write_bytes(b"no archive")
    with pytest.raises(DetectorFileError, match=r"is no \.keras file"):
        NumpyDetector.read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"config": {}}))
    with pytest.raises(DetectorFileError, match=r"is no \.keras file"):
        NumpyDetector.read(path)
