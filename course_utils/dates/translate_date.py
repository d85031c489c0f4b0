"""From a written date to its ISO date: the search, its confidence, and where it looked."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from course_utils.dates.characters import MACHINE_VOCABULARY
from course_utils.dates.iso_dates import allowed_next
from course_utils.dates.translator import END, START
from course_utils.decoding.beam_search import beam_search
from course_utils.graded import graded


class WrittenState(NamedTuple):
    """A state, and what was written on the way to it.

    Attributes:
        state: Of the function that is searched.
        characters: (rows, characters), one letter each.
    """

    state: Any
    characters: np.ndarray


def begin(state: Any, rows: int) -> WrittenState:
    """The state of a search that has written nothing yet, for `only_real_dates`."""
    return WrittenState(state, np.zeros((rows, 0), "U1"))


def only_real_dates(next_log_probabilities: Callable) -> Callable:
    """Makes what leads to no real date of 1900 to 2100 impossible.

    Args:
        next_log_probabilities: From a state and the last tokens to log probabilities (rows, 12) of
            the characters of `MACHINE_VOCABULARY` and `END`, and the state after the tokens.

    Returns:
        Such a function, its states from `begin(state, rows)`. Log probabilities of characters that
        may follow are as they were, those of others minus infinity.
    """

    def ask(written: WrittenState, tokens: np.ndarray) -> tuple[np.ndarray, WrittenState]:
        characters = written.characters
        if np.all(tokens != START):
            last = np.array(MACHINE_VOCABULARY.tokens)[tokens]
            characters = np.concatenate([characters, last[:, None]], axis=1)
        log_probabilities, state = next_log_probabilities(written.state, tokens)
        allowed = np.array([_allowed("".join(row)) for row in characters])
        following = np.where(allowed, log_probabilities, -np.inf)
        return following, WrittenState(state, characters)

    return ask


def _allowed(prefix: str) -> list[bool]:
    """Which of the characters and, last, `END` may follow."""
    characters = allowed_next(prefix)
    return [*(c in characters for c in MACHINE_VOCABULARY.tokens), False]


@dataclass(frozen=True)
class DateTranslation:
    """A date as a translator reads it; `str` of it is the ISO date.

    Attributes:
        text: What was read.
        iso: What was written, "YYYY-MM-DD".
        log_probabilities: Of each of its characters, natural logarithms (Ty,).
        alphas: Where the translator looked for each character, (Ty, Tx).
    """

    text: str
    iso: str
    log_probabilities: np.ndarray = field(repr=False)
    alphas: np.ndarray = field(repr=False)

    def __str__(self) -> str:
        """The ISO date."""
        return self.iso

    @property
    def confidence(self) -> float:
        """The probability of the whole answer, 0 to 1: that of each character, multiplied."""
        return math.exp(min(0.0, float(np.sum(self.log_probabilities))))


@graded(points=4)
def attention_map(translator, text: str) -> np.ndarray:
    """Collects the weights by which a translator looks at a text, step by step.

    `translator.start([text])` is the first state. `translator.step(state)` returns the log
    probabilities of a character and the state after it, whose `alphas`, (1, Tx), are the weights
    that the step looked with.

    Args:
        translator: A `DateTranslator`; `translator.Ty` is the number of steps.
        text: What to look at.

    Returns:
        (Ty, Tx): row t holds the weights of step t as they are, so each row sums to 1.
    """
    ### BEGIN SOLUTION
    state, rows = translator.start([text]), []
    for _ in range(translator.Ty):
        _, state = translator.step(state)
        rows.append(state.alphas[0])
    return np.stack(rows)
    ### END SOLUTION


@graded(points=5)
def translate_date(
    translator,
    text: str,
    beam_width: int = 4,
    real_dates_only: bool = True,
):
    """Translates a date by beam search.

    The search begins with the token `START` and goes on for `translator.Ty` tokens; `END` never
    comes. `only_real_dates(next_log_probabilities)` makes what is no date of 1900 to 2100
    impossible; its states begin as `begin(state, 1)`. A found hypothesis has `tokens`, which
    `MACHINE_VOCABULARY.decode(tokens)` turns into text, and `token_log_probabilities`.

    Args:
        translator: A `DateTranslator`; a search calls its `next_log_probabilities`.
        text: What is written; unknown characters are read as "<unk>", and what is behind the
            first `translator.Tx` ones is not read.
        beam_width: Hypotheses that the search follows; 1 is greedy.
        real_dates_only: Whether only real dates may be written.

    Returns:
        A `DateTranslation`: the most likely date found, the log probabilities of its characters,
        and the map. The probabilities are the translator's own, also where only real dates may be
        written.

    Raises:
        ValueError: The beam width is below 1.
    """
    search, state = translator.next_log_probabilities, translator.start([text])
    ### BEGIN SOLUTION
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, n_best=1)
    iso = MACHINE_VOCABULARY.decode(best.tokens)
    log_probabilities = np.array(best.token_log_probabilities)
    return DateTranslation(text, iso, log_probabilities, attention_map(translator, text))
    ### END SOLUTION
