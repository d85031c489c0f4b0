"""Handles that stay where they are: the other side of the conversation gets a handle.

In messages a handle is a number. On the other side it is a `Handle`, which can be called, asked for
public attributes, for its length and for its elements. It never hands on a comparison: two handles
are equal only if they are the same one.
"""

import functools
import types
from collections.abc import Callable, Sequence
from typing import Any

from course_utils.classroom.remote.framing import MessageError

FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType)
MOST_HANDLES = 100_000


class Handle:
    """A handle of an object of the other side.

    Args:
        ask: Asks the other side: an operation, the number of the object, further values.
        number: Of the object.
        name: `__name__` of the object, or None.
        types: Full names of its classes, the nearest first.
        class_of: From those names and this class to what `isinstance` shall see.
    """

    def __init__(self, ask: Callable, number: int, name: str | None, types: tuple, class_of):
        self._ask, self._number, self._types, self._class_of = ask, number, types, class_of
        if name is not None:
            self.__name__ = name

    @property
    def __class__(self):  # noqa: D105
        return self._class_of(self._types)

    def __call__(self, *args, **kwargs):
        """Calls the object."""
        return self._ask("call", self, args, kwargs)

    def __getattr__(self, name: str):
        """A public attribute of the object."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._ask("attribute", self, name)

    def __len__(self) -> int:
        """The length of the object."""
        return self._ask("length", self)

    def __getitem__(self, key):
        """An element of the object."""
        return self._ask("item", self, key)

    def __iter__(self):
        """The first hundred thousand elements of the object."""
        return iter(self._ask("items", self))

    def __bool__(self) -> bool:
        """True, as for most objects; the other side is not asked."""
        return True

    def __str__(self) -> str:
        """The object as text."""
        return str(self._ask("text", self))

    def __repr__(self) -> str:
        """The kind of the object."""
        return f"<{self._types[0].rpartition('.')[2]}>"

    def __eq__(self, other: object) -> bool:
        """Whether the other is this very handle."""
        return self is other

    def __hash__(self) -> int:
        """As for any object."""
        return id(self)

    def __deepcopy__(self, memo: dict):
        """The same handle."""
        return self


class Handles:
    """The objects that one side has handed out, and its handles of the other side's.

    Args:
        may_leave: Whether an object may be handed out at all.
        class_of: See `Handle`.
    """

    def __init__(self, may_leave: Callable[[Any], bool], class_of: Callable):
        self._may_leave, self._class_of = may_leave, class_of
        self.ask = None
        self.forget()

    def forget(self) -> None:
        """Takes back what was handed out; numbers are never used again."""
        self._first = getattr(self, "_first", 0) + len(getattr(self, "_mine", ()))
        self._mine, self._numbers, self._theirs = {}, {}, {}

    def owns(self, value: Any) -> bool:
        """Whether an object of this side was handed out."""
        return id(value) in self._numbers

    def export(self, value: Any) -> list:
        """The tree that stands for an object.

        Raises:
            MessageError: It may not leave this side, or stands for what is no longer there.
        """
        if type(value) is Handle:
            if self._theirs.get(value._number) is not value:
                raise MessageError("this object is no longer there")
            return ["yours", value._number]
        if not self._may_leave(value):
            raise MessageError(f"a {type(value).__name__} cannot be handed over")
        if id(value) not in self._numbers:
            if len(self._mine) == MOST_HANDLES:
                raise MessageError("too many objects were handed over")
            self._numbers[id(value)] = self._first + len(self._mine)
            self._mine[self._numbers[id(value)]] = value
        return ["mine", self._numbers[id(value)], _name(value), _types(value)]

    def resolve(self, tree: list) -> Any:
        """The object of this side, or the handle, that a tree from the other side means.

        Raises:
            MessageError: There is no such object.
        """
        whose, number, *about = tree
        if whose == "yours":
            if type(number) is not int or number not in self._mine:
                raise MessageError("there is no such object")
            return self._mine[number]
        if number not in self._theirs:
            self._theirs[number] = self._handle(number, *about)
        return self._theirs[number]

    def _handle(self, number: int, name: str | None, types: Sequence[str]) -> Handle:
        readable = isinstance(types, list) and types and all(type(t) is str for t in types)
        if type(number) is not int or not (name is None or type(name) is str) or not readable:
            raise MessageError("an object is not described as objects are")
        if len(self._theirs) == MOST_HANDLES:
            raise MessageError("too many objects were handed over")
        return Handle(self.ask, number, name, tuple(types), self._class_of)


def public_attribute(value: Any, name: Any) -> Any:
    """An attribute that the other side may ask for.

    Raises:
        AttributeError: There is none, its name is not public, or it would tell what a function is
            made of.
    """
    if type(name) is not str or name.startswith("_") or isinstance(value, functools.partial):
        raise AttributeError(f"{name!r} is not public")
    return getattr(value, name)


def home_of(value: Any) -> str:
    """The module that a function or an object's class was defined in."""
    while isinstance(value, functools.partial):
        value = value.func
    described = value if isinstance(value, FUNCTIONS) else type(value)
    return getattr(described, "__module__", None) or ""


def _name(value: Any) -> str | None:
    name = getattr(value, "__name__", None)
    return name if type(name) is str else None


def _types(value: Any) -> list[str]:
    return [f"{cls.__module__}.{cls.__qualname__}" for cls in type(value).__mro__[:20]]
