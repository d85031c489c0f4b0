"""What a search finds: sentences with what each token cost."""

from typing import NamedTuple

import numpy as np


class Hypothesis(NamedTuple):
    """A sentence that a search found.

    Attributes:
        tokens: Without the start token, with the end token if the sentence ended.
        token_log_probabilities: One for each token, given those before it.
        log_probability: Their sum, added up from the first on in float64.
        score: What hypotheses were compared by; their length includes the end token.
        ended: False for a sentence that was cut at the maximal length.
    """

    tokens: tuple[int, ...]
    token_log_probabilities: tuple[float, ...]
    log_probability: float
    score: float
    ended: bool


def cut_at_end(tokens: np.ndarray, log_probabilities: np.ndarray, end: int) -> list[Hypothesis]:
    """Makes hypotheses of rows of tokens; what comes after a row's first end token is dropped.

    Args:
        tokens: (batch, time).
        log_probabilities: (batch, time), of each token.
        end: The end token.

    Returns:
        A hypothesis for each row; its score is its log probability.

    Raises:
        ValueError: A token is impossible (minus infinity).
    """
    return [
        _cut(sentence, row, costs.astype(np.float64), end)
        for sentence, (row, costs) in enumerate(zip(tokens, log_probabilities, strict=True))
    ]


def _cut(sentence: int, tokens: np.ndarray, costs: np.ndarray, end: int) -> Hypothesis:
    ends = np.flatnonzero(tokens == end)
    length = ends[0] + 1 if len(ends) else len(tokens)
    tokens, costs = tokens[:length], costs[:length]
    if np.isneginf(costs).any():
        raise dead_end(sentence, np.isneginf(costs).argmax() + 1)
    total = float(costs.cumsum()[-1])
    return Hypothesis(tuple(tokens.tolist()), tuple(costs.tolist()), total, total, bool(len(ends)))


def dead_end(sentence: int, length: int) -> ValueError:
    """The error for a sentence that can neither go on nor has ended."""
    return ValueError(f"sentence {sentence} has no possible token {length}: all are impossible")
