import json
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest

from course_utils.training.checkpoints import KeepNothing
from course_utils.trigger_word import examples, experiment
from course_utils.trigger_word.augmentation.augmentation import PLAIN
from course_utils.trigger_word.clips import SAMPLE_RATE, ClipSets
from course_utils.trigger_word.detectors import CONFIGS
from course_utils.trigger_word.evaluation.det_curve import DetCurve
from course_utils.trigger_word.evaluation.evaluation import report_figures
from course_utils.trigger_word.evaluation.event_report import report_events
from course_utils.trigger_word.experiment import DetectorExperiment, n_clips
from course_utils.trigger_word.model import (
    DetectorTrainingSettings,
    load_detector,
    save_detector,
    train_detector,
)
from tests.trigger_word import tiny_detector
from tests.trigger_word.clips_for_tests import small_clips, word

SETTINGS = DetectorTrainingSettings(epochs=1, steps=2, batch_size=2, seed=4)
CONFIG = replace(tiny_detector.CONFIG, strides=10)


@contextmanager
def here(make, numbers):
    yield (make(number) for number in numbers)


@pytest.fixture
def tiny(monkeypatch):
    """An experiment whose examples are made by this process."""

    def train(model, maker, settings, **options):
        return train_detector(model, maker, settings, **{**options, "open_stream": here})

    monkeypatch.setattr(experiment, "train_detector", train)
    monkeypatch.setattr(examples, "N_ROOMS", 1)
    clips = small_clips(SAMPLE_RATE)
    test = replace(clips, activates=(word(seed=50, rate=SAMPLE_RATE),))
    sets = ClipSets(clips, clips, test)
    return DetectorExperiment(sets, "hey course", CONFIG, SETTINGS, PLAIN, n_dev=3, n_test=4)


def nothing(progress, steps):
    pass


def test_from_clips_to_figures_and_again(tiny, tmp_path):
    model, progress = tiny.train(KeepNothing(), nothing)
    assert progress.epoch == 1
    threshold = tiny.choose_threshold(model)
    assert 0 < threshold < 1
    scores = tiny.test(model)
    assert scores.probabilities.shape == (4, CONFIG.n_steps(441_000))
    figures = report_figures(scores.report(threshold))
    assert figures["hours"] == pytest.approx(40 / 3600)
    assert figures["clips_exact"][1] == 4
    save_detector(tmp_path / "tiny.keras", tiny.detector(model, threshold), {})
    assert load_detector(tmp_path / "tiny.keras").word == "hey course"

    again, progress_again = tiny.train(KeepNothing(), nothing)
    assert progress_again.history[0]["loss"] == progress.history[0]["loss"]
    assert all(
        np.array_equal(a, b) for a, b in zip(again.get_weights(), model.get_weights(), strict=True)
    )
    assert np.array_equal(tiny.test(again).probabilities, scores.probabilities)


def test_dev_and_test_are_mixed_from_their_own_clips(tiny, monkeypatch):
    asked = []

    def mixed_clips(clips, n, seed):
        asked.append((clips, n, seed))
        return iter(())

    monkeypatch.setattr(experiment, "mixed_clips", mixed_clips)
    monkeypatch.setattr(experiment, "evaluate", lambda mixed, predict, config: list(mixed))

    class Model:
        predict_on_batch = None

    tiny.test(Model)
    assert asked == [(tiny.sets.test, 4, 4)]


def test_a_false_alarm_weighs_as_many_misses_as_was_said(tiny, monkeypatch):
    thresholds, missed = np.array([0.2, 0.4, 0.6, 0.8]), np.array([0, 1, 2, 9])
    curve = DetCurve(thresholds, missed, np.array([9, 4, 2, 1]), n_words=9, hours=1.0)
    monkeypatch.setattr(tiny, "_scores", lambda model, split: Mock(det=lambda: curve))
    assert tiny.choose_threshold(None) == 0.6
    tiny.misses_per_false_alarm = 3
    assert tiny.choose_threshold(None) == 0.8
    with pytest.raises(ValueError, match="misses_per_false_alarm is above 0, got 0"):
        DetectorExperiment(tiny.sets, "hey", CONFIG, SETTINGS, misses_per_false_alarm=0)


def test_all_that_the_weights_depend_on_is_named(tiny):
    identity = tiny.identity()
    assert json.loads(json.dumps(identity)) == json.loads(json.dumps(tiny.identity()))
    clips = tiny.sets.train
    of_another_order = tiny.sets._replace(train=replace(clips, activates=clips.activates[::-1]))
    others = [
        DetectorExperiment(of_another_order, "hey course", CONFIG, SETTINGS, PLAIN),
        DetectorExperiment(tiny.sets, "maria", CONFIG, SETTINGS, PLAIN),
        DetectorExperiment(tiny.sets, "hey course", tiny_detector.CONFIG, SETTINGS, PLAIN),
        DetectorExperiment(tiny.sets, "hey course", CONFIG, replace(SETTINGS, steps=3), PLAIN),
        DetectorExperiment(tiny.sets, "hey course", CONFIG, SETTINGS),
    ]
    texts = {json.dumps(other.identity()) for other in (tiny, *others)}
    assert len(texts) == 6
    assert n_clips(tiny.sets.train) == {"activates": 3, "negatives": 2, "backgrounds": 2}


@pytest.mark.parametrize("name", ["n_dev", "n_test"])
def test_there_is_something_to_choose_by_and_to_test_on(tiny, name):
    with pytest.raises(ValueError, match=f"{name} is at least 1, got 0"):
        DetectorExperiment(tiny.sets, "hey course", CONFIG, SETTINGS, **{name: 0})


def test_nothing_hides_bands_of_an_embedding_and_words_vary_more_or_are_not_said(tiny):
    hidden = DetectorExperiment(tiny.sets, "a", CONFIG, SETTINGS).augmentation
    assert hidden.band_masks > 0
    whole = DetectorExperiment(tiny.sets, "a", CONFIGS["embedding"], SETTINGS).augmentation
    assert whole.band_masks == whole.time_masks == 0
    assert whole.tone_db > hidden.tone_db
    assert whole.cut_end > hidden.cut_end
    assert whole.without_word > hidden.without_word == 0
    plain = DetectorExperiment(tiny.sets, "a", CONFIG, SETTINGS, PLAIN)
    assert plain.augmentation == PLAIN


def test_figures_are_json_even_where_nothing_was_found():
    report = report_events([([], [(1_000, 2_000)], 10_000)])
    figures = report_figures(report)
    assert figures["median_delay_ms"] is figures["delay_90_ms"] is None
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
