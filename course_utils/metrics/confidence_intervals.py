"""How sure a figure is: confidence intervals, exact and by resampling (bootstrap).

A test set is one draw of sentences or clips; another would have given another figure. Drawing as
many from it, with repetition, again and again shows how much the figure varies
(P. Koehn, "Statistical Significance Tests for Machine Translation Evaluation", EMNLP 2004).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, chi2


class Interval(NamedTuple):
    """A figure and the bounds of its confidence interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """The figure with its bounds, as in 0.950 (0.912-0.973)."""
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f})"


def proportion_interval(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """A share and its Wilson score interval, which is right for shares near 0 and 1 too.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    JASA 22 (1927).

    Raises:
        ValueError: There are no trials, or fewer than successes.
    """
    if trials < 1:
        raise ValueError(f"a share needs at least one trial, got {trials}")
    ci = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    return Interval(successes / trials, float(ci.low), float(ci.high))


def rate_interval(count: int, exposure: float, confidence: float = 0.95) -> Interval:
    """Events per unit of exposure (as false alarms per hour), with the exact Poisson interval.

    Source: F. Garwood, "Fiducial Limits for the Poisson Distribution", Biometrika 28 (1936).

    Raises:
        ValueError: The count is negative or the exposure is not positive.
    """
    if count < 0 or not exposure > 0:
        raise ValueError(f"a rate needs a count and an exposure, got {count} in {exposure}")
    tail = (1 - confidence) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    high = chi2.ppf(1 - tail, 2 * count + 2) / 2
    return Interval(count / exposure, float(low) / exposure, float(high) / exposure)


def bootstrap_interval(
    statistic: Callable[[np.ndarray], float],
    counts: Sequence[Sequence[float]],
    confidence: float = 0.95,
    n_samples: int = 1000,
    seed: int = 0,
) -> Interval:
    """A statistic of summed counts, with the interval of sets of clips drawn with repetition.

    Args:
        statistic: Of the counts summed over clips, (..., columns), to (...).
        counts: (clips, columns).
        confidence: Share of the resampled figures that lie within, between 0 and 1.
        n_samples: Sets of clips to draw, each as large as the one given.
        seed: Of the draws.

    Raises:
        ValueError: There are no clips, or `confidence` is not between 0 and 1.
    """
    counts = np.asarray(counts, float)
    if not len(counts):
        raise ValueError("no clips: there is nothing to draw from")
    drawn = np.random.default_rng(seed).multinomial(
        len(counts), np.full(len(counts), 1 / len(counts)), size=n_samples
    )
    return percentile_interval(statistic(counts.sum(axis=0)), statistic(drawn @ counts), confidence)


def percentile_interval(
    value: float, resampled: Sequence[float], confidence: float = 0.95
) -> Interval:
    """A figure, and the bounds between which a share `confidence` of the resampled ones lie.

    Raises:
        ValueError: `confidence` is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is between 0 and 1, got {confidence}")
    low, high = np.quantile(resampled, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(value), float(low), float(high))
