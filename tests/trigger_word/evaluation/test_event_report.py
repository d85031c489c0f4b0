import numpy as np
import pytest

from course_utils.trigger_word.evaluation.event_report import (
    EventCounts,
    count_events,
    f1_difference,
    report_events,
)

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


def test_two_detectors_are_compared_clip_by_clip():
    clips = [EventCounts(2, 2 + n % 3, 3, 10_000) for n in range(60)]
    same = f1_difference(clips, clips)
    assert same == (0, 0, 0)
    better = [clip._replace(found=clip.found + 1, n_events=clip.n_events + 1) for clip in clips]
    difference = f1_difference(better, clips)
    assert difference.value == pytest.approx(2 * 180 / (240 + 180) - 2 * 120 / (180 + 180))
    assert 0 < difference.low < difference.value < difference.high
    assert difference.high - difference.low < 0.05  # what both find hard is drawn for both
    assert f1_difference(clips, better).value == -difference.value


def test_a_comparison_needs_the_same_clips():
    clips = [EventCounts(1, 1, 1, 10_000)] * 3
    with pytest.raises(ValueError, match="3 and 2 clips"):
        f1_difference(clips, clips[:2])
