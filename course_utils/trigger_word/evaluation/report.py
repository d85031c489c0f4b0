"""What a person reads of an evaluation: lines, and a plot of misses over false alarms."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import matplotlib.pyplot as plt

from course_utils.trigger_word.evaluation.det_curve import DetCurve
from course_utils.trigger_word.evaluation.event_report import EventReport
from course_utils.trigger_word.figures import plot_det


def report_lines(report: EventReport, threshold: float) -> list[str]:
    """Lines of a table: what was found at a threshold, with 95% intervals."""
    counts = report.counts
    hours = counts.duration_ms / 3_600_000
    alarms = report.false_alarms_per_hour
    return [
        f"{counts.n_words} words in {hours:.2f} h of sound, threshold {threshold:.3f}",
        f"  {'precision':<24}{_share(report.precision)}",
        f"  {'recall':<24}{_share(report.recall)}",
        f"  {'F1 of events':<24}{_share(report.f1)}",
        f"  {'false alarms per hour':<24}{alarms[0]:>7.2f}  ({alarms[1]:.2f} to {alarms[2]:.2f})",
        f"  {'delay after the word':<24}{_delay(report)}",
        f"  {'one ring for each word':<24}{report.clips_exact:>7} of {report.n_clips} clips",
    ]


def _delay(report: EventReport) -> str:
    if not report.counts.found:
        return f"{'-':>7} as no word was found"
    median, most = report.median_delay_ms, report.delay_90_ms
    return f"{median:>7.0f} ms in the median, {most:.0f} ms for nine of ten"


def _share(interval) -> str:
    estimate, low, high = interval
    return f"{estimate:>7.1%}  ({low:.1%} to {high:.1%})"


def alarm_lines(curve: DetCurve, budgets: Iterable[float], what: str) -> list[str]:
    """Lines of a table: what is missed at the best threshold for so many false alarms.

    Args:
        curve: Whose `hours` the budgets are of.
        budgets: False alarms per hour.
        what: The hours are of.
    """
    title = f"missed at the best threshold for so many false alarms in an hour of {what}"
    return [f"{title} ({curve.hours:.2f} h)"] + [
        f"  {budget:>5g}   {curve.missed_at(budget):>7.1%}" for budget in budgets
    ]


def save_det_plot(
    path: Path, curves: Mapping[str, DetCurve], thresholds: Mapping[str, float]
) -> None:
    """Draws misses over false alarms into a PNG.

    Args:
        path: Ends in .png.
        curves: By name.
        thresholds: The one in use of each curve.
    """
    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    points = {}
    for name, threshold in thresholds.items():
        missed, alarms = curves[name].at(threshold)
        points[name] = (alarms[0], missed[0])
    lines = {name: (c.false_alarms_per_hour, c.miss_rate) for name, c in curves.items()}
    plot_det(axes, lines, points)
    figure.savefig(path, dpi=100)
    plt.close(figure)
