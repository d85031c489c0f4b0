import numpy as np
import pytest

from course_utils.metrics.confidence_intervals import (
    bootstrap_interval,
    proportion_interval,
    rate_interval,
)
from course_utils.trigger_word.evaluation.event_report import count_events, report_events

WORDS = [(1000, 1600)]


def test_counts_of_a_clip():
    counts = count_events([500, 1700, 1900], WORDS, 10_000)
    assert (counts.found, counts.missed, counts.false_alarms) == (1, 0, 2)


def test_a_report_sums_over_clips():
    clips = [([1700], WORDS, 10_000)] * 8 + [([], WORDS, 10_000), ([50], [], 1_710_000)]
    clips += [([1900], WORDS, 1_800_000)]
    report = report_events(clips)
    assert report.recall.value == pytest.approx(0.9)
    assert report.precision.value == pytest.approx(0.9)
    assert report.f1.value == pytest.approx(0.9)
    assert report.f1.low < 0.9 < report.f1.high
    assert report.false_alarms_per_hour.value == pytest.approx(1.0)
    assert (report.median_delay_ms, report.delay_90_ms) == pytest.approx((100, 140))
    assert (report.clips_exact, report.n_clips) == (9, 11)


def test_a_report_without_events_or_words():
    report = report_events([([], [], 10_000)])
    assert (report.precision.value, report.recall.value, report.f1.value) == (1, 1, 1)
    assert np.isnan(report.median_delay_ms)
    with pytest.raises(ValueError, match="no clips"):
        report_events([])


def test_intervals_are_those_of_the_tables():
    assert proportion_interval(0, 10) == pytest.approx((0, 0, 0.2775), abs=1e-4)
    assert proportion_interval(15, 15) == pytest.approx((1, 0.7961, 1), abs=1e-4)
    assert rate_interval(0, 1) == pytest.approx((0, 0, 3.6889), abs=1e-4)
    assert rate_interval(3, 2) == pytest.approx((1.5, 0.3093, 4.3836), abs=1e-4)
    with pytest.raises(ValueError, match="at least one trial"):
        proportion_interval(0, 0)
    with pytest.raises(ValueError, match="exposure"):
        rate_interval(1, 0)


def test_a_bootstrap_of_equal_clips_has_no_width():
    def share(counts):
        return counts[..., 0] / counts[..., 1]

    assert bootstrap_interval(share, [(1, 2)] * 5) == (0.5, 0.5, 0.5)
    wide = bootstrap_interval(share, [(1, 1), (0, 1)] * 50)
    assert wide == pytest.approx((0.5, 0.4, 0.6), abs=0.02)
