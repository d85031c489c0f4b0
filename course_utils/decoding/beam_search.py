"""Searching for the most likely sentence: greedily, and with a beam of hypotheses.

A search knows no model. It is given `next_log_probabilities(state, tokens)`: the state is arrays,
nested in any way, with a row for each hypothesis, and tokens (rows,) are the last ones; it returns
log probabilities (rows, V) of the tokens that may follow, and the state after `tokens`. So one
search serves a translator, a speech recognizer and a model that describes pictures.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils.decoding.beams import Beams, n_rows, require_at_least_1, take_rows
from course_utils.decoding.hypotheses import Hypothesis, dead_end
from course_utils.decoding.penalties import length_normalized_score
from course_utils.graded import graded

FEW = 8  # up to this k, taking the maximum k times is faster than a partition
ROUNDING = 1e-6  # how far above 0 rounding may lift a log probability


def checked(next_log_probabilities: Callable, start: int, end: int) -> Callable:
    """The same function, which checks what it returns each time.

    Log probabilities above 0 by no more than `ROUNDING` become 0.

    Args:
        next_log_probabilities: From a state of n rows and tokens (n,) to log probabilities (n, V)
            of the token that follows, and the state after the tokens.
        start: The token that every sentence begins with.
        end: The token that every sentence ends with.

    Raises:
        ValueError: When called: a shape is wrong, a log probability is NaN or above 0, or `start`
            or `end` is no token of the vocabulary. At once: one of these is negative.
    """
    named = {"start": start, "end": end}
    for name, token in named.items():
        if token < 0:
            raise ValueError(f"the {name} token {token} is none of 0, 1, 2, ...")

    def ask(state: Any, tokens: np.ndarray) -> tuple[np.ndarray, Any]:
        log_probabilities, following = next_log_probabilities(state, tokens)
        shape = np.shape(log_probabilities)
        if len(shape) != 2 or shape[0] != len(tokens):
            raise ValueError(
                f"log probabilities for {len(tokens)} hypotheses have the shape "
                f"({len(tokens)}, vocabulary), these have {shape}"
            )
        for name, token in named.items():
            if token >= shape[1]:
                raise ValueError(f"the {name} token {token} is none of 0 to {shape[1] - 1}")
        if n_rows(following) != len(tokens):
            raise ValueError(f"{len(tokens)} tokens led to a state of {n_rows(following)} rows")
        return _at_most_zero(np.asarray(log_probabilities)), following

    return ask


def _at_most_zero(log_probabilities: np.ndarray) -> np.ndarray:
    largest = log_probabilities.max()
    if np.isnan(largest):
        row = np.isnan(log_probabilities).any(axis=1).argmax()
        raise ValueError(f"row {row} of the log probabilities has NaN")
    if largest > ROUNDING:
        raise ValueError(f"a log probability is at most 0, got {largest}")
    return log_probabilities if largest <= 0 else np.minimum(log_probabilities, 0)


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
        _cut(sentence, row, of_tokens.astype(np.float64), end)
        for sentence, (row, of_tokens) in enumerate(zip(tokens, log_probabilities, strict=True))
    ]


def _cut(sentence: int, tokens: np.ndarray, of_tokens: np.ndarray, end: int) -> Hypothesis:
    ends = np.flatnonzero(tokens == end)
    length = ends[0] + 1 if len(ends) else len(tokens)
    tokens, of_tokens = tokens[:length].tolist(), of_tokens[:length]
    if np.isneginf(of_tokens).any():
        raise dead_end(sentence, np.isneginf(of_tokens).argmax() + 1)
    total = float(of_tokens.cumsum()[-1])
    return Hypothesis(tuple(tokens), tuple(of_tokens.tolist()), total, total, bool(len(ends)))


@graded(points=4)
def greedy_search(next_log_probabilities, state, start: int, end: int, max_length: int) -> list:
    """Takes the most likely token at each step, for all sentences at once.

    What follows a sentence's first end token does not count; `cut_at_end(tokens,
    log_probabilities, end)`, both (batch, time), makes the hypotheses without it. The search stops
    once every sentence has ended, or after `max_length` tokens. Of equally likely tokens the lower
    one is taken.

    Args:
        next_log_probabilities: From the state and the last tokens (batch,) to log probabilities
            (batch, V), and the state after the tokens.
        state: Arrays with a row for each sentence.
        start: The token that every sentence begins with.
        end: The token that every sentence ends with.
        max_length: Tokens of a sentence at most, the end token included.

    Returns:
        A `Hypothesis` for each sentence.

    Raises:
        ValueError: An argument is out of range, a log probability is NaN or above 0, or no token
            is possible.
    """
    require_at_least_1(max_length=max_length)
    next_log_probabilities = checked(next_log_probabilities, start, end)
    last = np.full(n_rows(state), start)  # (batch,), the last tokens
    tokens, log_probabilities = [], []  # of each step, (batch,)
    ### BEGIN SOLUTION
    ended = np.zeros(len(last), bool)
    while len(tokens) < max_length and not ended.all():
        following, state = next_log_probabilities(state, last)
        last = following.argmax(axis=1)
        tokens.append(last)
        log_probabilities.append(following.max(axis=1))
        ended |= last == end
    return cut_at_end(np.stack(tokens, axis=1), np.stack(log_probabilities, axis=1), end)
    ### END SOLUTION


def top_k(values: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k largest values of each row and where they are, the largest first.

    Of equal values the one further to the left comes first, so the result is that of a stable
    sort.

    Args:
        values: (rows, n), without NaN.
        k: From 1 to n.

    Returns:
        The values (rows, k) and their places in the row, int64 (rows, k).

    Raises:
        ValueError: k is out of range.
    """
    n = values.shape[1]
    if not 1 <= k <= n:
        raise ValueError(f"of {n} values the best 1 to {n} can be taken, not {k}")
    found = _one_by_one(values, k) if k <= FEW else _by_partition(values, k)
    return found or _by_sorting(values, k)


def _one_by_one(values: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray] | None:
    """None if a row runs out of values above minus infinity."""
    left = values.copy()
    rows = np.arange(len(values))
    best = np.empty((k, len(values)), values.dtype)
    places = np.empty((k, len(values)), np.int64)
    for i in range(k):
        left.argmax(axis=1, out=places[i])
        best[i] = left[rows, places[i]]
        left[rows, places[i]] = -np.inf
    return None if (best[-1] == -np.inf).any() else (best.T, places.T)


def _by_partition(values: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray] | None:
    """None if the k-th value of a row occurs once more beyond the k best."""
    cut = values.shape[1] - k
    smallest = np.partition(values, cut, axis=1)[:, cut]
    rows, places = np.nonzero(values >= smallest[:, None])
    if len(rows) != k * len(values):
        return None
    places = places.reshape(-1, k)
    best, order = _by_sorting(np.take_along_axis(values, places, axis=1), k)
    return best, np.take_along_axis(places, order, axis=1)


def _by_sorting(values: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    places = np.argsort(-values, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(values, places, axis=1), places


@graded(points=4)
def expand_hypotheses(
    log_probabilities: np.ndarray, next_log_probabilities: np.ndarray, beam_width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Takes the best continuations of each sentence's hypotheses: one step of the beam.

    A continuation's log probability is its parent's plus its token's. All continuations of a
    sentence compete, whichever their parent. Of equal ones the lower parent comes first, then the
    lower token. `top_k(values, k)` finds the k largest values of each row, and where they are.

    Args:
        log_probabilities: (batch, live), of the hypotheses so far.
        next_log_probabilities: (batch, live, V), of each token after each hypothesis.
        beam_width: How many to take; all live * V of them if there are fewer.

    Returns:
        parents, tokens and log probabilities, each (batch, min(beam_width, live * V)), the best
        first.

    Raises:
        ValueError: The beam width is below 1.
    """
    require_at_least_1(beam_width=beam_width)
    batch, live, vocabulary = next_log_probabilities.shape
    ### BEGIN SOLUTION
    totals = log_probabilities[:, :, None] + next_log_probabilities
    totals = totals.reshape(batch, live * vocabulary)
    best, places = top_k(totals, min(beam_width, live * vocabulary))
    return places // vocabulary, places % vocabulary, best
    ### END SOLUTION


@graded(points=6)
def beam_search(
    next_log_probabilities,
    state,
    start: int,
    end: int,
    beam_width: int,
    max_length: int,
    length_penalty: float = 0.0,
    *,
    penalty: str = "power",
    n_best: int | None = None,
    stop_early: bool = True,
    on_step=None,
) -> list:
    """Follows the `beam_width` best hypotheses of each sentence, for all sentences at once.

    Each step: the model's log probabilities after the last tokens -> the best continuations by log
    probability -> those whose token is `end` are finished, and in the last step, that of
    `max_length` tokens, all of them -> the rest live on, each with the row of the state that its
    parent had. A log probability of -inf is no hypothesis, neither finished nor live. The finished
    ones are compared at the end, by `length_normalized_score`. The end token counts in the length.

    `beams` holds the hypotheses: `searching` (whether any lives), `length` (tokens of this step's
    continuations, 1 in the first), `last_tokens` (rows,), `log_probabilities` (batch, live),
    `by_sentence(rows)` from (rows, V) to (batch, live, V), `advance(next_log_probabilities,
    parents, tokens, log_probabilities, finished, live)`, all but the first (batch, k), which gives
    the row that each live hypothesis comes from, and `best()`. `take_rows(state, rows)` reorders a
    state.

    A search stops early for a sentence whose n best no live hypothesis can enter any more; this
    never changes what is found. Width 1 is `greedy_search`. A width may be larger than the
    vocabulary: the beam takes what there is.

    Args:
        next_log_probabilities: From a state and the last tokens (rows,) to log probabilities
            (rows, V), and the state after the tokens.
        state: Arrays with a row for each sentence.
        start: The token that every sentence begins with.
        end: The token that every sentence ends with.
        beam_width: Continuations that are taken at each step.
        max_length: Tokens of a sentence at most, the end token included.
        length_penalty: alpha of `length_normalized_score`.
        penalty: "power" or "gnmt".
        n_best: Hypotheses wanted for each sentence, by default `beam_width`; there may be fewer.
        stop_early: False searches on until nothing lives.
        on_step: Called with a `BeamStep` after every step.

    Returns:
        For each sentence its best `Hypothesis`, the best first; of equal ones the one found first.

    Raises:
        ValueError: An argument is out of range, a log probability is NaN or above 0, or a sentence
            has no possible continuation.
    """
    require_at_least_1(beam_width=beam_width)
    score = partial(length_normalized_score, alpha=length_penalty, penalty=penalty)
    n_best = beam_width if n_best is None else n_best
    beams = Beams(state, start, end, max_length, n_best, score, stop_early, on_step)
    next_log_probabilities = checked(next_log_probabilities, start, end)
    ### BEGIN SOLUTION
    while beams.searching:
        following, state = next_log_probabilities(state, beams.last_tokens)
        following = beams.by_sentence(following)
        chosen = expand_hypotheses(beams.log_probabilities, following, beam_width)
        _, tokens, log_probabilities = chosen
        possible = log_probabilities > -np.inf
        finished = possible & ((tokens == end) | (beams.length == max_length))
        live = possible & ~finished
        rows = beams.advance(following, *chosen, finished, live)
        state = take_rows(state, rows)
    return beams.best()
    ### END SOLUTION
