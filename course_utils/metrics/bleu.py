"""BLEU of a corpus and of a sentence.

BLEU = BP * exp(mean of log p_n, n = 1 ... max_order): the geometric mean of the clipped n-gram
precisions p_n, times a penalty for hypotheses that are too short (K. Papineni et al., "BLEU: a
Method for Automatic Evaluation of Machine Translation", ACL 2002).
"""

from dataclasses import dataclass

import numpy as np

from course_utils.graded import graded
from course_utils.metrics.bleu_statistics import bleu_statistics
from course_utils.translation.smoothing import smoothed_precisions


@dataclass(frozen=True, eq=False)
class Bleu:
    """A BLEU score and what it was made of.

    Attributes:
        score: 0 to 100.
        precisions: (max_order,), of n-grams of order 1, 2, ..., after smoothing, in percent; NaN
            for orders that there are no n-grams of.
        brevity_penalty: 0 to 1.
        matches: (max_order,), matched n-grams before smoothing.
        totals: (max_order,), n-grams of the hypotheses before smoothing.
        hypothesis_length: Tokens of all hypotheses.
        reference_length: Tokens of their references; of several, those closest in length.
    """

    score: float
    precisions: np.ndarray
    brevity_penalty: float
    matches: np.ndarray
    totals: np.ndarray
    hypothesis_length: int
    reference_length: int

    def __str__(self) -> str:
        """All in one line."""
        precisions = "/".join(f"{precision:.1f}" for precision in self.precisions)
        return (
            f"BLEU {self.score:.2f} = {self.brevity_penalty:.3f} * mean({precisions}), "
            f"lengths {self.hypothesis_length:,} to {self.reference_length:,}"
        )


@graded(points=3)
def brevity_penalty(hypothesis_length: int, reference_length: int) -> float:
    """What hypotheses shorter than their references lose, since precision alone rewards them.

    BP = 1 if c >= r, else exp(1 - r / c), with c tokens in the hypotheses and r in the references.

    Args:
        hypothesis_length: c, 0 or more.
        reference_length: r, 0 or more.

    Returns:
        0 to 1; 0 for hypotheses without tokens, unless the references have none either.

    Raises:
        ValueError: A length is negative.

    Source:
        K. Papineni et al., ACL 2002, section 2.3.
    """
    if min(hypothesis_length, reference_length) < 0:
        raise ValueError(f"lengths are 0 or more, got {hypothesis_length} and {reference_length}")
    ### BEGIN SOLUTION
    if hypothesis_length >= reference_length:
        return 1.0
    if hypothesis_length == 0:
        return 0.0
    return float(np.exp(1 - reference_length / hypothesis_length))
    ### END SOLUTION


@graded(points=5)
def corpus_bleu(
    hypotheses, references=None, max_order=4, smooth="none", smooth_value=None, tokenize=None
) -> "Bleu":
    """Scores a corpus: counts are added up over all sentences, and only then divided.

    `statistics.sum()` holds the sums: `.matches` and `.totals` (max_order,), `.hypothesis_length`
    and `.reference_length`. `smoothed_precisions` makes precisions of them, in percent. The score
    is their geometric mean times the brevity penalty; it is 0 if a precision is 0 or NaN, which
    means that there are no n-grams of this order.

    Args:
        hypotheses: Token sequences, or texts if a tokenizer is named, or the `BleuStatistics` of
            hypotheses and references.
        references: `references[i]` is the reference of `hypotheses[i]`, or a list of several.
        max_order: Longest n-grams that count, at least 1.
        smooth: "none", "floor", "add-k" or "exp", for orders without a match.
        smooth_value: For "floor" and "add-k"; None means the usual one.
        tokenize: The tokenizer of texts: "none", "13a", "intl", "zh" or "char".

    Returns:
        `Bleu(score, precisions, brevity_penalty, matches, totals, hypothesis_length,
        reference_length)`.

    Raises:
        ValueError: No hypotheses, another number of references, none for a hypothesis, `max_order`
            below 1, an unknown tokenizer or smoothing, a value that the smoothing does not have.
    """
    statistics = bleu_statistics(hypotheses, references, max_order, tokenize)
    ### BEGIN SOLUTION
    total = statistics.sum()
    precisions = smoothed_precisions(total.matches, total.totals, smooth, smooth_value)
    penalty = brevity_penalty(total.hypothesis_length, total.reference_length)
    score = 0.0
    if (precisions > 0).all():
        score = float(penalty * np.exp(np.log(precisions).mean()))
    return Bleu(
        score,
        precisions,
        penalty,
        total.matches,
        total.totals,
        total.hypothesis_length,
        total.reference_length,
    )
    ### END SOLUTION


@graded(points=3)
def sentence_bleu(
    hypothesis,
    references,
    max_order=4,
    smooth="exp",
    smooth_value=None,
    tokenize=None,
    effective_order=True,
) -> "Bleu":
    """Scores one sentence: a corpus of one, smoothed, without the orders it is too short for.

    A sentence of three words has no 4-gram, so as a corpus it would get 0. With `effective_order`
    the longest n-grams that count are the longest it has a precision for (not NaN), at least 1.

    Args:
        hypothesis: Tokens, or a text if a tokenizer is named.
        references: One reference of the same kind, or a list of several.
        max_order: Longest n-grams that count, at least 1.
        smooth: "none", "floor", "add-k" or "exp", for orders without a match.
        smooth_value: For "floor" and "add-k"; None means the usual one.
        tokenize: The tokenizer of texts: "none", "13a", "intl", "zh" or "char".
        effective_order: Whether to leave out orders that the sentence has no n-grams of.

    Returns:
        The `Bleu` of `corpus_bleu`, of those orders that count.

    Raises:
        ValueError: As `corpus_bleu`.
    """
    statistics = bleu_statistics([hypothesis], [references], max_order, tokenize)
    ### BEGIN SOLUTION
    bleu = corpus_bleu(statistics, None, max_order, smooth, smooth_value)
    if not effective_order:
        return bleu
    orders = max(1, np.count_nonzero(~np.isnan(bleu.precisions)))
    return corpus_bleu(statistics, None, orders, smooth, smooth_value)
    ### END SOLUTION
