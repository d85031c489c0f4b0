"""Precisions from counts, and what is done where nothing matched (smoothing)."""

import numpy as np

SMOOTHING = {"none": None, "floor": 0.1, "add-k": 1.0, "exp": None}
"""Ways of smoothing and their usual value, as in sacrebleu; None where there is nothing to set."""


def smoothed_precisions(
    matches: np.ndarray, totals: np.ndarray, smooth: str = "none", smooth_value: float | None = None
) -> np.ndarray:
    """The n-gram precisions of a hypothesis or a corpus, in percent.

    One order without a match would make the whole BLEU 0. Smoothing gives it a small precision:

    - "none": leaves it at 0;
    - "floor": counts `smooth_value` matches (0.1);
    - "add-k": adds `smooth_value` (1) to matches and totals of every order from 2 on. An order
      that the hypothesis is too short for then has precision k / k: 100;
    - "exp": counts 1/2 match at the first such order, 1/4 at the second, 1/8 at the third, ...

    Args:
        matches: (max_order,), matched n-grams of order 1, 2, ...
        totals: (max_order,), n-grams of the hypothesis.
        smooth: One of `SMOOTHING`.
        smooth_value: For "floor" and "add-k", 0 or more; None means the usual one.

    Returns:
        (max_order,); NaN for orders that there are no n-grams of. If no word matches at all there
        is nothing to smooth, and all others are 0.

    Raises:
        ValueError: No such smoothing, a value where it has none, or a negative one.

    Source:
        B. Chen and C. Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level
        BLEU", WMT 2014: methods 1 (floor), 2 (add-k) and 3 (exp).
    """
    value = smoothing_value(smooth, smooth_value)
    matches, totals = np.array(matches, float), np.array(totals, float)
    if matches.any():
        if smooth == "add-k":
            matches[1:] += value
            totals[1:] += value
        unmatched = (matches == 0) & (totals > 0)
        if smooth == "floor":
            matches[unmatched] = value
        elif smooth == "exp":
            matches[unmatched] = 0.5 ** np.arange(1, unmatched.sum() + 1)
    with np.errstate(invalid="ignore"):
        return 100 * matches / totals


def smoothing_value(smooth: str, smooth_value: float | None = None) -> float | None:
    """The value to smooth with: the one given, or the usual one.

    Raises:
        ValueError: No such smoothing, a value where it has none, or a negative one.
    """
    if smooth not in SMOOTHING:
        raise ValueError(f"no smoothing is called {smooth!r}; there are {', '.join(SMOOTHING)}")
    if smooth_value is None:
        return SMOOTHING[smooth]
    if SMOOTHING[smooth] is None:
        raise ValueError(f"smoothing {smooth!r} has no value to set, got {smooth_value}")
    if not 0 <= smooth_value < float("inf"):
        raise ValueError(f"smooth_value is 0 or more, got {smooth_value}")
    return smooth_value
