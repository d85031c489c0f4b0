import io
import json
import random
from dataclasses import replace
from zipfile import ZipFile

import h5py
import numpy as np
import pytest

from course_utils.folders import data_folder
from course_utils.trigger_word.detectors import CONFIGS, Detector, parse_card
from course_utils.trigger_word.model import (
    DetectorTrainingSettings,
    build_detector,
    build_trigger_detector,
    build_word_layers,
    crossentropy_off_edges,
    draw_weights,
    load_detector,
    read_people,
    save_detector,
    take_batch,
    train_detector,
)
from course_utils.trigger_word.streaming.streaming_detector import read_streaming_detector
from tests.trigger_word import tiny_detector
from tests.trigger_word.extras import needs_embedding
from tests.trigger_word.tiny_detector import CONFIG


def test_the_network_of_the_exercise():
    assert build_trigger_detector((5511, 101)).count_params() == 522_561
    model = build_trigger_detector((5511, 101), reset_after=True)
    assert model.count_params() == 523_329
    assert model.output_shape == (None, 1375, 1)


def test_the_word_layers_see_some_frames():
    model = build_word_layers((None, 96), kernel_size=4, strides=1, filters=5, dropout=0.5)
    assert model.compute_output_shape((2, 10, 96)) == (2, 7, 1)
    assert model.count_params() == 4 * 96 + (4 * 96 * 5 + 5) + (5 + 1)
    answers = np.asarray(model(np.zeros((2, 10, 96), np.float32)))
    assert answers == pytest.approx(0.5)
    model = build_detector(CONFIGS["embedding"])
    frames = np.random.default_rng(0).standard_normal((1, 12, 96)).astype(np.float32)
    later = frames.copy()
    later[0, 8:] = 0
    same = np.asarray(model(frames))[0] == np.asarray(model(later))[0]
    assert same[0]
    assert not same[1:].any()


def test_equal_seeds_give_equal_weights():
    first, same, other = (build_detector(CONFIG, seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, same, strict=True))
    matrices = [(a, b) for a, b in zip(first, other, strict=True) if a.ndim > 1 and np.ptp(a)]
    assert len(matrices) == 6
    assert all(not np.array_equal(a, b) for a, b in matrices)


def test_weights_are_drawn_as_glorot_and_saxe_do():
    model = build_detector(CONFIGS["small"], 3)
    by_path = {w.path: np.asarray(w) for w in model.weights}
    for path, w in by_path.items():
        if path.endswith("recurrent_kernel"):
            np.testing.assert_allclose(w @ w.T, np.eye(len(w)), atol=1e-5)
        elif path.endswith("/kernel") and "conv" not in path:
            limit = np.sqrt(6 / sum(w.shape))
            assert limit * 0.9 < np.abs(w).max() <= limit
    kernels = [w for path, w in by_path.items() if "gru" in path and path.endswith("/kernel")]
    assert not np.array_equal(*kernels)


def test_the_seed_also_decides_what_dropout_hides():
    x = np.ones((2, 11, 6), np.float32)
    first, same, other = (
        np.asarray(build_detector(CONFIG, seed)(x, training=True)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_drawing_leaves_the_global_random_states_alone():
    model = build_detector(CONFIG)
    before = random.getstate(), np.random.get_state()[1].copy()
    draw_weights(model, 1)
    assert random.getstate() == before[0]
    assert np.array_equal(np.random.get_state()[1], before[1])


def test_the_own_function_builds_the_network():
    calls = []

    def own(input_shape, **sizes):
        calls.append((input_shape, sizes))
        return build_trigger_detector(input_shape, **sizes)

    build_detector(CONFIG, build=own)
    sizes = {"kernel_size": 3, "strides": 2, "filters": 4, "units": 3, "dropout": 0.2}
    assert calls == [((None, 6), sizes)]


def test_word_layers_are_built_by_the_course():
    config = CONFIGS["embedding"]
    model = build_detector(config, build=None)
    assert model.input_shape == (None, None, 96)


LABELS = np.array([[0, 0, 0, 1, 1, 1, 1, 0], [0] * 8], np.float32)[..., None]


def loss(probabilities, labels=LABELS):
    return float(np.mean(crossentropy_off_edges(labels, np.asarray(probabilities, np.float32))))


def test_it_is_the_mean_over_steps_with_equal_neighbors():
    probabilities = np.random.default_rng(0).uniform(0.1, 0.9, LABELS.shape)
    right = np.where(LABELS, probabilities, 1 - probabilities)[..., 0]
    counted = [*right[0, [0, 1, 4, 5]], *right[1]]
    assert loss(probabilities) == pytest.approx(-np.log(counted).mean(), rel=1e-5)


@pytest.mark.parametrize("step", [2, 3, 6, 7])
def test_steps_beside_a_change_do_not_count(step):
    probabilities = np.full(LABELS.shape, 0.5)
    other = probabilities.copy()
    other[0, step] = 0.01
    assert loss(other) == loss(probabilities)


def test_labels_that_change_at_each_step_give_no_loss():
    assert loss(np.full((1, 4, 1), 0.9), np.array([[[0], [1], [0], [1]]], np.float32)) == 0


@pytest.mark.usefixtures("untraced")
def test_a_training_gives_its_history(tmp_path):
    weights, progress = tiny_detector.run(tmp_path / "checkpoint.npz")
    assert (progress.epoch, progress.step, len(progress.history)) == (2, 0, 2)
    for entry in progress.history:
        assert set(entry) == {"loss", "waiting"}
        assert 0.3 < entry["loss"] < 1.5
        assert 0 <= entry["waiting"] <= 1
    before = build_detector(tiny_detector.CONFIG, 5).get_weights()
    assert all(np.any(a != b) for a, b in zip(weights, before, strict=True) if a.ndim == 2)


@pytest.mark.usefixtures("untraced")
def test_steps_beside_a_change_of_the_label_may_be_left_out():
    short = replace(tiny_detector.SETTINGS, epochs=1, steps=1)
    losses = [
        tiny_detector.train(settings=replace(short, label_edges=edges))[1].history[0]["loss"]
        for edges in (True, False)
    ]
    assert losses[0] != pytest.approx(losses[1], rel=1e-3)


def test_it_learns_and_validates():
    settings = DetectorTrainingSettings(epochs=2, steps=100, batch_size=8, learning_rate=0.02)
    epochs, steps = [], []
    _, progress = tiny_detector.train(
        settings=settings,
        validate=lambda model: {"n": epochs.append(model) or len(epochs)},
        report=lambda progress, n: steps.append((progress.epoch, progress.step, n)),
    )
    losses = [entry["loss"] for entry in progress.history]
    assert losses[1] < min(losses[0], 0.68)
    assert [entry["n"] for entry in progress.history] == [1, 2]
    assert steps == [(epoch, step + 1, 100) for epoch in range(2) for step in range(100)]


@pytest.mark.usefixtures("untraced")
def test_examples_come_in_the_order_of_their_numbers():
    numbers = []

    def open_stream(make, wanted):
        numbers.extend(wanted)
        return tiny_detector.open_stream(make, wanted)

    settings = replace(tiny_detector.SETTINGS, epochs=1, steps=1)
    model = build_detector(tiny_detector.CONFIG)
    train_detector(model, tiny_detector.make_example, settings, open_stream=open_stream)
    assert numbers == [0, 1, 2, 3]
    assert settings.n_examples == 4


@pytest.mark.usefixtures("untraced")
def test_a_few_examples_come_again_and_are_made_once():
    made = []

    def make(number):
        made.append(number)
        return tiny_detector.make_example(number)

    settings = replace(tiny_detector.SETTINGS, epochs=2, steps=2, distinct_examples=3)
    model = build_detector(tiny_detector.CONFIG)
    train_detector(model, make, settings, open_stream=tiny_detector.open_stream)
    assert made == [0, 1, 2]


def test_a_batch_is_stacked():
    examples = iter([tiny_detector.make_example(number) for number in range(3)])
    features, labels = take_batch(examples, 3)
    assert (features.shape, labels.shape) == ((3, 7, 6), (3, 3, 1))


@pytest.mark.usefixtures("untraced")
def test_a_loss_that_is_no_number_is_named():
    def spoiled(number):
        features, labels = tiny_detector.make_example(number)
        return features * np.nan, labels

    model = build_detector(tiny_detector.CONFIG)
    with pytest.raises(ValueError, match="the loss is nan in epoch 0, step 0"):
        train_detector(
            model, spoiled, tiny_detector.SETTINGS, open_stream=tiny_detector.open_stream
        )


def test_the_detectors_of_the_course_answer_as_often_as_they_say():
    for name in ("course", "small"):
        config = CONFIGS[name]
        model = build_detector(config)
        frames = config.front_end.n_frames(441_000)
        shape = model.compute_output_shape((1, frames, config.front_end.n_bands))
        assert shape == (1, config.n_steps(441_000), 1), name


EMBEDDING = pytest.param(CONFIGS["embedding"], marks=needs_embedding)


def saved(path, config=tiny_detector.CONFIG, **facts):
    detector = Detector(build_detector(config, 3), config, 0.75, "hey course")
    return detector, save_detector(path, detector, facts)


@pytest.mark.parametrize("config", [tiny_detector.CONFIG, CONFIGS["embedding"]])
def test_a_detector_comes_back_as_it_was_without_the_embedding(tmp_path, config):
    path = tmp_path / "tiny.keras"
    detector, card = saved(path, config, metrics={"f1": [0.5, 0.4, 0.6]})
    loaded = load_detector(path)
    assert (loaded.config, loaded.threshold, loaded.word) == (detector.config, 0.75, "hey course")
    x = np.random.default_rng(0).normal(size=(1, 30, config.front_end.n_bands)).astype("f4")
    assert np.array_equal(loaded.model.predict_on_batch(x), detector.model.predict_on_batch(x))
    assert card == json.loads(path.with_suffix(".json").read_text())
    assert card["kind"] == "trigger_word"
    assert (card["front_end"] == {"embedding": "google/speech_embedding"}) == (
        config == CONFIGS["embedding"]
    )
    assert card["metrics"] == {"f1": [0.5, 0.4, 0.6]}
    assert card["parameters"] == detector.model.count_params()


@pytest.mark.usefixtures("untraced")
def test_the_optimizer_is_left_out(tmp_path):
    settings = tiny_detector.SETTINGS
    model, _ = tiny_detector.train(settings=replace(settings, epochs=1, steps=1))
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


def test_the_figures_of_people_are_those_of_the_readme():
    readme = (data_folder("models") / "README.md").read_text("utf-8").replace("**", "")
    people = read_people()
    for row in people["alexa"]:
        f1, low, high = row["f1"]
        start = f"| {row['examples']:,} | {f1:.3f} ({low:.3f} to {high:.3f}) |"
        end = f"| {row['missed_at_10']:.1%} | {row['missed_at_2']:.1%} |"
        assert any(start in line and line.endswith(end) for line in readme.splitlines()), row
    for row in people["activate"]:
        found, alarms, f1 = row["found"], row["false_alarms_per_hour"], row["f1"]
        cells = (
            "{:.1%} ({:.1%} to {:.1%})".format(*found),
            "{} ({} to {})".format(*alarms),
            "{:.2f} ({:.2f} to {:.2f})".format(*f1),
        )
        assert " | ".join(cells) in readme, row
