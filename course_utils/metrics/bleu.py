"""BLEU of a corpus and of a sentence, from clipped n-gram counts.

BLEU = BP * exp(mean of log p_n, n = 1 ... max_order): the geometric mean of the clipped n-gram
precisions p_n, times a penalty for hypotheses that are too short (K. Papineni et al., "BLEU: a
Method for Automatic Evaluation of Machine Translation", ACL 2002).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from course_utils.graded import graded
from course_utils.metrics.bleu_statistics import bleu_statistics


@graded(points=2)
def ngram_counts(tokens, order: int) -> "Counter":
    """Counts the n-grams of a sentence: each run of `order` tokens that stand side by side.

    Args:
        tokens: The sentence, a list or tuple of tokens.
        order: Length of the n-grams, at least 1.

    Returns:
        How often each n-gram, a tuple of tokens, occurs; empty for a sentence shorter than `order`.

    Raises:
        ValueError: `order` is below 1.
    """
    if order < 1:
        raise ValueError(f"the order of an n-gram is at least 1, got {order}")
    ### BEGIN SOLUTION
    starts = range(len(tokens) - order + 1)
    return Counter(tuple(tokens[start : start + order]) for start in starts)
    ### END SOLUTION


@graded(points=3)
def clipped_precision(hypothesis, references, order: int) -> tuple[int, int]:
    """Counts the n-grams of a hypothesis that are matched by its references (modified precision).

    An n-gram of the hypothesis is matched at most as often as it occurs in one reference: in the
    one that has it most often. "the the the" has one match in "the cat", not three.

    Args:
        hypothesis: The sentence to judge, a list or tuple of tokens.
        references: A list of right translations, each a list or tuple of tokens.
        order: Length of the n-grams, at least 1.

    Returns:
        (matches, total): n-grams matched, and n-grams of the hypothesis. Their ratio is the
        precision; it is left to the caller, since a corpus adds up both before it divides.

    Raises:
        ValueError: There is no reference, or one is text instead of tokens.

    Source:
        K. Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation",
        ACL 2002, section 2.1.
    """
    if not references:
        raise ValueError("no reference: there must be at least one")
    if any(isinstance(reference, str) for reference in references):
        raise ValueError("references is a list of token sequences, but one of them is text")
    ### BEGIN SOLUTION
    counts = ngram_counts(hypothesis, order)
    most = Counter()
    for reference in references:
        most |= ngram_counts(reference, order)
    return (counts & most).total(), counts.total()
    ### END SOLUTION


SMOOTHING = {"none": None, "floor": 0.1, "add-k": 1.0, "exp": None}
"""Ways of smoothing and their usual value, as in sacrebleu; None where there is nothing to set."""


def smoothed_precisions(
    matches: np.ndarray, totals: np.ndarray, smooth: str = "none", smooth_value: float | None = None
) -> np.ndarray:
    """The n-gram precisions of a hypothesis or a corpus, in percent.

    One order without a match would make the whole BLEU 0. Smoothing gives it a small precision:

    - "none": leaves it at 0;
    - "floor": counts `smooth_value` matches (0.1);
    - "add-k": adds `smooth_value` (1) to matches and totals of every order from 2 on. An order
      that the hypothesis is too short for then has precision k / k: 100;
    - "exp": counts 1/2 match at the first such order, 1/4 at the second, 1/8 at the third, ...

    Args:
        matches: (max_order,), matched n-grams of order 1, 2, ...
        totals: (max_order,), n-grams of the hypothesis.
        smooth: One of `SMOOTHING`.
        smooth_value: For "floor" and "add-k", 0 or more; None means the usual one.

    Returns:
        (max_order,); NaN for orders that there are no n-grams of. If no word matches at all there
        is nothing to smooth, and all others are 0.

    Raises:
        ValueError: No such smoothing, a value where it has none, or a negative one.

    Source:
        B. Chen and C. Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level
        BLEU", WMT 2014: methods 1 (floor), 2 (add-k) and 3 (exp).
    """
    value = smoothing_value(smooth, smooth_value)
    matches, totals = np.array(matches, float), np.array(totals, float)
    if matches.any():
        if smooth == "add-k":
            matches[1:] += value
            totals[1:] += value
        unmatched = (matches == 0) & (totals > 0)
        if smooth == "floor":
            matches[unmatched] = value
        elif smooth == "exp":
            matches[unmatched] = 0.5 ** np.arange(1, unmatched.sum() + 1)
    with np.errstate(invalid="ignore"):
        return 100 * matches / totals


def smoothing_value(smooth: str, smooth_value: float | None = None) -> float | None:
    """The value to smooth with: the one given, or the usual one.

    Raises:
        ValueError: No such smoothing, a value where it has none, or a negative one.
    """
    if smooth not in SMOOTHING:
        raise ValueError(f"no smoothing is called {smooth!r}; there are {', '.join(SMOOTHING)}")
    if smooth_value is None:
        return SMOOTHING[smooth]
    if SMOOTHING[smooth] is None:
        raise ValueError(f"smoothing {smooth!r} has no value to set, got {smooth_value}")
    if not 0 <= smooth_value < float("inf"):
        raise ValueError(f"smooth_value is 0 or more, got {smooth_value}")
    return smooth_value


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
