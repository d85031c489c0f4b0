"""Exceptions between grader and submission: the class by name, the message, and where it arose."""

import builtins
import traceback
from functools import partial
from typing import Any

from course_utils.checks.properties import Wrong
from course_utils.classroom.remote.framing import WireError

LONGEST_MESSAGE = 2_000
WRONG = f"{Wrong.__module__}.{Wrong.__qualname__}"


def encode_error(error: BaseException, function: Any = None) -> list:
    """An exception as a tree: classes, parts of the message, line, name of the raising function.

    Args:
        error: The exception.
        function: What was called; the line is the last one of its file.
    """
    if isinstance(function, partial):
        function = function.args[0]
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line for frame in frames if frame.filename == file]
    wrong = isinstance(error, Wrong)
    return [
        [f"{cls.__module__}.{cls.__qualname__}" for cls in type(error).__mro__[:20]],
        [_text(p) for p in ((error.mistake, error.given, error.expected) if wrong else (error,))],
        (lines[-1] or "") if lines else "",
        frames[-1].name if frames else "",
    ]


def decode_error(tree: Any) -> BaseException:
    """An exception to raise on this side for one of the other side's.

    Its class has the same name, and as base the nearest of Python's own that derives from
    `Exception`: nobody's sys.exit() ends the grader. Its `line` and `raised_in` tell where the
    other side raised it.

    Raises:
        WireError: The tree is malformed.
    """
    try:
        types, parts, line, raised_in = tree
        _require_texts([*types, *parts, line, raised_in])
        error = Wrong(*parts) if types[0] == WRONG else _error(types, parts[0])
    except (TypeError, IndexError, ValueError) as malformed:
        raise WireError(f"an error is malformed: {malformed}") from None
    error.line, error.raised_in = line, raised_in
    return error


def _error(types: list[str], message: str) -> BaseException:
    base = next(filter(None, map(_builtin, types)), Exception)
    cls = type(types[0].rpartition(".")[2], (base,), {"__str__": lambda error: error.args[0]})
    error = cls.__new__(cls, message)
    error.args = (message,)
    return error


def _builtin(full_name: str) -> type | None:
    module, _, name = full_name.rpartition(".")
    found = getattr(builtins, name, None) if module == "builtins" else None
    raised = isinstance(found, type) and issubclass(found, Exception)
    return found if raised and not issubclass(found, ExceptionGroup) else None


def _text(value: Any) -> str:
    try:
        return str(value)[:LONGEST_MESSAGE]
    except Exception as error:
        return f"(a text that cannot be shown: {type(error).__name__})"


def _require_texts(values: list) -> None:
    if not all(type(value) is str for value in values):
        raise TypeError("it has parts that are no text")
