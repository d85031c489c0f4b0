"""What a search finds: sentences with the log probability of each token, and the best of them."""

from collections.abc import Callable
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


def dead_end(sentence: int, length: int) -> ValueError:
    """The error for a sentence that can neither go on nor has ended."""
    return ValueError(f"sentence {sentence} has no possible token {length}: all are impossible")


class Step(NamedTuple):
    """How the live hypotheses of one length came about; all arrays (rows,).

    Attributes:
        parents: Row of each one's parent, among the live hypotheses one token shorter.
        tokens: Its last token.
        log_probabilities: Of that token.
    """

    parents: np.ndarray
    tokens: np.ndarray
    log_probabilities: np.ndarray


class Leaving(NamedTuple):
    """Hypotheses of one length that leave the search together; all arrays (n,).

    Attributes:
        sentences: Which sentence each one translates.
        last: The step that they leave at.
        log_probabilities: Of the whole hypotheses.
        ended: False for those that are cut.
        lengths: Tokens, the last one included.
        scores: What they are compared by.
    """

    sentences: np.ndarray
    last: Step
    log_probabilities: np.ndarray
    ended: np.ndarray
    lengths: np.ndarray
    scores: np.ndarray


class Finished:
    """Keeps what has left the search, in the order in which it was found.

    Args:
        n_sentences: Of the whole search.
        n_best: Hypotheses wanted for each sentence.
        score: The score of (log probabilities, lengths), both arrays.
    """

    def __init__(self, n_sentences: int, n_best: int, score: Callable):
        self._score = score
        self._best = np.full((n_sentences, n_best), -np.inf)  # scores, the worst first
        self._left: list[Leaving] = []

    def add(self, sentences, length, leaving, last, log_probabilities, ended) -> None:
        """Takes in hypotheses of one step.

        Args:
            sentences: (batch,), in which sentences the search is.
            length: Tokens of each hypothesis.
            leaving: (batch, k), which of the step's hypotheses leave.
            last: Parents, tokens, log probabilities, each (batch, k).
            log_probabilities: (batch, k), of the whole hypotheses.
            ended: (batch, k), which end with the end token.
        """
        if not leaving.any():
            return
        of_leaving = log_probabilities[leaving]
        lengths = np.full(len(of_leaving), length)
        scores = self._score(of_leaving, lengths)
        of_sentences = np.broadcast_to(sentences[:, None], leaving.shape)[leaving]
        step = Step(*(array[leaving] for array in last))
        self._left.append(Leaving(of_sentences, step, of_leaving, ended[leaving], lengths, scores))
        new = np.full(leaving.shape, -np.inf)
        new[leaving] = scores
        n_best = self._best.shape[1]
        together = np.concatenate([self._best[sentences], new], axis=1)
        self._best[sentences] = np.sort(together, axis=1)[:, -n_best:]

    def to_beat(self, sentences: np.ndarray) -> np.ndarray:
        """What a score must exceed to be among the n best: -inf while there are fewer."""
        return self._best[sentences, 0]

    def none_yet(self, sentences: np.ndarray) -> np.ndarray:
        """Whether nothing has finished, for each sentence."""
        return self._best[sentences, -1] == -np.inf

    def best(self, steps: list[Step]) -> list[list[Hypothesis]]:
        """The n best of each sentence, best first; of equal ones the earlier found first.

        Args:
            steps: Those of the live hypotheses; steps[0] led to those of one token.
        """
        columns = (np.concatenate(arrays) for arrays in zip(*map(_flat, self._left), strict=True))
        sentences, *columns = columns
        n_sentences, n_best = self._best.shape
        order = np.lexsort((-columns[-1], sentences))
        first = np.searchsorted(sentences[order], np.arange(n_sentences))
        rank = np.arange(len(order)) - first[sentences[order]]
        order = order[rank < n_best]
        last, (sums, ended, lengths, scores) = Step(*columns[:3]), columns[3:]
        chosen = Step(*(array[order] for array in last))
        tokens, log_probabilities = _trace_back(chosen, lengths[order], steps)
        found: list[list[Hypothesis]] = [[] for _ in range(n_sentences)]
        own = (array[order].tolist() for array in (sentences, lengths, sums, scores, ended))
        rows = zip(tokens.tolist(), log_probabilities.tolist(), *own, strict=True)
        for of_tokens, of_logs, sentence, length, *rest in rows:
            found[sentence].append(
                Hypothesis(tuple(of_tokens[:length]), tuple(of_logs[:length]), *rest)
            )
        return found


def _flat(left: Leaving) -> tuple[np.ndarray, ...]:
    return left.sentences, *left.last, *left[2:]


def _trace_back(last: Step, lengths: np.ndarray, steps: list[Step]) -> tuple:
    """Tokens and their log probabilities, each (n, longest), of hypotheses that end with `last`."""
    n, longest = len(lengths), lengths.max()
    tokens, log_probabilities = np.zeros((n, longest), np.int64), np.zeros((n, longest))
    tokens[np.arange(n), lengths - 1] = last.tokens
    log_probabilities[np.arange(n), lengths - 1] = last.log_probabilities
    rows = last.parents.copy()
    for time in range(longest - 2, -1, -1):
        longer = np.flatnonzero(lengths >= time + 2)
        step, own = steps[time], rows[longer]
        tokens[longer, time] = step.tokens[own]
        log_probabilities[longer, time] = step.log_probabilities[own]
        rows[longer] = step.parents[own]
    return tokens, log_probabilities
