import numpy as np
import pytest
import sacrebleu

from course_utils.metrics.bleu import SMOOTHING, smoothed_precisions, smoothing_value

MATCHES, TOTALS = np.array([7, 4, 0, 0]), np.array([9, 7, 5, 3])


@pytest.mark.parametrize(
    ("smooth", "value", "expected"),
    [
        ("none", None, [700 / 9, 400 / 7, 0, 0]),
        ("floor", None, [700 / 9, 400 / 7, 10 / 5, 10 / 3]),
        ("floor", 2, [700 / 9, 400 / 7, 200 / 5, 200 / 3]),
        ("add-k", None, [700 / 9, 500 / 8, 100 / 6, 100 / 4]),
        ("add-k", 0.5, [700 / 9, 450 / 7.5, 50 / 5.5, 50 / 3.5]),
        ("exp", None, [700 / 9, 400 / 7, 50 / 5, 25 / 3]),
    ],
)
def test_precisions_by_hand(smooth, value, expected):
    np.testing.assert_allclose(smoothed_precisions(MATCHES, TOTALS, smooth, value), expected)


def test_the_ways_and_their_usual_values_are_sacrebleus():
    assert SMOOTHING == sacrebleu.BLEU.SMOOTH_DEFAULTS


@pytest.mark.parametrize("smooth", SMOOTHING)
def test_orders_without_ngrams_have_no_precision(smooth):
    found = smoothed_precisions(np.array([2, 1, 0, 0]), np.array([2, 1, 0, 0]), smooth)
    missing = [100, 100] if smooth == "add-k" else [np.nan, np.nan]
    np.testing.assert_array_equal(found, [100, 100, *missing])


@pytest.mark.parametrize("smooth", SMOOTHING)
def test_without_any_match_there_is_nothing_to_smooth(smooth):
    found = smoothed_precisions(np.zeros(3), np.array([2, 1, 0]), smooth)
    np.testing.assert_array_equal(found, [0, 0, np.nan])


def test_arguments_stay_as_they_were():
    matches = MATCHES.astype(float)
    for smooth in SMOOTHING:
        smoothed_precisions(matches, TOTALS, smooth)
    np.testing.assert_array_equal(matches, MATCHES)


def test_values():
    assert smoothing_value("floor") == 0.1
    assert smoothing_value("add-k", 0) == 0
    for smooth, value, says in [
        ("add_k", None, "'add_k'; there are none, floor, add-k, exp"),
        ("exp", 1, "'exp' has no value to set, got 1"),
        ("floor", float("inf"), "0 or more, got inf"),
    ]:
        with pytest.raises(ValueError, match=says):
            smoothing_value(smooth, value)
