"""How sure a figure is: confidence intervals, exact and by resampling."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, chi2

from course_utils.metrics.bleu_statistics import BleuStatistics


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
    """A statistic of summed counts, with the interval of clips drawn again with repetition.

    Args:
        statistic: Of the counts summed over clips, (..., columns), to (...).
        counts: (clips, columns).
        confidence: Share of the resampled figures that lie within, between 0 and 1.
        n_samples: Sets of clips to draw, each as large as the one given.
        seed: Of the draws.

    Raises:
        ValueError: There are no clips.
    """
    counts = np.asarray(counts, float)
    if not len(counts):
        raise ValueError("no clips: there is nothing to draw from")
    drawn = np.random.default_rng(seed).multinomial(
        len(counts), np.full(len(counts), 1 / len(counts)), size=n_samples
    )
    low, high = np.quantile(statistic(drawn @ counts), [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(statistic(counts.sum(axis=0))), float(low), float(high))


class BleuInterval(NamedTuple):
    """A score, and the bounds between which resampled scores lie.

    Attributes:
        score: Of the sentences themselves.
        low: Lower bound.
        high: Upper bound.
        n_sentences: That were scored.
    """

    score: float
    low: float
    high: float
    n_sentences: int


def resampled_scores(
    corpus_bleu: Callable,
    statistics: BleuStatistics,
    n_samples: int = 1000,
    seed: int = 0,
    **options,
) -> np.ndarray:
    """BLEU of corpora drawn from the sentences of one, with repetition.

    Args:
        corpus_bleu: Scores `BleuStatistics`.
        statistics: From `bleu_statistics`.
        n_samples: Corpora to draw, each as large as the one that is given.
        seed: Of the draws. The same seed draws the same sentences, so that two systems may be
            compared sample by sample.
        options: For `corpus_bleu`: `max_order`, `smooth`, `smooth_value`.

    Returns:
        (n_samples,).

    Raises:
        ValueError: There is nothing to draw from, or no sample to draw.
    """
    if not len(statistics):
        raise ValueError("no sentences: there is nothing to draw from")
    if n_samples < 1:
        raise ValueError(f"n_samples is at least 1, got {n_samples}")
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(len(statistics), size=len(statistics)) for _ in range(n_samples))
    return np.array([corpus_bleu(statistics[rows], None, **options).score for rows in drawn])


def bleu_interval(
    corpus_bleu: Callable,
    statistics: BleuStatistics,
    confidence: float = 0.95,
    n_samples: int = 1000,
    seed: int = 0,
    **options,
) -> BleuInterval:
    """BLEU with its bootstrap confidence interval: the quantiles of `resampled_scores`.

    Args:
        corpus_bleu: Scores `BleuStatistics`.
        statistics: From `bleu_statistics`.
        confidence: Share of the resampled scores that lie within, between 0 and 1.
        n_samples: Corpora to draw.
        seed: Of the draws.
        options: For `corpus_bleu`: `max_order`, `smooth`, `smooth_value`.

    Raises:
        ValueError: As `resampled_scores`, or `confidence` is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is between 0 and 1, got {confidence}")
    scores = resampled_scores(corpus_bleu, statistics, n_samples, seed, **options)
    low, high = np.quantile(scores, [(1 - confidence) / 2, (1 + confidence) / 2])
    score = corpus_bleu(statistics, None, **options).score
    return BleuInterval(score, float(low), float(high), len(statistics))


def bleu_by_group(
    corpus_bleu: Callable, statistics: BleuStatistics, groups: Sequence, **options
) -> dict[object, BleuInterval]:
    """BLEU of each group of sentences, with its interval: a curve with its band.

    Args:
        corpus_bleu: Scores `BleuStatistics`.
        statistics: From `bleu_statistics`.
        groups: (sentences,), the group of each sentence, as its length.
        options: For `bleu_interval` and `corpus_bleu`.

    Returns:
        An interval for each group, in ascending order of the groups.

    Raises:
        ValueError: Not as many groups as sentences.
    """
    groups = np.asarray(groups)
    if groups.shape != (len(statistics),):
        raise ValueError(f"groups are of shape {groups.shape}, sentences are {len(statistics)}")
    return {
        group.item(): bleu_interval(corpus_bleu, statistics[groups == group], **options)
        for group in np.unique(groups)
    }
