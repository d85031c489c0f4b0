import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course_utils.trigger_word.detectors import CONFIGS
from course_utils.trigger_word.model import (
    DetectorTrainingSettings,
    build_detector,
    take_batch,
    train_detector,
)
from tests.histories import without_times
from tests.trigger_word import tiny_detector

ROOT = Path(__file__).parent.parent.parent


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    return tiny_detector.run(tmp_path_factory.mktemp("unbroken") / "checkpoint.npz")


def assert_same(result, expected):
    weights, progress = result
    assert all(np.array_equal(a, b) for a, b in zip(weights, expected[0], strict=True))
    assert without_times(progress) == without_times(expected[1])


def test_a_training_gives_its_history(unbroken):
    weights, progress = unbroken
    assert (progress.epoch, progress.step, len(progress.history)) == (3, 0, 3)
    for entry in progress.history:
        assert set(entry) == {"loss", "waiting"}
        assert 0.3 < entry["loss"] < 1.5
        assert 0 <= entry["waiting"] <= 1
    before = build_detector(tiny_detector.CONFIG, 5).get_weights()
    assert all(np.any(a != b) for a, b in zip(weights, before, strict=True) if a.ndim == 2)


def test_steps_beside_a_change_of_the_label_may_be_left_out():
    short = replace(tiny_detector.SETTINGS, epochs=1, steps=1)
    losses = [
        tiny_detector.train(settings=replace(short, label_edges=edges))[1].history[0]["loss"]
        for edges in (True, False)
    ]
    assert losses[0] != pytest.approx(losses[1], rel=1e-3)


def test_a_stopped_run_goes_on_to_the_same_end(tmp_path, unbroken):
    path = tmp_path / "checkpoint.npz"
    for moment in [(0, 3), (1, 2), (1, 4)]:

        def stop(progress, steps, moment=moment):
            if (progress.epoch, progress.step) == moment:
                raise StoppedError

        with pytest.raises(StoppedError):
            tiny_detector.run(path, stop)
    assert_same(tiny_detector.run(path), unbroken)
    assert_same(tiny_detector.run(path), unbroken)  # there is nothing left to do


def test_a_killed_process_goes_on_to_the_same_end(tmp_path, unbroken):
    path = tmp_path / "checkpoint.npz"
    command = [sys.executable, "-m", "tests.trigger_word.tiny_detector", str(path)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as child:
        while not path.exists() and child.poll() is None:
            time.sleep(0.01)
        child.kill()
    assert child.returncode != 0, "it was to be killed before its end"
    assert_same(tiny_detector.run(path), unbroken)


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
    assert (features.shape, labels.shape) == ((3, 11, 6), (3, 5, 1))


def test_a_loss_that_is_no_number_is_named():
    def spoiled(number):
        features, labels = tiny_detector.make_example(number)
        return features * np.nan, labels

    model = build_detector(tiny_detector.CONFIG)
    with pytest.raises(ValueError, match="the loss is nan in epoch 0, step 0"):
        train_detector(
            model, spoiled, tiny_detector.SETTINGS, open_stream=tiny_detector.open_stream
        )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("epochs", 0),
        ("steps", 0),
        ("batch_size", -1),
        ("learning_rate", 0.0),
        ("learning_rate", np.nan),
        ("max_gradient_norm", np.inf),
        ("seed", -1),
        ("distinct_examples", 0),
    ],
)
def test_settings_without_sense_are_refused(setting, value):
    with pytest.raises(ValueError, match=f"{setting} is .*, got {value}"):
        DetectorTrainingSettings(**{setting: value})


def test_the_detectors_of_the_course_answer_as_often_as_they_say():
    for name in ("course", "small"):
        config = CONFIGS[name]
        model = build_detector(config)
        frames = config.front_end.n_frames(441_000)
        shape = model.compute_output_shape((1, frames, config.front_end.n_bands))
        assert shape == (1, config.n_steps(441_000), 1), name
