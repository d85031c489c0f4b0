"""Hidden checks: a student's function against the chapter's, on inputs drawn from a class's secret.

What a student reads about a failed one says what kind of difference there is, never the inputs or
the right answer: whoever hands in again must not learn them.
"""

import ast
import hashlib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from course_utils.checks.properties import Property, Wrong, same
from course_utils.classroom.editions.classroom_edition import hidden_points
from course_utils.classroom.editions.exercises import imported_exercise

HIDDEN = "Hidden: "


def is_hidden(title: str) -> bool:
    """Whether a property of this title is a hidden check."""
    return title.startswith(HIDDEN)


def result(function: Callable, *arguments: Any) -> Any:
    """What a function gives for these arguments."""
    return function(*arguments)


@dataclass(frozen=True)
class HiddenCheck:
    """How the answers to one exercise are compared on drawn inputs.

    Attributes:
        title: What the table of points says; begins with HIDDEN.
        draw: From a generator to the arguments of each call; equal generators, equal arguments.
        observe: From a function and the arguments of a call to plain data: numbers, texts, arrays
            and tuples of them. All right answers give the same. Default: the function's result.
        within: Largest allowed difference of numbers.
    """

    title: str
    draw: Callable[[np.random.Generator], Sequence[tuple]]
    observe: Callable[..., Any] = result
    within: float = 0


class Raised(Wrong):
    """The student's function raised an error.

    Attributes:
        error: Its built-in class, such as "ValueError"; no words of the student's.
    """

    def __init__(self, error: str):
        super().__init__(f"your function raised {error}")
        self.error = error


def hidden_property(
    name: str, reference: Callable, check: HiddenCheck, seed: Sequence[int]
) -> Property:
    """The property that a function gives what the reference gives.

    Args:
        name: Of the exercise.
        reference: The chapter's complete function, marked `@graded`.
        check: What to compare.
        seed: The class's secret; other seeds give other inputs.
    """

    @cache
    def all_expected() -> list:
        return [check.observe(reference, *drawn) for drawn in check.draw(generator(seed, name))]

    def test(function: Callable) -> None:
        calls = check.draw(generator(seed, name))  # anew: a function may change its arguments
        for arguments, expected in zip(calls, all_expected(), strict=True):
            given = _observe(check, function, arguments)
            if not same(given, expected, check.within):
                raise Wrong(difference(given, expected, check.within))

    return Property(check.title, test, hidden_points(reference.points))


def hidden_properties(notebook: Path, repository: Path, seed: Sequence[int]) -> dict[str, Property]:
    """The hidden property of every exercise of one of the repository's notebooks, by name.

    The notebook's import cells say where each reference is; the checks are in the module of
    `hidden/` that has the notebook's name without its number.
    """
    module = f"{__package__}.{notebook.stem.split('_', 1)[1]}"
    checks = importlib.import_module(module).HIDDEN
    return {
        name: hidden_property(name, reference, checks[name], seed)
        for name, reference in references(notebook, repository).items()
    }


def references(notebook: Path, repository: Path) -> dict[str, Callable]:
    """The complete functions that a notebook of the repository imports as its exercises."""
    found = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        exercise = imported_exercise(cell.source, repository) if cell.cell_type == "code" else None
        if exercise:
            module = importlib.import_module(ast.parse(cell.source).body[0].module)
            found[exercise.name] = getattr(module, exercise.name)
    return found


def generator(seed: Sequence[int], name: str) -> np.random.Generator:
    """The generator of an exercise's inputs, which reveal nothing of another exercise's."""
    secret = f"{' '.join(map(str, seed))} {name}"
    return np.random.default_rng(int(hashlib.sha256(secret.encode()).hexdigest(), 16))


def difference(given: Any, expected: Any, within: float = 0) -> str:
    """The kind of difference between two values, in words that reveal neither."""
    if given is None:
        return "the function gives nothing back: end it with `return`"
    if isinstance(expected, tuple):
        if not isinstance(given, (tuple, list)) or len(given) != len(expected):
            return "on other inputs, not as many things come back as should"
        parts = zip(given, expected, strict=True)
        wrong = [(g, e) for g, e in parts if not same(g, e, within)]
        return difference(*wrong[0], within)
    try:
        given, expected = np.asarray(given), np.asarray(expected)
    except (TypeError, ValueError):
        return "on other inputs, the result is of another type"
    if given.shape != expected.shape:
        return "on other inputs, the result has another shape than it should"
    if (given.dtype.kind in "biufc") != (expected.dtype.kind in "biufc"):
        return "on other inputs, the result is of another type"
    return "on other inputs, the values are not right"


def _observe(check: HiddenCheck, function: Callable, arguments: tuple) -> Any:
    try:
        return check.observe(_without_words(function), *arguments)
    except Wrong:
        raise
    except Exception:
        raise Wrong("on other inputs, what comes back cannot be used as it should") from None


def _without_words(function: Callable) -> Callable:
    """The same function; of its errors only the built-in class comes out: words reveal inputs."""

    def call(*arguments, **named):
        try:
            return function(*arguments, **named)
        except NotImplementedError:
            raise Wrong("it is not written yet, or calls a function that is not") from None
        except (Exception, SystemExit) as error:
            raise Raised(_builtin_name(error)) from None

    return call


def _builtin_name(error: BaseException) -> str:
    return next(base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins")
