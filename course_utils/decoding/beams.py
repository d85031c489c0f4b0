"""The bookkeeping of a beam search: which hypotheses live, in which row of the model's state.

Arrays (batch, live) have a row for each sentence that is still searched. Its live hypotheses come
first; a sentence that has fewer than another has vacant places at the end, with the log
probability -inf. The model has a row for each live hypothesis and none for vacant places.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from course_utils.decoding.hypotheses import Finished, Hypothesis, Step, dead_end
from course_utils.decoding.stopping import may_stop
from course_utils.validation import require_at_least

require_at_least_1 = partial(require_at_least, 1)


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
        length: Tokens of the live hypotheses' continuations: 1 in the first step.
        log_probabilities: (batch, live) of the live hypotheses.
        last_tokens: (rows,), the last token of each live hypothesis, sentence by sentence.

    Args:
        state: Of the model at the beginning, a row for each sentence.
        start: The token that every sentence begins with.
        end: The token that every sentence ends with.
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
        end: int,
        max_length: int,
        n_best: int,
        score: Callable,
        stop_early: bool = True,
        on_step: Callable[[BeamStep], None] | None = None,
    ):
        require_at_least_1(max_length=max_length, n_best=n_best)
        n_sentences = n_rows(state)
        self.length = 1
        self.log_probabilities = np.zeros((n_sentences, 1))
        self.last_tokens = np.full(n_sentences, start)
        self._sentences = np.arange(n_sentences)
        self._rows = np.arange(n_sentences)[:, None]  # (batch, live), -1 where vacant
        self._end, self._max_length = end, max_length
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

    def advance(self, next_log_probabilities, parents, tokens, log_probabilities, finished, live):
        """Makes the chosen continuations the hypotheses, and drops sentences with nothing to gain.

        Args:
            next_log_probabilities: (batch, live, V), what they were chosen from.
            parents: (batch, k), the hypothesis that each continues, 0 to live - 1.
            tokens: (batch, k), the token that it is continued with.
            log_probabilities: (batch, k) of the results, best first; -inf is no hypothesis.
            finished: (batch, k), which of them leave, to be compared at the end.
            live: (batch, k), which of them live on.

        Returns:
            (rows,), the row of the model's state that each live hypothesis continues.

        Raises:
            ValueError: A hypothesis is neither finished nor live, or both, one of `max_length`
                tokens is to live on, or a sentence has neither a live nor a finished hypothesis.
        """
        finished, live = np.asarray(finished, bool), np.asarray(live, bool)
        self._require_a_split(log_probabilities > -np.inf, finished, live)
        batch = np.arange(len(parents))[:, None]
        of_tokens = next_log_probabilities[batch, parents, tokens]
        step = Step(self._rows[batch, parents], tokens, of_tokens)
        ended = tokens == self._end
        self._finished.add(self._sentences, self.length, finished, step, log_probabilities, ended)
        done = self._are_done(np.where(live, log_probabilities, -np.inf).max(axis=1))
        live = live & ~done[:, None]
        if self._on_step:
            before = self.length, self._sentences, self.log_probabilities, next_log_probabilities
            chosen = parents, tokens, log_probabilities, ended
            self._on_step(BeamStep(*before, *chosen, live, done))
        self.length += 1
        return self._go_on_with(live, done, step, log_probabilities)

    def best(self) -> list[list[Hypothesis]]:
        """The n best hypotheses of each sentence, best first."""
        return self._finished.best(self._steps)

    def _require_a_split(self, possible, finished, live) -> None:
        if (finished & live).any():
            raise ValueError("a hypothesis is finished or live, and not both")
        if (finished | live)[~possible].any():
            raise ValueError("a log probability of -inf is no hypothesis: not finished, not live")
        if not (finished | live)[possible].all():
            raise ValueError("a hypothesis is lost: it is neither finished nor live")
        if self.length >= self._max_length and live.any():
            raise ValueError(f"hypotheses of {self.length} tokens live on: that is max_length")

    def _are_done(self, best_live: np.ndarray) -> np.ndarray:
        """Which sentences have nothing to gain; `best_live` (batch,) is -inf if nothing lives."""
        done = best_live == -np.inf
        lost = done & self._finished.none_yet(self._sentences)
        if lost.any():
            raise dead_end(self._sentences[lost][0], self.length)
        if not self._stop_early:
            return done
        to_beat = self._finished.to_beat(self._sentences)
        return done | may_stop(best_live, to_beat, self.length, self._max_length, self._score)

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


def take_rows(state: Any, rows: np.ndarray) -> Any:
    """Row `rows[i]` of every array becomes row i of a new state.

    A row may be taken several times (its hypothesis goes on in several ways) or never.

    Args:
        state: Arrays (n, ...) in tuples, named tuples, lists and dicts; None stays None.
        rows: Whole numbers (m,) from 0 to n - 1.

    Raises:
        ValueError: The state holds something else.
    """
    if state is None:
        return None
    if isinstance(state, np.ndarray):
        return state[rows]
    if isinstance(state, dict):
        return {name: take_rows(part, rows) for name, part in state.items()}
    if isinstance(state, (tuple, list)):
        parts = (take_rows(part, rows) for part in state)
        return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)
    raise ValueError(f"a state holds NumPy arrays, this one a {type(state).__name__}")


def n_rows(state: Any) -> int:
    """How many hypotheses a state is of: the length of every array's first axis.

    Raises:
        ValueError: There are no arrays or no rows, or the arrays disagree.
    """
    lengths = {len(array) if array.ndim else 0 for array in _arrays(state)}
    if not lengths or lengths == {0}:
        raise ValueError("the state is empty: it has no array with at least one row")
    if len(lengths) > 1:
        found = ", ".join(map(str, sorted(lengths)))
        raise ValueError(f"the arrays of the state have different numbers of rows: {found}")
    return lengths.pop()


def _arrays(state: Any) -> Iterator[np.ndarray]:
    if isinstance(state, np.ndarray):
        yield state
    elif isinstance(state, (dict, tuple, list)):
        for part in state.values() if isinstance(state, dict) else state:
            yield from _arrays(part)
    elif state is not None:
        raise ValueError(f"a state holds NumPy arrays, this one a {type(state).__name__}")
