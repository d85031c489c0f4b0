"""How sure a BLEU is: confidence intervals by resampling sentences (bootstrap).

A test set is one draw of sentences; another would have given another BLEU. Drawing as many
sentences from it, with repetition, again and again shows how far BLEU would have strayed
(P. Koehn, "Statistical Significance Tests for Machine Translation Evaluation", EMNLP 2004).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from course_utils.metrics.bleu_statistics import BleuStatistics


class Interval(NamedTuple):
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
) -> Interval:
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
    return Interval(score, float(low), float(high), len(statistics))


def bleu_by_group(
    corpus_bleu: Callable, statistics: BleuStatistics, groups: Sequence, **options
) -> dict[object, Interval]:
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
