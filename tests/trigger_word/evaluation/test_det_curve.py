import numpy as np
import pytest

from course_utils.trigger_word.detection import decode_events
from course_utils.trigger_word.evaluation.det_curve import (
    DetCurve,
    decode_at_thresholds,
    det_curve,
    logit_grid,
    pick_threshold,
)
from course_utils.trigger_word.evaluation.event_report import count_events

STEP_MS = 10_000 / 1375


def wandering(seed, steps=1375):
    """Probabilities that cross every threshold again and again."""
    rng = np.random.default_rng(seed)
    logits = np.cumsum(rng.normal(size=steps)) / 3 + rng.normal(size=steps)
    return (1 / (1 + np.exp(-logits))).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_all_thresholds_at_once_are_one_after_the_other(seed):
    probabilities, thresholds = wandering(seed), logit_grid(41, 6)
    at_once = decode_at_thresholds(probabilities, thresholds, STEP_MS, 400)
    assert len(at_once) == 41
    for times, threshold in zip(at_once, thresholds, strict=True):
        assert times.tolist() == decode_events(probabilities, threshold, STEP_MS, 400).tolist()


def test_a_probability_on_the_threshold_does_not_rise():
    times = decode_at_thresholds(np.array([0.1, 0.5, 0.7]), np.array([0.5]), 10)
    assert [t.tolist() for t in times] == [[20]]
    assert [len(t) for t in decode_at_thresholds(np.zeros(0), logit_grid(3), 10)] == [0, 0, 0]


def test_the_curve_sums_over_clips():
    clips = [(wandering(seed), [(2000, 2600), (5000, 5500)][: seed % 3]) for seed in range(6)]
    curve = det_curve(clips, STEP_MS, first_ms=30)
    i = 100
    counts = [
        count_events(decode_events(p, curve.thresholds[i], STEP_MS, 500) + 30, words, 10_000)
        for p, words in clips
    ]
    assert curve.missed[i] == sum(c.missed for c in counts)
    assert curve.false_alarms[i] == sum(c.false_alarms for c in counts)
    assert curve.n_words == 6
    assert curve.hours == pytest.approx(60 / 3600)
    miss_rate, per_hour = curve.at(curve.thresholds[i])
    assert miss_rate.value == curve.miss_rate[i]
    assert per_hour.value == pytest.approx(curve.false_alarms_per_hour[i])
    with pytest.raises(ValueError, match="no clip holds a word"):
        det_curve([(wandering(0), [])], STEP_MS)


CURVE = DetCurve(
    thresholds=np.array([0.1, 0.2, 0.4, 0.6, 0.8]),
    missed=np.array([9, 2, 2, 2, 5]),
    false_alarms=np.array([0, 8, 4, 1, 0]),
    n_words=10,
    hours=2.0,
)


@pytest.mark.parametrize(("budget", "threshold"), [(0, 0.8), (0.5, 0.6), (2, 0.4), (9, 0.2)])
def test_a_threshold_within_a_budget(budget, threshold):
    assert pick_threshold(CURVE, budget) == threshold


def test_no_threshold_within_the_budget():
    curve = DetCurve(np.array([0.5, 0.9]), np.array([0, 0]), np.array([9, 8]), 1, 2.0)
    with pytest.raises(ValueError, match=r"within 1 false alarms.*gives 4\.00"):
        pick_threshold(curve, 1)


@pytest.mark.parametrize(
    ("missed", "alarms", "threshold"),
    [
        ([0, 1, 2, 3, 4], [9, 4, 1, 0, 0], 0.5),  # they cross between two thresholds
        ([0, 1, 1, 1, 4], [9, 1, 1, 1, 0], 0.5),
        ([4, 0, 0, 0, 1], [0, 0, 0, 0, 0], 0.5),  # nothing rises above the lowest one
        ([4, 0, 0, 2, 4], [0, 8, 3, 2, 0], 0.7),
        ([0, 0, 0, 0, 0], [9, 8, 7, 6, 5], 0.9),
    ],
)
def test_as_many_false_alarms_as_misses(missed, alarms, threshold):
    thresholds = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    curve = DetCurve(thresholds, np.array(missed), np.array(alarms), n_words=4, hours=1.0)
    assert curve.break_even() == threshold


@pytest.mark.parametrize(("misses", "threshold"), [(0.25, 0.3), (1, 0.5), (3, 0.7), (9, 0.9)])
def test_misses_that_weigh_less_than_false_alarms(misses, threshold):
    thresholds, missed = np.array([0.1, 0.3, 0.5, 0.7, 0.9]), np.array([0, 2, 4, 6, 9])
    curve = DetCurve(thresholds, missed, np.array([40, 8, 4, 2, 1]), n_words=9, hours=1.0)
    assert curve.break_even(misses) == threshold


@pytest.mark.parametrize("misses", [0, -1, float("nan"), float("inf")])
def test_misses_that_weigh_nothing(misses):
    with pytest.raises(ValueError, match="misses_per_false_alarm is above 0, got"):
        CURVE.break_even(misses)


def test_the_highest_f1_and_its_threshold():
    thresholds = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    missed, alarms = np.array([0, 1, 1, 1, 4]), np.array([9, 1, 1, 1, 0])
    curve = DetCurve(thresholds, missed, alarms, n_words=4, hours=1.0)
    assert curve.f1 == pytest.approx([8 / 17, 6 / 8, 6 / 8, 6 / 8, 0])
    assert curve.f1_threshold == 0.5
    nothing = DetCurve(thresholds, np.full(5, 4), np.zeros(5, int), n_words=4, hours=1.0)
    assert nothing.f1.tolist() == [0] * 5
    assert nothing.f1_threshold == 0.5
