"""The k largest values of each row, without sorting the rest."""

import numpy as np

FEW = 8  # up to so many, looking k times for the largest is faster than a partition


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
