from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.ctc import ctc_log_likelihood
from course_utils.speech_recognition.model import build
from course_utils.speech_recognition.training import (
    GROUP,
    RecognizerTrainingSettings,
    ctc_loss,
    make_group,
    pack_targets,
    train_recognizer,
)
from course_utils.speech_recognition.utterances import UtteranceMaker
from course_utils.training.checkpoints import CheckpointFile
from tests.speech_recognition.tones import (
    AUGMENTATION,
    CONFIG,
    JOINING,
    recordings,
)

SETTINGS = RecognizerTrainingSettings(epochs=2, steps=6, batch_size=4, seed=5)
MAKE = UtteranceMaker(recordings(), CONFIG, 1, JOINING, AUGMENTATION)


def test_the_loss_takes_the_real_lengths_of_sound_and_text():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4, 12, 4)).astype(np.float32)
    n_steps = [12, 5, 3, 4]
    labels = [np.array(row, np.int32) for row in ([1, 2, 2, 3], [3, 3], [1], [])]
    losses = np.asarray(ctc_loss(pack_targets(n_steps, labels), logits))
    for loss, own, steps, row in zip(losses, logits, n_steps, labels, strict=True):
        expected = -ctc_log_likelihood(log_softmax(own[:steps]), row) / max(1, len(row))
        assert loss == pytest.approx(expected, abs=1e-4)
    logits[1, 5:] = 9 * rng.normal(size=(7, 4))  # what is behind the sound
    assert np.asarray(ctc_loss(pack_targets(n_steps, labels), logits))[1] == losses[1]


def test_targets_hold_lengths_and_labels():
    packed = pack_targets([7, 4], [np.array([3, 1]), np.array([2])])
    assert packed.dtype == np.int32
    assert packed.tolist() == [[7, 2, 3, 1], [4, 1, 2, 0]]
    assert pack_targets([7], [np.array([], int)]).shape == (1, 3)


def test_a_group_holds_each_utterance_once_in_batches_of_similar_lengths():
    settings = replace(SETTINGS, batch_size=3)
    batches = make_group(MAKE, CONFIG, settings, 2)
    made = [MAKE(number) for number in range(2 * 3 * GROUP, 3 * 3 * GROUP)]
    expected = sorted((CONFIG.n_steps(len(f)), tuple(labels)) for f, labels in made)
    found, spans = [], []
    for batch in batches:
        assert (batch.n_steps == batch.targets[:, 0]).all()
        for features, (n_steps, n_labels, *labels) in zip(
            batch.features, batch.targets.tolist(), strict=True
        ):
            found.append((n_steps, tuple(labels[:n_labels])))
            assert features[: n_steps * CONFIG.stride - 1].any(axis=1).sum() > n_steps
            assert not features[n_steps * CONFIG.stride :].any()
        spans.append((batch.n_steps.min(), batch.n_steps.max()))
    assert sorted(found) == expected
    assert all(a[1] <= b[0] for a, b in pairwise(sorted(spans)))
    assert spans != sorted(spans)  # their order is drawn


def train(path, report=lambda progress, steps: None, every_s=0.0, **options):
    """Trains with a checkpoint after every step; returns the weights and the progress."""
    model = build(CONFIG, SETTINGS.seed)
    progress = train_recognizer(
        model,
        MAKE,
        CONFIG,
        SETTINGS,
        checkpoints=CheckpointFile(path, {"name": "tones"}, every_s),
        report=report,
        **options,
    )
    return model.get_weights(), progress


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    path = tmp_path_factory.mktemp("training") / "checkpoint.npz"
    return train(path, validate=lambda model: {"layers": len(model.layers)})


def test_a_training_gives_its_history(uninterrupted):
    _, progress = uninterrupted
    assert progress.epoch == SETTINGS.epochs
    assert [set(entry) for entry in progress.history] == [{"loss", "waiting", "layers"}] * 2
    losses = [entry["loss"] for entry in progress.history]
    assert losses[1] < losses[0]


def test_a_training_that_was_stopped_goes_on_to_the_same_result(uninterrupted, tmp_path):
    class Stopped(Exception):
        pass

    path = tmp_path / "checkpoint.npz"
    for stop in (3, SETTINGS.steps + 4):

        def stop_there(progress, steps, stop=stop):
            if progress.epoch * steps + progress.step == stop:
                raise Stopped

        with pytest.raises(Stopped):
            train(path, stop_there)
    weights, progress = train(path)
    expected, whole = uninterrupted
    for one, other in zip(weights, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)
    assert [h["loss"] for h in progress.history] == pytest.approx(
        [h["loss"] for h in whole.history], abs=1e-5
    )


def test_a_loss_that_is_no_number_is_named():
    model = build(CONFIG)
    model.set_weights([w + np.nan for w in model.get_weights()])
    with pytest.raises(ValueError, match="the loss is nan in epoch 0, step 0"):
        train_recognizer(model, MAKE, CONFIG, SETTINGS)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "epochs is at least 1, got 0"),
        ({"batch_size": 0}, "batch_size is at least 1, got 0"),
        ({"seed": -1}, "seed is at least 0, got -1"),
        ({"learning_rate": 0.0}, r"learning_rate is above 0, got 0\.0"),
    ],
)
def test_settings_that_make_no_sense(settings, message):
    with pytest.raises(ValueError, match=message):
        RecognizerTrainingSettings(**settings)
