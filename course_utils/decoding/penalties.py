"""What a hypothesis is worth: its log probability, divided by a penalty that grows with length.

Every further token lowers a log probability, which therefore favors short sentences.
"""

import numpy as np

from course_utils.graded import graded

PENALTIES = ("power", "gnmt")


@graded(points=3)
def length_normalized_score(log_probability, length, alpha: float, penalty: str = "power"):
    """Divides a log probability by a penalty for its length T.

    "power": log p / T^alpha; alpha 0 leaves log p as it is, 1 makes it the mean over tokens.
    "gnmt": log p / ((5 + T) / 6)^alpha (Wu et al. 2016, arXiv:1609.08144, equation 14).

    Args:
        log_probability: A number or an array, natural logarithms.
        length: Tokens, at least 1: a number, or an array that fits `log_probability`. The end
            token is one of them.
        alpha: 0 or more.
        penalty: "power" or "gnmt".

    Returns:
        A number or an array; the larger the better.

    Raises:
        ValueError: An argument is out of range, or there is no such penalty.
    """
    if penalty not in PENALTIES:
        raise ValueError(f"there is no penalty {penalty!r}; there are {', '.join(PENALTIES)}")
    if not 0 <= alpha < float("inf"):
        raise ValueError(f"alpha is 0 or more, got {alpha}")
    if np.min(length) < 1:
        raise ValueError(f"a length is at least 1, got {np.min(length)}")
    ### BEGIN SOLUTION
    if penalty == "gnmt":
        return log_probability / ((5 + length) / 6) ** alpha
    return log_probability / length**alpha
    ### END SOLUTION
