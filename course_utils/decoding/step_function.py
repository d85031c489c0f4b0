"""A model as a search sees it: a function of (state, last tokens), and the state's rows."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


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


ROUNDING = 1e-6  # so much above 0 a log probability may be


def checked(next_log_probabilities: Callable, start: int, end: int) -> Callable:
    """The same function, but what it gives is looked at each time.

    Log probabilities above 0 by no more than rounding become 0.

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
