"""Values as trees and back: what passes by value between grader and submission, what by handle.

Plain data goes by value, as value_types.py says; so do named tuples, dataclasses of the course,
random generators (by their state, so that both sides draw the same) and errors. Everything else
stays where it is, and the other side gets a handle (handles.py). An object of a subclass goes as
one of its base class: what comes out on the other side is data.
"""

import builtins
import importlib
import sys
import traceback
from collections import namedtuple
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from keyword import iskeyword
from typing import Any

import numpy as np

from course_utils.checks.properties import Wrong
from course_utils.classroom.remote.framing import MessageError
from course_utils.classroom.remote.handles import Handle, Handles
from course_utils.classroom.remote.value_types import KINDS, kind_of, overwrite

DEPTH = 50  # of values within values
MOST_NAMED = 500  # kinds of named tuples in one conversation
LONGEST_TEXT = 2_000  # characters of an error's message
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
WRONG = f"{Wrong.__module__}.{Wrong.__qualname__}"
STATE_LIMITS = {"state": 2**128, "inc": 2**128, "has_uint32": 2, "uinteger": 2**32}


class Codec:
    """Encodes and decodes the values of one conversation.

    Args:
        handles: For what does not go by value.
        trusting: Whether the other side may name classes of the course to import. A submission
            trusts its grader, never the other way round.
    """

    def __init__(self, handles: Handles, trusting: bool):
        self._handles, self._trusting = handles, trusting
        self._named = {}  # classes of named tuples, by name and fields
        self._special = {
            "named": self._decode_named,
            "record": self._decode_record,
            "generator": self._decode_generator,
        }

    def encode(self, value: Any, mutable: list | None = None, depth: int = DEPTH) -> Any:
        """A value as a tree; `mutable` collects what the other side might change, in order.

        Raises:
            MessageError: It is nested too deeply, or cannot be sent.
        """
        if value is None or type(value) in (bool, int, float, str):
            return value
        if type(value) is Handle:  # what else it is, it would ask its owner
            return self._handles.export(value)
        if not depth:
            raise MessageError(f"what is nested deeper than {DEPTH} cannot be sent")
        mutable = [] if mutable is None else mutable

        def inner(part):
            return self.encode(part, mutable, depth - 1)

        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self._encode_named(value, inner)
        if isinstance(value, np.random.Generator):
            mutable.append(value)
            return _encode_generator(value, self.encode)
        if is_dataclass(value) and _is_of_course(type(value).__module__):
            return self._encode_record(value, inner)
        kind = kind_of(value)
        if kind is None:
            return self._handles.export(value)
        if KINDS[kind].mutable:
            mutable.append(value)
        try:
            return [kind, *KINDS[kind].encode(value, inner)]
        except MALFORMED as error:
            raise MessageError(f"a {type(value).__name__} cannot be sent: {error}") from None

    def decode(self, tree: Any, mutable: list | None = None) -> Any:
        """The value of a tree; `mutable` collects [value, tree] of what can be changed, in order.

        Raises:
            MessageError: The tree is malformed.
        """
        try:
            return self._decode(tree, [] if mutable is None else mutable, DEPTH)
        except MALFORMED as error:
            raise MessageError(f"a value is malformed: {type(error).__name__}: {error}") from None

    def _decode(self, tree, mutable, depth):
        if not isinstance(tree, list):
            return tree
        if not depth:
            raise MessageError(f"a value is nested deeper than {DEPTH}")
        kind, *parts = tree

        def inner(part):
            return self._decode(part, mutable, depth - 1)

        if kind in ("mine", "yours"):
            return self._handles.resolve(tree)
        if kind == "symbolic" and not self._trusting and "keras" not in sys.modules:
            raise MessageError("there are no symbolic tensors without Keras")
        if kind in KINDS and not KINDS[kind].mutable:
            return KINDS[kind].decode(inner, *parts)
        if kind in KINDS or kind == "generator":
            entry = [None, tree]
            mutable.append(entry)
            decode = self._special.get(kind) or KINDS[kind].decode
            entry[0] = decode(inner, *parts)
            return entry[0]
        return self._special[kind](inner, *parts)

    def changes(self, mutable: Sequence) -> list:
        """Of what `decode` collected: [place, new tree] for each value that has changed."""
        new = [self.encode(value) for value, _ in mutable]
        return [[place, tree] for place, tree in enumerate(new) if tree != mutable[place][1]]

    def apply(self, changes: list, mutable: Sequence) -> None:
        """Changes the values that `encode` collected as the other side changed its copies.

        Raises:
            MessageError: The changes are malformed.
        """
        try:
            for place, tree in changes:
                if isinstance(mutable[place], np.random.Generator):
                    set_state(mutable[place], tree[2])
                else:
                    overwrite(mutable[place], self.decode(tree))
        except MALFORMED as error:
            raise MessageError(f"a change is malformed: {error}") from None

    def _encode_named(self, value, inner):
        known = type(value).__name__, tuple(value._fields)
        self._named[known] = type(value)
        return ["named", known[0], list(known[1]), *[inner(part) for part in tuple(value)]]

    def _decode_named(self, inner, name, names, *parts):
        known = name, tuple(names)
        if known not in self._named:
            if len(self._named) == MOST_NAMED:
                raise MessageError("there are too many kinds of named tuples")
            if not all(word.isidentifier() and not iskeyword(word) for word in (name, *names)):
                raise MessageError(f"{name} is no named tuple")
            self._named[known] = namedtuple(name, names)
        return self._named[known]._make(inner(part) for part in parts)

    def _encode_record(self, value, inner):
        content = {field.name: getattr(value, field.name) for field in fields(value)}
        handle = self._handles.export(value) if self._trusting else None
        return ["record", *_path(type(value)), [[k, inner(v)] for k, v in content.items()], handle]

    def _decode_record(self, inner, module, name, content, handle):
        """The dataclass itself where it is known here, else a handle."""
        found = self._find(module, name)
        if not is_dataclass(found):
            return self._handles.resolve(handle)
        record = object.__new__(found)
        names = {field.name for field in fields(found)}
        if {field for field, _ in content} != names:
            raise MessageError(f"{name} has other fields")
        for field, part in content:
            object.__setattr__(record, field, inner(part))
        return record

    def _decode_generator(self, _, path, state, attributes):
        found = self._find(*path) if self._trusting and attributes is not None else None
        found = found or np.random.Generator
        generator = found.__new__(found)
        np.random.Generator.__init__(generator, np.random.PCG64())
        set_state(generator, state)
        if found is not np.random.Generator:
            vars(generator).update(self.decode(attributes))
        return generator

    def _find(self, module: str, name: str) -> type | None:
        """A class of the course by its path; of what is not imported only if that is trusted."""
        if not _is_of_course(module):
            return None
        if self._trusting:
            importlib.import_module(module)
        found = getattr(sys.modules.get(module), name, None)
        return found if isinstance(found, type) else None


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
    `Exception`: nobody's sys.exit() ends the grader. Its `line` and `raised_in` say where
    the other side raised it.

    Raises:
        MessageError: The tree is malformed.
    """
    try:
        types, parts, line, raised_in = tree
        _require_texts([*types, *parts, line, raised_in])
        error = Wrong(*parts) if types[0] == WRONG else _error(types, parts[0])
    except (TypeError, IndexError, ValueError) as malformed:
        raise MessageError(f"an error is malformed: {malformed}") from None
    error.line, error.raised_in = line, raised_in
    return error


def state_of(generator: np.random.Generator) -> list[int]:
    """The state of a generator, as four numbers.

    Raises:
        MessageError: It is not of the kind that `np.random.default_rng` makes.
    """
    state = generator.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise MessageError("of random generators only those of np.random.default_rng can be sent")
    return [*state["state"].values(), state["has_uint32"], state["uinteger"]]


def set_state(generator: np.random.Generator, numbers: list[Any]) -> None:
    """Gives a generator the state of another one.

    Raises:
        MessageError: The numbers are not those of a state.
    """
    for number, limit in zip(numbers, STATE_LIMITS.values(), strict=True):
        if type(number) is not int or not 0 <= number < limit:
            raise MessageError("a random generator cannot be in this state")
    state, inc, has_uint32, uinteger = numbers
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": inc},
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }


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
        return str(value)[:LONGEST_TEXT]
    except Exception as error:
        return f"(a text that cannot be shown: {type(error).__name__})"


def _require_texts(values: list) -> None:
    if not all(type(value) is str for value in values):
        raise TypeError("it has parts that are no text")


def _is_of_course(module: str) -> bool:
    return module.startswith("course_utils.") and not module.startswith("course_utils.classroom")


def _encode_generator(value, encode):
    own = None if type(value) is np.random.Generator else encode(vars(value))
    return ["generator", list(_path(type(value))), state_of(value), own]


def _path(cls: type) -> tuple[str, str]:
    return cls.__module__, cls.__qualname__
