"""The state of a decoder: arrays, nested as the model likes, whose first axis is the hypotheses."""

from collections.abc import Iterator
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
