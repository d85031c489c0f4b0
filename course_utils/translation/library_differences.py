"""Where NLTK and sacrebleu disagree about BLEU: n-grams that are not there.

A hypothesis of three tokens has no 4-gram. sacrebleu counts 0 for it, as the paper does; NLTK
counts max(1, n-grams) for each sentence, so as not to divide by 0. Such a phantom n-gram matches
nothing: it lowers the precision of the whole corpus. Nothing else differs, except that where a
precision is 0 NLTK takes the smallest positive float for it, so that its BLEU is not quite 0.
"""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from nltk.translate.bleu_score import corpus_bleu as nltk_corpus_bleu
from sacrebleu import BLEU

from course_utils.metrics.bleu_statistics import BleuStatistics, bleu_statistics


class Disagreement(NamedTuple):
    """One corpus, scored by both.

    Attributes:
        sacrebleu: BLEU, 0 to 100.
        nltk: BLEU, brought to 0 to 100.
        phantoms: (max_order,), n-grams of order 1, 2, ... that only NLTK counts.
    """

    sacrebleu: float
    nltk: float
    phantoms: np.ndarray


def count_phantoms(statistics: BleuStatistics) -> np.ndarray:
    """The n-grams that only NLTK counts: (sentences, max_order), 1 where a sentence has none."""
    return (statistics.totals == 0).astype(np.int64)


def count_as_nltk(statistics: BleuStatistics) -> BleuStatistics:
    """The same counts with the phantoms: `corpus_bleu` makes NLTK's score of them."""
    return replace(statistics, totals=statistics.totals + count_phantoms(statistics))


def compare_libraries(
    hypotheses: Sequence, references: Sequence[Sequence], max_order: int = 4
) -> Disagreement:
    """Scores a corpus with NLTK and with sacrebleu, without smoothing.

    Args:
        hypotheses: Token sequences; tokens hold no spaces.
        references: A list of token sequences for each hypothesis.
        max_order: Longest n-grams that count.

    Raises:
        ValueError: As `bleu_statistics`.
    """
    statistics = bleu_statistics(hypotheses, references, max_order)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there are no matches of some order
        weights = (1 / max_order,) * max_order
        nltk = nltk_corpus_bleu(references, hypotheses, weights)
    metric = BLEU(tokenize="none", force=True, smooth_method="none", max_ngram_order=max_order)
    texts = [" ".join(hypothesis) for hypothesis in hypotheses]
    sacrebleu = metric.corpus_score(texts, reference_streams(references)).score
    return Disagreement(sacrebleu, 100 * nltk, count_phantoms(statistics).sum(axis=0))


def reference_streams(references: Sequence[Sequence]) -> list[list[str | None]]:
    """References as sacrebleu wants them: all first ones, all second ones, ...; None for none."""
    return [
        [" ".join(several[k]) if k < len(several) else None for several in references]
        for k in range(max(map(len, references)))
    ]
