"""When a beam search may stop: once it is certain that no live hypothesis can win any more.

A log probability only falls as its hypothesis grows. So wherever a live hypothesis ends, it scores
at most its log probability of now, divided by the penalty of some length that is still possible.
Once the finished hypotheses score at least that much, searching on cannot change what is found.
"""

from collections.abc import Callable

import numpy as np


def may_stop(
    best_live: np.ndarray, to_beat: np.ndarray, length: int, max_length: int, score: Callable
) -> np.ndarray:
    """The stopping rule: in which sentences no live hypothesis can enter the n best any more.

    Args:
        best_live: (batch,), the largest log probability of a live hypothesis; -inf if none lives.
        to_beat: (batch,), the score of the n-th best finished one; -inf while there are fewer.
        length: Tokens of the live hypotheses.
        max_length: The longest that a hypothesis can become.
        score: The score of (log probability, length), both arrays.

    Returns:
        (batch,), bool.
    """
    if length >= max_length or to_beat.max() == -np.inf:
        return np.zeros(len(best_live), bool)
    return best_reachable_score(best_live, length, max_length, score) <= to_beat


def best_reachable_score(
    log_probabilities: np.ndarray, length: int, max_length: int, score: Callable
) -> np.ndarray:
    """The largest score that a hypothesis can still end with.

    Args:
        log_probabilities: (batch,) of hypotheses of `length` tokens that have not ended.
        length: Tokens so far, below `max_length`.
        max_length: The longest that a hypothesis can become.
        score: The score of (log probability, length), both arrays.

    Returns:
        (batch,): the largest of score(log p, T) over T = length + 1, ..., max_length.
    """
    lengths = np.arange(length + 1, max_length + 1)
    return score(log_probabilities[:, None], lengths).max(axis=1)
