import json
import zipfile

import numpy as np
import pytest

from course_utils.audio.front_end import FrontEnd
from course_utils.backend import keras
from course_utils.trigger_word.detection import decode_events, detect_triggerword
from course_utils.trigger_word.streaming.numpy_detector import DetectorFileError, NumpyDetector
from course_utils.trigger_word.streaming.streaming_detector import EventStream, ProbabilityStream
from tests.trigger_word.detectors import build_detector

L = keras.layers


@pytest.fixture(scope="module", params=[False, True], ids=["reset before", "reset after"])
def both(request, tmp_path_factory):
    """A Keras model, and the same read from its file."""
    model = build_detector(reset_after=request.param)
    path = tmp_path_factory.mktemp("model") / "detector.keras"
    model.save(path)
    return model, NumpyDetector.read(path)


def noise(n, seed=0):
    rng = np.random.default_rng(seed)
    loudness = np.repeat(rng.uniform(0, 0.5, n // 4410 + 1), 4410)[:n]
    return (rng.uniform(-1, 1, n) * loudness).astype(np.float32)


def test_probabilities_are_those_of_keras(both):
    model, detector = both
    sound = noise(441_000)
    expected = detect_triggerword(sound, FrontEnd(), model)
    probabilities = detect_triggerword(sound, FrontEnd(), detector)
    assert expected.shape == (1375,)
    assert expected.std() > 0.05
    np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("chunk", [4410, 441, 997, 64_000, "any"])
def test_a_stream_in_pieces_is_the_whole(both, chunk):
    model, detector = both
    sound = noise(150_000, seed=1)
    rng = np.random.default_rng(2)
    random = np.sort(rng.integers(0, len(sound), 60))
    cuts = random if chunk == "any" else np.arange(chunk, len(sound), chunk)
    pieces = np.split(sound, cuts)
    stream = ProbabilityStream(detector, FrontEnd())
    streamed = np.concatenate([stream.feed(piece) for piece in pieces])
    expected = detect_triggerword(sound, FrontEnd(), model)
    np.testing.assert_allclose(streamed, expected, rtol=0, atol=1e-5)


def test_step_times_are_when_a_step_is_known(both):
    _, detector = both
    assert (detector.frames_per_step, detector.first_frames) == (4, 15)
    stream = ProbabilityStream(detector, FrontEnd())
    assert stream.step_ms == pytest.approx(320 / 44.1)
    needed = round(stream.first_ms * 44.1)
    assert len(stream.feed(noise(needed - 1))) == 0
    assert len(stream.feed(noise(1))) == 1
    assert len(stream.feed(noise(319))) == 0
    assert len(stream.feed(noise(1))) == 1


def test_a_state_stays_as_it_is(both):
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


@pytest.mark.parametrize("seed", range(5))
def test_events_of_a_stream_are_those_of_the_whole(seed):
    rng = np.random.default_rng(seed)
    probabilities = rng.uniform(size=2000) ** 4
    stream, found = EventStream(0.6, 7.25, first_ms=30, refractory_ms=400), []
    for piece in np.split(probabilities, np.sort(rng.integers(0, 2000, 50))):
        found += stream.feed(piece)
    expected = decode_events(probabilities, 0.6, 7.25, 400)
    assert len(expected) > 5
    assert [d.time_ms for d in found] == pytest.approx((expected + 30).tolist())
    assert all(d.probability > 0.6 for d in found)
