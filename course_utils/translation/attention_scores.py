"""Whether attention looks at the right place: at the characters that a digit comes from."""

from collections.abc import Sequence

import numpy as np

from course_utils.dates.examples import DateExample

DIGITS = {"year": (0, 1, 2, 3), "month": (5, 6), "day": (8, 9)}
"""Places in "YYYY-MM-DD"."""


def attention_matches(
    alphas: np.ndarray, examples: Sequence[DateExample]
) -> dict[str, tuple[int, int]]:
    """Counts digits whose strongest weight falls on the part of the text that they come from.

    A part that is not in a text, or of which nothing is within Tx, does not count.

    Args:
        alphas: (examples, 10, Tx), as from `DateTranslator.read`.
        examples: With `spans`.

    Returns:
        "year", "month" and "day" -> (digits that look there, digits).

    Raises:
        ValueError: There are not as many maps as examples, or they have other than 10 rows.
    """
    if alphas.ndim != 3 or alphas.shape[:2] != (len(examples), 10):
        raise ValueError(
            f"{len(examples)} examples need alphas ({len(examples)}, 10, Tx), got {alphas.shape}"
        )
    strongest = alphas.argmax(axis=-1)
    counts = {}
    for part, places in DIGITS.items():
        spans = [example.spans.get(part, (0, 0)) for example in examples]
        start, stop = np.array(spans, int).reshape(-1, 2).T[:, :, None]
        counted = (start < stop) & (start < alphas.shape[-1])
        looks = (start <= strongest[:, places]) & (strongest[:, places] < stop)
        counts[part] = int((looks & counted).sum()), int(counted.sum()) * len(places)
    return counts


def attention_score(alphas: np.ndarray, examples: Sequence[DateExample]) -> float:
    """Share of digits whose strongest weight falls on the part that they come from, 0 to 1.

    Args:
        alphas: As for `attention_matches`.
        examples: As for `attention_matches`.

    Raises:
        ValueError: As `attention_matches`, or no part of any text counts.
    """
    looks, digits = np.sum(list(attention_matches(alphas, examples).values()), axis=0)
    if not digits:
        raise ValueError("a share needs at least 1 digit to look for, got 0")
    return float(looks / digits)
