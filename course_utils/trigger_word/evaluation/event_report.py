"""What a user notices, over many clips: words found, false alarms per hour, and the delay."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from course_utils.metrics.confidence_intervals import (
    Interval,
    bootstrap_interval,
    proportion_interval,
    rate_interval,
)
from course_utils.trigger_word.detection import TOLERANCE_MS, match_events

MS_PER_HOUR = 3_600_000


class EventCounts(NamedTuple):
    """Events and words of one clip or of many.

    Attributes:
        found: Words that an event found.
        n_events: Events in all.
        n_words: Words in all.
        duration_ms: Of the sound.
    """

    found: int
    n_events: int
    n_words: int
    duration_ms: float

    @property
    def false_alarms(self) -> int:
        """Events that found no word."""
        return self.n_events - self.found

    @property
    def missed(self) -> int:
        """Words that no event found."""
        return self.n_words - self.found


class EventReport(NamedTuple):
    """How well events fit the words over many clips.

    Attributes:
        precision: Share of the events that found a word, with its Wilson interval.
        recall: Share of the words that were found, with its Wilson interval.
        f1: With its bootstrap interval over clips.
        false_alarms_per_hour: With its exact Poisson interval.
        median_delay_ms: After the word's end; NaN if no word was found.
        delay_90_ms: 90% of the words that were found were found by then.
        counts: What the rest comes from, summed over clips.
        clips_exact: Clips with one event for each word and no other.
        n_clips: Clips in all.
    """

    precision: Interval
    recall: Interval
    f1: Interval
    false_alarms_per_hour: Interval
    median_delay_ms: float
    delay_90_ms: float
    counts: EventCounts
    clips_exact: int
    n_clips: int


def count_events(
    event_times_ms: Sequence[float],
    words: Sequence[tuple[float, float]],
    duration_ms: float,
    tolerance_ms: float = TOLERANCE_MS,
) -> EventCounts:
    """Counts the events, the words and the words found in one clip."""
    matching = match_events(event_times_ms, words, tolerance_ms)
    return EventCounts(len(matching.pairs), len(event_times_ms), len(words), duration_ms)


def report_events(
    clips: Iterable[tuple[Sequence[float], Sequence[tuple[float, float]], float]],
    tolerance_ms: float = TOLERANCE_MS,
    seed: int = 0,
) -> EventReport:
    """Scores the events of many clips together, with 95% intervals.

    Args:
        clips: (event_times_ms, words, duration_ms) of each clip.
        tolerance_ms: See `event_scores`.
        seed: Of the bootstrap.

    Raises:
        ValueError: There are no clips, or they hold no sound.
    """
    counts, delays = [], []
    for times, words, duration_ms in clips:
        matching = match_events(times, words, tolerance_ms)
        counts.append(EventCounts(len(matching.pairs), len(times), len(words), duration_ms))
        delays += matching.delays_ms
    if not counts:
        raise ValueError("no clips: there is nothing to score")
    total = EventCounts(*(sum(column) for column in zip(*counts, strict=True)))
    return EventReport(
        _share(total.found, total.n_events),
        _share(total.found, total.n_words),
        bootstrap_interval(_f1, counts, seed=seed),
        rate_interval(total.false_alarms, total.duration_ms / MS_PER_HOUR),
        *(np.quantile(delays, [0.5, 0.9]).tolist() if delays else (np.nan, np.nan)),
        total,
        sum(clip.found == clip.n_events == clip.n_words for clip in counts),
        len(counts),
    )


def f1_difference(
    first: Sequence[EventCounts], second: Sequence[EventCounts], seed: int = 0
) -> Interval:
    """F1 of one detector less that of another on the same clips, which are drawn together.

    What is hard for one is often hard for the other. So the interval is narrower than those of the
    two F1 suggest.

    Args:
        first: Of each clip.
        second: Of the same clips, in the same order.
        seed: Of the bootstrap.

    Raises:
        ValueError: There are no clips, or not as many for both.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} clips are not the same ones")
    both = [(*one, *other) for one, other in zip(first, second, strict=True)]
    n_columns = len(EventCounts._fields)
    return bootstrap_interval(
        lambda counts: _f1(counts[..., :n_columns]) - _f1(counts[..., n_columns:]), both, seed=seed
    )


def _share(found: int, n: int) -> Interval:
    return proportion_interval(found, n) if n else Interval(1.0, 0.0, 1.0)


def _f1(counts: np.ndarray) -> np.ndarray:
    """F1 of `EventCounts` as an array (..., 4): 1 where there are neither events nor words."""
    found, both = counts[..., 0], counts[..., 1] + counts[..., 2]
    return np.where(both == 0, 1.0, 2 * found / np.maximum(both, 1))
