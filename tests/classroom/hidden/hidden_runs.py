"""Trying functions on the hidden checks of all notebooks."""

from collections.abc import Callable, Sequence
from functools import cache

from course_utils.checks.properties import Property, Wrong
from course_utils.classroom.hidden import hidden_checks
from course_utils.folders import repository

NOTEBOOKS = sorted((repository() / "notebooks").glob("*.ipynb"))


@cache
def references() -> dict[str, Callable]:
    """The chapters' functions, by the exercise's name."""
    return _merged(hidden_checks.references(notebook, repository()) for notebook in NOTEBOOKS)


@cache
def properties(seed: Sequence[int] = (1,)) -> dict[str, Property]:
    """The hidden property of every exercise, by name."""
    return _merged(
        hidden_checks.hidden_properties(notebook, repository(), seed) for notebook in NOTEBOOKS
    )


def mistake(name: str, function: Callable, seed: Sequence[int] = (1,)) -> str | None:
    """What the hidden check says of a function; None where it holds."""
    try:
        properties(seed)[name].test(function)
    except Wrong as wrong:
        return wrong.mistake
    return None


def _merged(dictionaries):
    return {name: value for dictionary in dictionaries for name, value in dictionary.items()}
