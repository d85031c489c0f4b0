import numpy as np
import pytest

from course_utils.trigger_word.evaluation.det_curve import DetCurve
from course_utils.trigger_word.evaluation.event_report import report_events
from course_utils.trigger_word.evaluation.report import alarm_lines, report_lines, save_det_plot

HOUR_MS = 3_600_000


@pytest.fixture
def curve():
    thresholds = np.array([0.1, 0.5, 0.9])
    return DetCurve(thresholds, np.array([0, 1, 4]), np.array([30, 4, 1]), 10, 2.0)


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


def test_budgets_of_false_alarms(curve):
    lines = alarm_lines(curve, (20, 2, 0.1), "other speech")
    assert lines[0].endswith(f"in an hour of other speech ({curve.hours:.2f} h)")
    assert [line.split() for line in lines[1:]] == [
        ["20", "0.0%"],
        ["2", "10.0%"],
        ["0.1", "100.0%"],
    ]


def test_the_plot_is_a_png(curve, tmp_path):
    path = tmp_path / "curve.png"
    save_det_plot(path, {"small": curve, "course": curve}, {"small": 0.5})
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert 5_000 < path.stat().st_size < 100_000


def test_nothing_found_has_a_table():
    report = report_events([([], [(1_000, 2_000)], HOUR_MS)])
    lines = report_lines(report, 0.5)
    assert len(lines) == 7
    assert lines[5] == "  delay after the word          - as no word was found"
