"""Searching a date translator's probabilities: for the most likely characters, or real dates alone.

Both ways give probabilities of the model as they are: what a rule forbids becomes impossible, and
nothing else becomes more likely by it. So the probability of a date is one number, however it was
found.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_utils.dates.characters import MACHINE_VOCABULARY
from course_utils.dates.iso_dates import allowed_next
from course_utils.dates.translator import START


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
