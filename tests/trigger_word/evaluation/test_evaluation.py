import numpy as np
import pytest

from course_utils.trigger_word.evaluation.det_curve import DetCurve
from course_utils.trigger_word.evaluation.evaluation import (
    Scores,
    alarm_lines,
    evaluate,
    report_lines,
    step_scores,
)
from course_utils.trigger_word.evaluation.event_report import report_events
from course_utils.trigger_word.examples import MixedClip, mixed_clips
from tests.trigger_word.clips_for_tests import LevelFrontEnd, small_clips

STEP_MS, FIRST_MS = 100.0, 20.0
HOUR_MS = 3_600_000


class Config:
    """Ten frames of `LevelFrontEnd` a step."""

    front_end, step_ms, first_ms = LevelFrontEnd(), 100.0, 100.0


def predict(features):
    """The step after a loud one."""
    loud = features[..., 0].reshape(len(features), -1, 10).max(axis=2) > 0.02
    ends = np.diff(loud.astype(int), axis=1, prepend=0) == -1
    return np.where(ends, 0.9, 0.1).astype(np.float32)[..., np.newaxis]


def scores(*clips, words):
    return Scores(np.array(clips, np.float32), tuple(words), STEP_MS, FIRST_MS, 1_000.0)


def test_a_detector_that_hears_all_gets_all():
    clips = small_clips()
    mixed = list(mixed_clips(clips, 4, 3, max_negatives=0))
    result = evaluate(iter(mixed), predict, Config)
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

    one, three = (evaluate(mixed, counting, Config, batch_size=n) for n in (1, 3))
    assert sizes == [1, 1, 1, 1, 1, 3, 2]
    assert np.array_equal(one.probabilities, three.probabilities)
    assert one.words == three.words
    with pytest.raises(ValueError, match="no clips to evaluate on"):
        evaluate([], predict, Config)


def test_events_come_when_the_sound_of_their_step_is_over():
    result = scores([0, 0.8, 0.8, 0, 0, 0, 0, 0.6, 0, 0], words=[[(0, 100)]])
    assert result.events(0, 0.5).tolist() == [120, 720]
    assert result.events(0, 0.7).tolist() == [120]
    assert result.events(0, 0.9).tolist() == []


def test_the_counts_of_all_clips_are_those_of_the_report():
    result = scores([0, 0.8, 0, 0, 0, 0, 0, 0.6, 0, 0], [0] * 10, words=[[(0, 100)], [(0, 100)]])
    counts = result.counts(0.5)
    assert [tuple(clip) for clip in counts] == [(1, 2, 1, 1_000), (0, 0, 1, 1_000)]
    assert tuple(map(sum, zip(*counts, strict=True))) == tuple(result.report(0.5).counts)


def test_the_curve_agrees_with_the_report():
    rng = np.random.default_rng(0)
    clips = rng.random((6, 10)) ** 3
    result = scores(*clips, words=[[(100, 200)], [], [(400, 500)], [(0, 300)], [], [(600, 800)]])
    curve = result.det()
    assert curve.hours == pytest.approx(6 / 3600)
    for i in (40, 120, 160, 200):
        counts = result.report(curve.thresholds[i]).counts
        assert (curve.missed[i], curve.false_alarms[i]) == (counts.missed, counts.false_alarms)


def test_clips_without_words_have_no_curve_but_a_report():
    result = scores([0, 0.8, 0, 0], words=[[]])
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
    evaluate([MixedClip(np.zeros(16_000, np.float32), [])] * 2, predict, config)
    assert lengths == [16_000, 16_000]


def test_steps_of_zeros_are_accurate_and_useless():
    labels = np.zeros(1000)
    labels[500:569] = 1
    scores = step_scores(labels, np.zeros(1000))
    assert scores == pytest.approx({"accuracy": 0.931, "precision": 1, "recall": 0, "f1": 0})
    scores = step_scores(labels, np.roll(labels, 23))
    assert scores["f1"] == pytest.approx(46 / 69)
    with pytest.raises(ValueError, match=r"\(3,\)"):
        step_scores(np.zeros(3), np.zeros(4))


def test_the_table_says_what_was_found():
    words = [(1_000, 2_000), (5_000, 6_000)]
    report = report_events([([2_100.0, 9_000.0], words, HOUR_MS), ([], [], HOUR_MS)])
    lines = report_lines(report, 0.625)
    assert lines[0] == "2 words in 2.00 h of sound, threshold 0.625"
    assert lines[1].split() == ["precision", "50.0%", "(9.5%", "to", "90.5%)"]
    assert lines[2].split()[:2] == ["recall", "50.0%"]
    assert lines[4].startswith("  false alarms per hour      0.50  (0.01 to 2.79)")
    assert lines[5] == "  delay after the word        100 ms in the median, 100 ms for nine of ten"
    assert lines[6] == "  one ring for each word        1 of 2 clips"


def test_budgets_of_false_alarms():
    curve = DetCurve(np.array([0.1, 0.5, 0.9]), np.array([0, 1, 4]), np.array([30, 4, 1]), 10, 2.0)
    lines = alarm_lines(curve, (20, 2, 0.1), "other speech")
    assert lines[0].endswith(f"in an hour of other speech ({curve.hours:.2f} h)")
    assert [line.split() for line in lines[1:]] == [
        ["20", "0.0%"],
        ["2", "10.0%"],
        ["0.1", "100.0%"],
    ]


def test_nothing_found_has_a_table():
    report = report_events([([], [(1_000, 2_000)], HOUR_MS)])
    lines = report_lines(report, 0.5)
    assert len(lines) == 7
    assert lines[5] == "  delay after the word          - as no word was found"
