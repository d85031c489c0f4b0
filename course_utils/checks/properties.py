"""What a right answer must satisfy, and what to say where it does not.

A property is a function of the student's function. It calls it on small fixed inputs and hands the
result to `expect`, together with the results that common mistakes would have given.
"""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

Mistakes = Iterable[tuple[Any, str]]
SHORT = 12  # numbers that are shown whole
NUMBERS = "biufc"  # kinds of NumPy's types


@dataclass(frozen=True)
class Property:
    """One named property of a right answer.

    Attributes:
        title: What is true of a right answer, as the student reads it.
        test: Called with the student's function; raises `Wrong` where the property does not hold.
        points: What it is worth.
    """

    title: str
    test: Callable[[Callable], None]
    points: int = 1


class Wrong(Exception):
    """A property does not hold.

    Attributes:
        given: What the student's function gave, in words; may be empty.
        expected: What was expected, in words; may be empty.
        mistake: The likely mistake, in words.
    """

    def __init__(self, mistake: str, given: str = "", expected: str = ""):
        super().__init__(mistake)
        self.mistake, self.given, self.expected = mistake, given, expected


def expect(
    given: Any, expected: Any, otherwise: str, mistakes: Mistakes = (), within: float = 0
) -> None:
    """Raises `Wrong` unless `given` has the shape and the values of `expected`.

    Args:
        given: What the student's function gave.
        expected: What a right answer gives.
        otherwise: What to say if the result is none of the `mistakes`.
        mistakes: Pairs of (what a known mistake gives, what to say to it).
        within: Largest allowed difference of numbers.
    """
    if same(given, expected, within):
        return
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    known = [words for wrong, words in mistakes if same(given, wrong, within or 1e-6)]
    mistake = known[0] if known else _another_kind(given, expected) or otherwise
    raise Wrong(mistake, *_describe_both(given, expected, within))


def _another_kind(given: Any, expected: Any) -> str:
    """What to say to a text where numbers are expected, or to one number in place of several."""
    if isinstance(expected, tuple):
        several = isinstance(given, (tuple, list))
        return "" if several else f"{len(expected)} things are expected, not {_kind(given)}"
    wanted = np.asarray(expected)
    if wanted.dtype.kind not in NUMBERS:
        return ""
    if wanted.dtype == bool and not wanted.ndim:
        form = "True or False"
    else:
        form = f"an array of shape {wanted.shape}" if wanted.ndim else "a number"
    found = _numbers(given)
    if found is None or bool(found.ndim) != bool(wanted.ndim):
        return f"{form} is expected, not {_kind(given)}"
    return ""


def _numbers(value: Any) -> np.ndarray | None:
    """A value as an array; None where it holds anything but numbers."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of several lengths
        return None
    return array if array.dtype.kind in NUMBERS else None


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "a text"
    array = _numbers(value)
    if array is not None and not array.ndim:
        return "a number"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"a value of type {type(value).__name__}"


def expect_parts(given, *parts):
    """Raises `Wrong` unless a function returned as many things as there are `parts`."""
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    several = isinstance(given, (tuple, list))
    if several and len(given) == len(parts):
        return
    found = f"{len(given)} things" if several else "one thing"
    raise Wrong(f"return {len(parts)} things: {', '.join(parts)}", found, f"{len(parts)} things")


def expect_array(given: Any, *axes: str) -> np.ndarray:
    """Raises `Wrong` unless `given` is an array of numbers.

    Args:
        given: What the student's function gave.
        axes: The names of its axes; without names it may have any.

    Returns:
        It as an array.
    """
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    array = _numbers(given)
    if array is None or (axes and array.ndim != len(axes)):
        form = ", ".join(axes) + "," * (len(axes) == 1)
        raise Wrong(
            f"the result is an array of numbers{f' ({form})' if axes else ''}",
            _kind(given),
            f"({form})" if axes else "numbers",
        )
    return array


def shape_of(given: Any) -> tuple[int, ...]:
    """The shape of what a function gave; raises `Wrong` where its rows have several lengths."""
    try:
        return np.shape(given)
    except ValueError:
        raise Wrong("the rows of the result have several lengths", describe(given)) from None


def expect_numbers(given: Any, *names: str) -> tuple[float, ...]:
    """Raises `Wrong` unless a function returned as many numbers as there are `names`."""
    expect_parts(given, *names)
    for name, part in zip(names, given, strict=True):
        if np.ndim(_numbers(part)) or _numbers(part) is None:
            raise Wrong(f"{name} is a number", _kind(part), "a number")
    return tuple(float(part) for part in given)


def expect_type(given: Any, dtype: type, otherwise: str) -> None:
    """Raises `Wrong` unless `given` is an array of this type."""
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    found = getattr(given, "dtype", type(given).__name__)
    if found != dtype:
        raise Wrong(otherwise, str(found), np.dtype(dtype).name)


def expect_unchanged(function: Callable, *arguments: Any) -> None:
    """Raises `Wrong` if calling the function changes one of the arguments."""
    before = copy.deepcopy(arguments)
    function(*arguments)
    for argument, kept in zip(arguments, before, strict=True):
        if not same(argument, kept):
            raise Wrong(
                "your function changes its argument: work on a new array",
                *_describe_both(argument, kept, 0),
            )


def explained(error: Exception, meanings: dict[str, str]) -> Exception:
    """What an error of the student's function means, as a `Wrong`; the error itself if unknown.

    Args:
        error: What was raised.
        meanings: From parts of what Python and the libraries say to what is meant.
    """
    for said, meant in meanings.items():
        if said in str(error):
            return Wrong(meant, f"{type(error).__name__}: {error}"[:200])
    return error


def beside(function: Callable, helper: Callable) -> Callable:
    """For a check that needs more than values: a helper that runs in the process of the function.

    Args:
        function: A student's function. A grader's is in another process, and can do what it needs.
        helper: Gets the function first. A function of a module of the checks; it may hold nothing
            that a student must not know, and what it gives is as trustworthy as the student's.

    Returns:
        A function of the rest of the helper's arguments.
    """
    remotely = getattr(function, "beside", None)
    return remotely(helper) if remotely else partial(helper, function)


def same(given: Any, expected: Any, within: float = 0) -> bool:
    """Whether two values have one shape and, up to `within`, the same elements."""
    if isinstance(expected, tuple):
        return (
            isinstance(given, (tuple, list))
            and len(given) == len(expected)
            and all(same(g, e, within) for g, e in zip(given, expected, strict=True))
        )
    try:
        given, expected = np.asarray(given), np.asarray(expected)
        if given.shape != expected.shape or given.dtype.kind in "OUS" or within == 0:
            return bool(np.array_equal(given, expected))
        return bool(np.all(np.abs(given.astype(float) - expected.astype(float)) <= within))
    except (TypeError, ValueError):
        return False


def describe(value: Any, digits: int = 7) -> str:
    """A value in at most about a hundred characters: short ones whole, long arrays by shape."""
    if isinstance(value, tuple):
        return ", ".join(describe(part, digits) for part in value) or "()"
    if isinstance(value, np.ndarray):
        return _describe_array(value, digits)
    if isinstance(value, (float, np.floating)):
        shown = repr(value.item() if isinstance(value, np.floating) else value)
        return shown if len(shown) <= digits else f"{value:.{digits}g}"
    text = repr(value.item() if isinstance(value, np.generic) else value)
    if " object at 0x" in text:
        return f"an object {type(value).__name__}"
    return text if len(text) <= 100 else text[:97] + "..."


def _describe_array(array: np.ndarray, digits: int) -> str:
    shown = array if array.size <= SHORT else array.ravel()[:4]
    formatter = {"float_kind": lambda number: f"{number:.{digits}g}"}
    text = np.array2string(shown, separator=", ", formatter=formatter)
    text = " ".join(text.split())
    return text if array.size <= SHORT else f"{text[:-1]}, ...] of shape {array.shape}"


def _describe_both(given: Any, expected: Any, within: float) -> tuple[str, str]:
    """Two values that differ, in words that differ: of long ones the first place where they do."""
    tuples = isinstance(expected, tuple) and isinstance(given, (tuple, list))
    if tuples and len(given) == len(expected):
        pairs = [_describe_both(g, e, within) for g, e in zip(given, expected, strict=True)]
        return tuple(map(", ".join, zip(*pairs, strict=True)))
    places = _differing_places(given, expected, within)
    if not len(places):
        return _with_enough_digits(given, expected)
    first, at = tuple(places[0]), f"at [{', '.join(map(str, places[0]))}]"
    which = f"the first of {len(places):,} places" if len(places) > 1 else "the only place"
    given, expected = (np.asarray(np.asarray(value)[first]) for value in (given, expected))
    given, expected = _with_enough_digits(given, expected)
    return f"{given} {at}, {which} that differ{'s' * (len(places) == 1)}", f"{expected} {at}"


def _differing_places(given: Any, expected: Any, within: float) -> np.ndarray:
    """Indices at which two long arrays or lists of one shape differ; none of other values."""
    try:
        given, expected = np.asarray(given), np.asarray(expected)
        if given.shape != expected.shape or expected.size <= SHORT:
            return np.empty((0, expected.ndim), int)
        if within and given.dtype.kind not in "OUS":
            return np.argwhere(~(np.abs(given.astype(float) - expected.astype(float)) <= within))
        return np.argwhere(given != expected)
    except (TypeError, ValueError):
        return np.empty((0, 0), int)


def _with_enough_digits(given: Any, expected: Any) -> tuple[str, str]:
    """Both in seven digits, or in all where seven are the same."""
    texts = describe(given), describe(expected)
    return texts if texts[0] != texts[1] else (describe(given, 17), describe(expected, 17))
