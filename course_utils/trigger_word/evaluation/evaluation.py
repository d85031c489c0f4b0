"""How good a detector is on clips of other voices, mixed into backgrounds from a seed.

`evaluate` runs the detector over the clips once; a `Scores` then gives the events at any threshold,
their report, and the curve over all thresholds. Scores of single steps look better than a detector
is: with 7% of ones, an answer of 0 everywhere is 93% accurate.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from course_utils.metrics.confidence_intervals import Interval
from course_utils.trigger_word.detection import REFRACTORY_MS, decode_events
from course_utils.trigger_word.detectors import DetectorConfig
from course_utils.trigger_word.evaluation.det_curve import DetCurve, det_curve
from course_utils.trigger_word.evaluation.event_report import (
    MS_PER_HOUR,
    EventCounts,
    EventReport,
    count_events,
    report_events,
)
from course_utils.trigger_word.examples import MixedClip


@dataclass(frozen=True)
class Scores:
    """What a detector answers on mixed clips.

    Attributes:
        probabilities: (clips, steps).
        words: For each clip the (start, end) in ms of every word in it.
        step_ms: Milliseconds from one step to the next.
        first_ms: When step 0 is known.
        clip_ms: Length of a clip.
    """

    probabilities: np.ndarray
    words: tuple[list[tuple[int, int]], ...]
    step_ms: float
    first_ms: float
    clip_ms: float = 10_000.0

    def det(self) -> DetCurve:
        """Misses against false alarms per hour."""
        pairs = zip(self.probabilities, self.words, strict=True)
        return det_curve(pairs, self.step_ms, self.first_ms)

    def report(self, threshold: float) -> EventReport:
        """Scores of the events at a threshold."""
        return report_events(
            (self.events(number, threshold), words, self.clip_ms)
            for number, words in enumerate(self.words)
        )

    def counts(self, threshold: float) -> list[EventCounts]:
        """Events and words of each clip at a threshold."""
        return [
            count_events(self.events(number, threshold), words, self.clip_ms)
            for number, words in enumerate(self.words)
        ]

    def events(self, number: int, threshold: float) -> np.ndarray:
        """When the detector reported the word in one clip, in ms."""
        times = decode_events(self.probabilities[number], threshold, self.step_ms, REFRACTORY_MS)
        return times + self.first_ms


def evaluate(
    mixed: Iterable[MixedClip],
    predict: Callable[[np.ndarray], np.ndarray],
    config: DetectorConfig,
    batch_size: int = 16,
) -> Scores:
    """Runs a detector over clips.

    Args:
        mixed: Clips of one length, with their words.
        predict: Features (batch, frames, bands) -> probabilities (batch, steps, 1).
        config: The detector's.
        batch_size: Clips that are predicted together.

    Raises:
        ValueError: There are no clips.
    """
    probabilities, words, mixed = [], [], iter(mixed)
    while batch := list(islice(mixed, batch_size)):
        features = np.stack([config.front_end.features(clip.samples) for clip in batch])
        probabilities.append(np.asarray(predict(features))[..., 0])
        words += [clip.words for clip in batch]
    if not words:
        raise ValueError("there are no clips to evaluate on")
    return Scores(np.concatenate(probabilities), tuple(words), config.step_ms, config.first_ms)


def step_scores(
    labels: np.ndarray, probabilities: np.ndarray, threshold: float = 0.5
) -> dict[str, float]:
    """Accuracy, precision, recall and F1 of single steps.

    Args:
        labels: 0 or 1, of any shape.
        probabilities: Of the same shape.
        threshold: Steps above it are answered with 1.

    Returns:
        `accuracy`, `precision`, `recall`, `f1`; precision without answers and recall without labels
        of 1 are 1, as for events.

    Raises:
        ValueError: The shapes differ or there are no steps.
    """
    labels, answers = np.asarray(labels) > 0.5, np.asarray(probabilities) > threshold
    if labels.shape != answers.shape or labels.size == 0:
        raise ValueError(f"labels {labels.shape} and probabilities {answers.shape} do not fit")
    hits, given, wanted = (int(a.sum()) for a in (labels & answers, answers, labels))
    return {
        "accuracy": float((labels == answers).mean()),
        "precision": hits / given if given else 1.0,
        "recall": hits / wanted if wanted else 1.0,
        "f1": 2 * hits / (given + wanted) if given + wanted else 1.0,
    }


def report_lines(report: EventReport, threshold: float) -> list[str]:
    """Lines of a table: what was found at a threshold, with 95% intervals."""
    counts, alarms = report.counts, report.false_alarms_per_hour
    hours = counts.duration_ms / MS_PER_HOUR
    return [
        f"{counts.n_words} words in {hours:.2f} h of sound, threshold {threshold:.3f}",
        f"  {'precision':<24}{_share(report.precision)}",
        f"  {'recall':<24}{_share(report.recall)}",
        f"  {'F1 of events':<24}{_share(report.f1)}",
        f"  {'false alarms per hour':<24}{alarms[0]:>7.2f}  ({alarms[1]:.2f} to {alarms[2]:.2f})",
        f"  {'delay after the word':<24}{_delay(report)}",
        f"  {'one ring for each word':<24}{report.clips_exact:>7} of {report.n_clips} clips",
    ]


def _share(interval: Interval) -> str:
    estimate, low, high = interval
    return f"{estimate:>7.1%}  ({low:.1%} to {high:.1%})"


def _delay(report: EventReport) -> str:
    if not report.counts.found:
        return f"{'-':>7} as no word was found"
    median, most = report.median_delay_ms, report.delay_90_ms
    return f"{median:>7.0f} ms in the median, {most:.0f} ms for nine of ten"


def alarm_lines(curve: DetCurve, budgets: Iterable[float], what: str) -> list[str]:
    """Lines of a table: what is missed at the best threshold within each budget of false alarms.

    Args:
        curve: Its `hours` are those that the budgets refer to.
        budgets: False alarms per hour.
        what: What the hours are of.
    """
    title = f"missed at the best threshold for so many false alarms in an hour of {what}"
    return [f"{title} ({curve.hours:.2f} h)"] + [
        f"  {budget:>5g}   {curve.missed_at(budget):>7.1%}" for budget in budgets
    ]


def report_figures(report: EventReport) -> dict:
    """The figures of a report as plain JSON, each with its 95% interval.

    JSON has no NaN: without a word found, the delay is None.
    """
    found = report.counts.found > 0
    return {
        "words": report.counts.n_words,
        "hours": report.counts.duration_ms / MS_PER_HOUR,
        "precision": list(report.precision),
        "recall": list(report.recall),
        "f1": list(report.f1),
        "false_alarms_per_hour": list(report.false_alarms_per_hour),
        "median_delay_ms": report.median_delay_ms if found else None,
        "delay_90_ms": report.delay_90_ms if found else None,
        "clips_exact": [report.clips_exact, report.n_clips],
    }
