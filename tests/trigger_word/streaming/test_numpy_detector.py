import numpy as np

from course_utils.audio.front_end import FrontEnd
from course_utils.backend import keras
from course_utils.trigger_word.detection import detect_triggerword
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector

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
