"""Searching for the most likely sentence: greedily, and with a beam of hypotheses.

A search knows no model. It is given `next_log_probabilities(state, tokens)`: the state is arrays,
nested in any way, with a row for each hypothesis, and tokens (rows,) are the last ones; it returns
log probabilities (rows, V) of the tokens that may follow, and the state after `tokens`. So one
search serves a translator, a recognizer of speech and a describer of pictures.
"""

from functools import partial

import numpy as np

from course_utils.decoding.beams import Beams, require_at_least_1
from course_utils.decoding.penalties import length_normalized_score
from course_utils.decoding.step_function import checked
from course_utils.graded import graded
from course_utils.translation.hypotheses import cut_at_end
from course_utils.translation.states import n_rows, take_rows
from course_utils.translation.top_k import top_k


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
    probability -> those that end leave the live ones and are kept -> the rest live on, each with
    the row of the state that its parent had. The kept ones are compared at the end, by
    `length_normalized_score`; those that `max_length` cut off are among them. The end token counts
    in the length.

    `beams` holds the hypotheses: `searching` (whether any lives), `last_tokens` (rows,),
    `log_probabilities` (batch, live), `by_sentence(rows)` from (rows, V) to (batch, live, V),
    `advance(next_log_probabilities, parents, tokens, log_probabilities, ended)`, which gives the
    row that each live hypothesis comes from, and `best()`. `take_rows(state, rows)` reorders a
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
    beams = Beams(state, start, max_length, n_best, score, stop_early, on_step)
    next_log_probabilities = checked(next_log_probabilities, start, end)
    ### BEGIN SOLUTION
    while beams.searching:
        following, state = next_log_probabilities(state, beams.last_tokens)
        following = beams.by_sentence(following)
        chosen = expand_hypotheses(beams.log_probabilities, following, beam_width)
        ended = chosen[1] == end
        rows = beams.advance(following, *chosen, ended)
        state = take_rows(state, rows)
    return beams.best()
    ### END SOLUTION
