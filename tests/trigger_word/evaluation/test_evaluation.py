import numpy as np
import pytest

from course_utils.trigger_word.evaluation.evaluation import Heard, hear
from course_utils.trigger_word.examples import mixed_clips
from course_utils.trigger_word.mixes import MixedClip
from tests.trigger_word.clips_for_tests import LevelFrontEnd, small_clips

STEP_MS, FIRST_MS = 100.0, 20.0


class Config:
    """Ten frames of `LevelFrontEnd` a step."""

    front_end, step_ms, first_ms = LevelFrontEnd(), 100.0, 100.0


def predict(features):
    """The step after a loud one."""
    loud = features[..., 0].reshape(len(features), -1, 10).max(axis=2) > 0.02
    ends = np.diff(loud.astype(int), axis=1, prepend=0) == -1
    return np.where(ends, 0.9, 0.1).astype(np.float32)[..., np.newaxis]


def heard(*clips, words):
    return Heard(np.array(clips, np.float32), tuple(words), STEP_MS, FIRST_MS, 1_000.0)


def test_a_detector_that_hears_all_gets_all():
    clips = small_clips()
    mixed = list(mixed_clips(clips, 4, 3, max_negatives=0))
    result = hear(iter(mixed), predict, Config)
    assert result.probabilities.shape == (4, 100)
    assert result.words == tuple(clip.words for clip in mixed)
    report = result.report(0.5)
    assert report.counts.n_words == sum(map(len, result.words)) > 0
    assert (report.precision[0], report.recall[0], report.clips_exact) == (1, 1, 4)
    assert report.counts.duration_ms == 40_000
    assert 0 < report.median_delay_ms <= 210


def test_batches_change_nothing():
    mixed = list(mixed_clips(small_clips(), 5, 3))
    sizes = []

    def counting(features):
        sizes.append(len(features))
        return predict(features)

    one, three = (hear(mixed, counting, Config, batch_size=n) for n in (1, 3))
    assert sizes == [1, 1, 1, 1, 1, 3, 2]
    assert np.array_equal(one.probabilities, three.probabilities)
    assert one.words == three.words
    with pytest.raises(ValueError, match="no clips to hear"):
        hear([], predict, Config)


def test_events_come_when_the_sound_of_their_step_is_over():
    result = heard([0, 0.8, 0.8, 0, 0, 0, 0, 0.6, 0, 0], words=[[(0, 100)]])
    assert result.events(0, 0.5).tolist() == [120, 720]
    assert result.events(0, 0.7).tolist() == [120]
    assert result.events(0, 0.9).tolist() == []


def test_the_curve_agrees_with_the_report():
    rng = np.random.default_rng(0)
    clips = rng.random((6, 10)) ** 3
    result = heard(*clips, words=[[(100, 200)], [], [(400, 500)], [(0, 300)], [], [(600, 800)]])
    curve = result.det()
    assert curve.hours == pytest.approx(6 / 3600)
    for i in (40, 120, 160, 200):
        counts = result.report(curve.thresholds[i]).counts
        assert (curve.missed[i], curve.false_alarms[i]) == (counts.missed, counts.false_alarms)


def test_clips_without_words_have_no_curve_but_a_report():
    result = heard([0, 0.8, 0, 0], words=[[]])
    assert result.report(0.5).counts.false_alarms == 1
    with pytest.raises(ValueError, match="no clip holds a word"):
        result.det()


def test_the_samples_of_a_clip_are_heard_once():
    lengths = []

    class FrontEnd(LevelFrontEnd):
        def features(self, samples):
            lengths.append(len(samples))
            return super().features(samples)

    config = Config()
    config.front_end = FrontEnd()
    hear([MixedClip(np.zeros(16_000, np.float32), [])] * 2, predict, config)
    assert lengths == [16_000, 16_000]
