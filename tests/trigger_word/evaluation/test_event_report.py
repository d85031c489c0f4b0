import numpy as np
import pytest

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
