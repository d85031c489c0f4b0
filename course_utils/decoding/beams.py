"""The bookkeeping of a beam search: which hypotheses live, which have ended, and when to stop."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_utils.decoding.penalties import best_reachable_score
from course_utils.decoding.step_function import n_rows


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
        tokens, costs = _trace_back(chosen, lengths[order], steps)
        found: list[list[Hypothesis]] = [[] for _ in range(n_sentences)]
        own = (array[order].tolist() for array in (sentences, lengths, sums, scores, ended))
        rows = zip(tokens.tolist(), costs.tolist(), *own, strict=True)
        for row, row_costs, sentence, length, *rest in rows:
            found[sentence].append(
                Hypothesis(tuple(row[:length]), tuple(row_costs[:length]), *rest)
            )
        return found


def _flat(left: Leaving) -> tuple[np.ndarray, ...]:
    return left.sentences, *left.last, *left[2:]


def _trace_back(last: Step, lengths: np.ndarray, steps: list[Step]) -> tuple:
    """Tokens and their log probabilities, each (n, longest), of hypotheses that end with `last`."""
    n, longest = len(lengths), lengths.max()
    tokens, costs = np.zeros((n, longest), np.int64), np.zeros((n, longest))
    tokens[np.arange(n), lengths - 1] = last.tokens
    costs[np.arange(n), lengths - 1] = last.log_probabilities
    rows = last.parents.copy()
    for time in range(longest - 2, -1, -1):
        longer = np.flatnonzero(lengths >= time + 2)
        step, own = steps[time], rows[longer]
        tokens[longer, time] = step.tokens[own]
        costs[longer, time] = step.log_probabilities[own]
        rows[longer] = step.parents[own]
    return tokens, costs


class BeamStep(NamedTuple):
    """One step of a search over the sentences that were not done before it.

    Attributes:
        length: Tokens of the hypotheses that the step made.
        sentences: (batch,), the number of each sentence in the whole search.
        log_probabilities: (batch, live) before the step; -inf where vacant.
        next_log_probabilities: (batch, live, V), of all that could follow.
        parents: (batch, k), the places 0 to live - 1 of the hypotheses that were continued.
        tokens: (batch, k), what they were continued with.
        chosen: (batch, k), log probabilities of the results; -inf where nothing was possible.
        ended: (batch, k), which of them end with the end token.
        live: (batch, k), which of them live on.
        done: (batch,), which sentences leave the search with this step.
    """

    length: int
    sentences: np.ndarray
    log_probabilities: np.ndarray
    next_log_probabilities: np.ndarray
    parents: np.ndarray
    tokens: np.ndarray
    chosen: np.ndarray
    ended: np.ndarray
    live: np.ndarray
    done: np.ndarray


def steps_saved(steps: Sequence[BeamStep], max_length: int) -> int:
    """Steps that were not made, over all sentences: one done after t steps saves max_length - t."""
    return sum((max_length - step.length) * int(step.done.sum()) for step in steps)


class Beams:
    """The hypotheses of all sentences, live and finished; `advance` is one step of the search.

    Attributes:
        log_probabilities: (batch, live) of the live hypotheses.
        last_tokens: (rows,), the last token of each live hypothesis, sentence by sentence.

    Args:
        state: Of the model at the beginning, a row for each sentence.
        start: The token that every sentence begins with.
        max_length: Tokens of the longest hypotheses; those that have not ended then are cut.
        n_best: Finished hypotheses wanted for each sentence.
        score: The score of (log probabilities, lengths), both arrays.
        stop_early: Whether sentences leave once no live hypothesis can enter their n best.
        on_step: Called with a `BeamStep` after every step.

    Raises:
        ValueError: A number is below 1, or the state is empty.
    """

    def __init__(
        self,
        state: Any,
        start: int,
        max_length: int,
        n_best: int,
        score: Callable,
        stop_early: bool = True,
        on_step: Callable[[BeamStep], None] | None = None,
    ):
        require_at_least_1(max_length=max_length, n_best=n_best)
        n_sentences = n_rows(state)
        self.log_probabilities = np.zeros((n_sentences, 1))
        self.last_tokens = np.full(n_sentences, start)
        self._sentences = np.arange(n_sentences)
        self._rows = np.arange(n_sentences)[:, None]  # (batch, live), -1 where vacant
        self._length, self._max_length = 0, max_length
        self._score, self._stop_early, self._on_step = score, stop_early, on_step
        self._steps: list[Step] = []
        self._finished = Finished(n_sentences, n_best, score)

    @property
    def searching(self) -> bool:
        """Whether any hypothesis lives."""
        return self.last_tokens.size > 0

    def by_sentence(self, next_log_probabilities: np.ndarray) -> np.ndarray:
        """Arranges the model's rows (rows, V) by sentences (batch, live, V), -inf where vacant."""
        shape = *self._rows.shape, next_log_probabilities.shape[1]
        filled = self._rows >= 0
        if filled.all():
            return next_log_probabilities.reshape(shape)
        arranged = np.full(shape, -np.inf, next_log_probabilities.dtype)
        arranged[filled] = next_log_probabilities
        return arranged

    def advance(self, next_log_probabilities, parents, tokens, log_probabilities, ended):
        """Makes the chosen continuations the hypotheses; those that ended live no longer.

        Args:
            next_log_probabilities: (batch, live, V), what they were chosen from.
            parents: (batch, k), the hypothesis that each continues, 0 to live - 1.
            tokens: (batch, k), the token that it is continued with.
            log_probabilities: (batch, k) of the results, best first; -inf is no hypothesis.
            ended: (batch, k), which of them are complete.

        Returns:
            (rows,), the row of the model's state that each live hypothesis continues.

        Raises:
            ValueError: A sentence has neither a live nor a finished hypothesis.
        """
        self._length += 1
        batch = np.arange(len(parents))[:, None]
        costs = next_log_probabilities[batch, parents, tokens]
        step = Step(self._rows[batch, parents], tokens, costs)
        possible = log_probabilities > -np.inf
        leaving = possible & (ended | (self._length == self._max_length))
        self._finished.add(self._sentences, self._length, leaving, step, log_probabilities, ended)
        live = possible & ~leaving
        done = self._are_done(np.where(live, log_probabilities, -np.inf).max(axis=1))
        live &= ~done[:, None]
        if self._on_step:
            before = self._length, self._sentences, self.log_probabilities, next_log_probabilities
            chosen = parents, tokens, log_probabilities, ended
            self._on_step(BeamStep(*before, *chosen, live, done))
        return self._go_on_with(live, done, step, log_probabilities)

    def best(self) -> list[list[Hypothesis]]:
        """The n best hypotheses of each sentence, best first."""
        return self._finished.best(self._steps)

    def _are_done(self, best_live: np.ndarray) -> np.ndarray:
        """Which sentences have nothing to gain; `best_live` (batch,) is -inf if nothing lives."""
        done = best_live == -np.inf
        lost = done & self._finished.none_yet(self._sentences)
        if lost.any():
            raise dead_end(self._sentences[lost][0], self._length)
        to_beat = self._finished.to_beat(self._sentences)
        if self._stop_early and self._length < self._max_length and to_beat.max() > -np.inf:
            reachable = best_reachable_score(best_live, self._length, self._max_length, self._score)
            done = done | (reachable <= to_beat)
        return done

    def _go_on_with(self, live, done, step, log_probabilities) -> np.ndarray:
        """Moves the live hypotheses to the front, and drops the sentences that are done."""
        counts = live.sum(axis=1)[~done]
        filled = np.arange(counts.max(initial=0)) < counts[:, None]
        self._rows = np.full(filled.shape, -1)
        self._rows[filled] = np.arange(counts.sum())
        self.log_probabilities = np.full(filled.shape, -np.inf)
        self.log_probabilities[filled] = log_probabilities[live]
        self._sentences = self._sentences[~done]
        step = Step(*(array[live] for array in step))
        self._steps.append(step)
        self.last_tokens = step.tokens
        return step.parents


def require_at_least_1(**numbers: int) -> None:
    """Raises ValueError unless every number is 1 or more."""
    for name, number in numbers.items():
        if number < 1:
            raise ValueError(f"{name} is at least 1, got {number}")
