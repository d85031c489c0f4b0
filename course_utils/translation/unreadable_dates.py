"""Texts that say no date, or not all of one: a translator that has seen them knows that it guesses.

A text that leaves something open belongs to many dates. A network trained on such texts with dates
as they come spreads its probability over all of them, and its confidence falls.
"""

from collections.abc import Sequence

import numpy as np

from course_utils.dates.examples import DateExample

LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789 ./-,"]
STRANGERS = [*"🎉☃€%§#"]
LONGEST = 30


def spoil_dates(
    examples: Sequence[DateExample], share: float, seed: int | Sequence[int]
) -> list[DateExample]:
    """Makes a share of texts unreadable; their dates stay.

    A quarter of those texts becomes empty, a quarter characters that no date has, a quarter
    letters, digits and separators at random, and a quarter loses its year, month or day.

    Args:
        examples: Readable ones.
        share: Probability that an example is spoiled.
        seed: Of `numpy.random.default_rng`.

    Returns:
        As many examples; the spoiled ones have no spans.

    Raises:
        ValueError: The share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is a probability between 0 and 1, got {share}")
    rng = np.random.default_rng(seed)
    spoiled = rng.random(len(examples)) < share
    return [
        example._replace(text=_spoil(example, rng), spans={}) if spoil else example
        for example, spoil in zip(examples, spoiled, strict=True)
    ]


def _spoil(example: DateExample, rng: np.random.Generator) -> str:
    how = rng.integers(4)
    if how == 0:
        return ""
    if how == 1:
        return "".join(rng.choice(STRANGERS, rng.integers(1, LONGEST + 1)))
    if how == 2:
        return "".join(rng.choice(LETTERS, rng.integers(1, LONGEST + 1)))
    start, stop = example.spans[rng.choice(["year", "month", "day"])]
    return example.text[:start] + example.text[stop:]
