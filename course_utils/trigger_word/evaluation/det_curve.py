"""Misses against false alarms per hour at every threshold: the detection error tradeoff (DET).

Source: A. Martin et al., "The DET Curve in Assessment of Detection Task Performance", Eurospeech
1997; false alarms per hour stand in for a false alarm rate, since sound has no number of trials.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.metrics.confidence_intervals import Interval, proportion_interval, rate_interval
from course_utils.trigger_word.detection import REFRACTORY_MS, TOLERANCE_MS
from course_utils.trigger_word.evaluation.event_report import MS_PER_HOUR, count_events
from course_utils.validation import require_positive


def logit_grid(n: int = 241, limit: float = 12.0) -> np.ndarray:
    """Thresholds that are equally far apart as logits, from -limit to limit: (n,), ascending."""
    return 1 / (1 + np.exp(-np.linspace(-limit, limit, n)))


@dataclass(frozen=True)
class DetCurve:
    """The misses and false alarms of a detector at every threshold.

    Attributes:
        thresholds: (n,), ascending.
        missed: (n,), words that no event found.
        false_alarms: (n,), events that found no word.
        n_words: All words in the sound.
        hours: Of sound.
    """

    thresholds: np.ndarray
    missed: np.ndarray
    false_alarms: np.ndarray
    n_words: int
    hours: float

    @property
    def miss_rate(self) -> np.ndarray:
        """(n,): the share of the words that no event found."""
        return self.missed / self.n_words

    @property
    def false_alarms_per_hour(self) -> np.ndarray:
        """(n,)."""
        return self.false_alarms / self.hours

    @property
    def f1(self) -> np.ndarray:
        """(n,): F1 of events."""
        found = self.n_words - self.missed
        return 2 * found / (2 * found + self.missed + self.false_alarms)

    @property
    def f1_threshold(self) -> float:
        """The threshold with the highest F1; the middle one of several."""
        best = np.flatnonzero(self.f1 == self.f1.max())
        return float(self.thresholds[best[len(best) // 2]])

    def break_even(self, misses_per_false_alarm: float = 1.0) -> float:
        """The threshold at which misses and false alarms weigh the same; the middle one of several.

        Above it misses weigh more. F1 is highest near the threshold with as many false alarms as
        misses, but so flat there that chance decides where.

        Args:
            misses_per_false_alarm: How many misses weigh as much as one false alarm.

        Raises:
            ValueError: It is not above 0.
        """
        require_positive(misses_per_false_alarm=misses_per_false_alarm)
        surplus = misses_per_false_alarm * self.false_alarms - self.missed
        above = len(surplus) - np.argmin(np.append(surplus[::-1] < 0, False))
        unequal = np.flatnonzero(surplus[:above])
        below = unequal[-1] if len(unequal) else -1
        return float(self.thresholds[min((below + above + 1) // 2, len(surplus) - 1)])

    def at(self, threshold: float) -> tuple[Interval, Interval]:
        """Miss rate and false alarms per hour at the curve's nearest threshold, with intervals."""
        i = np.abs(_logit(self.thresholds) - _logit(threshold)).argmin()
        return (
            proportion_interval(int(self.missed[i]), self.n_words),
            rate_interval(int(self.false_alarms[i]), self.hours),
        )

    def missed_at(self, false_alarms_per_hour: float) -> float:
        """The share of the words that is missed at the threshold that `pick_threshold` picks.

        1 where no threshold keeps within the budget. The threshold is picked on the data that the
        share is reported on, so it is optimistic: it says what the right threshold could do.
        """
        try:
            picked = pick_threshold(self, false_alarms_per_hour)
        except ValueError:
            return 1.0
        return float(self.miss_rate[np.searchsorted(self.thresholds, picked)])


def det_curve(
    clips: Iterable[tuple[np.ndarray, Sequence[tuple[float, float]]]],
    step_ms: float,
    first_ms: float = 0.0,
    thresholds: np.ndarray | None = None,
    refractory_ms: float = REFRACTORY_MS,
    tolerance_ms: float = TOLERANCE_MS,
) -> DetCurve:
    """Decodes and scores every clip at every threshold, as `decode_events` does at one.

    Args:
        clips: (probabilities (steps,), words) of each clip; sound without words counts for false
            alarms alone, and may be of any length.
        step_ms: Milliseconds from one step to the next.
        first_ms: When step 0 is known.
        thresholds: Ascending, by default `logit_grid()`.
        refractory_ms: See `decode_events`.
        tolerance_ms: See `event_scores`.

    Raises:
        ValueError: No clip holds a word, so that there is no miss rate.
    """
    thresholds = logit_grid() if thresholds is None else np.asarray(thresholds, float)
    missed, false_alarms = np.zeros((2, len(thresholds)), int)
    n_words, n_steps = 0, 0
    for probabilities, words in clips:
        n_words, n_steps = n_words + len(words), n_steps + len(probabilities)
        events = decode_at_thresholds(probabilities, thresholds, step_ms, refractory_ms)
        for i, times in enumerate(events):
            counts = count_events(times + first_ms, words, 0, tolerance_ms)
            missed[i] += counts.missed
            false_alarms[i] += counts.false_alarms
    if n_words == 0:
        raise ValueError("no clip holds a word: there is no miss rate")
    return DetCurve(thresholds, missed, false_alarms, n_words, n_steps * step_ms / MS_PER_HOUR)


def decode_at_thresholds(
    probabilities: np.ndarray,
    thresholds: np.ndarray,
    step_ms: float,
    refractory_ms: float = REFRACTORY_MS,
) -> list[np.ndarray]:
    """What `decode_events` gives at each threshold, in one pass over the steps.

    A step rises above just those thresholds that lie between the probability before it and its
    own, and most steps rise above none.

    Args:
        probabilities: (steps,).
        thresholds: Ascending.
        step_ms: See `decode_events`.
        refractory_ms: See `decode_events`.

    Returns:
        Event times in ms for each threshold.
    """
    below = np.searchsorted(thresholds, np.asarray(probabilities, float))  # thresholds exceeded
    before = np.concatenate([[0], below[:-1]])
    last = np.full(len(thresholds), -np.inf)
    fired_steps, fired_thresholds = [], []
    for step in np.flatnonzero(below > before):
        time = step * step_ms
        rising = np.arange(before[step], below[step])
        fires = rising[time - last[rising] >= refractory_ms]
        last[fires] = time
        fired_steps += [step] * len(fires)
        fired_thresholds += fires.tolist()
    times, owners = np.array(fired_steps, float) * step_ms, np.array(fired_thresholds, int)
    order = np.argsort(owners, kind="stable")
    ends = np.cumsum(np.bincount(owners, minlength=len(thresholds)))
    return np.split(times[order], ends[:-1])


def pick_threshold(curve: DetCurve, false_alarms_per_hour: float) -> float:
    """The threshold that misses least among those that keep within a budget of false alarms.

    It and every higher threshold keep within the budget: far below them a probability never falls
    under the threshold, so that nothing rises above it and there is no event. Of several the lowest
    is taken.

    Args:
        curve: Of development data, never of the data that the figures are reported on.
        false_alarms_per_hour: The budget.

    Raises:
        ValueError: Even the highest threshold gives more false alarms than that.
    """
    too_many = np.flatnonzero(curve.false_alarms_per_hour > false_alarms_per_hour)
    first = too_many[-1] + 1 if len(too_many) else 0
    if first == len(curve.thresholds):
        raise ValueError(
            f"no threshold keeps within {false_alarms_per_hour:g} false alarms per hour; the "
            f"highest, {curve.thresholds[-1]:.6f}, gives {curve.false_alarms_per_hour[-1]:.2f}"
        )
    return float(curve.thresholds[first + curve.missed[first:].argmin()])


def _logit(probability):
    return np.log(probability) - np.log1p(-np.asarray(probability))
