"""The conversation of grader and submission: each side asks, and answers while it waits."""

import threading
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from course_utils.classroom.remote.codec import Codec, decode_error, encode_error
from course_utils.classroom.remote.framing import PATIENCE, Channel, KernelLost, MessageError
from course_utils.classroom.remote.handles import Handles, public_attribute

MOST_ITEMS = 100_000
DEEPEST = 20  # calls from side to side within calls
LONGEST_QUESTION = 2**20  # bytes; what checks hand over is made for a few numbers
OPERATIONS = {
    "call": lambda target, args, kwargs: target(*args, **kwargs),
    "attribute": public_attribute,
    "length": len,
    "item": lambda target, key: target[key],
    "items": lambda target: list(islice(target, MOST_ITEMS)),
    "text": str,
}
TABLES, WITH_VALUES = ("set", "frozenset", "dict", "counter"), ("dict", "counter")
MOST_STEPS = 10_000**2  # a second or two
PART_SIZE = 64  # characters, bytes or bits of a number that are compared about as fast as a part


class Conversation:
    """One side of a conversation.

    Args:
        channel: To the other side.
        objects: What this side hands out.
        operations: What the other side may ask for: functions of the values in the question.
        trusting: Whether this is the submission's side, which trusts the grader's (see `Codec`) and
            tells it which arguments a call has changed.
        seconds: How long an answer may take.
    """

    def __init__(
        self,
        channel: Channel,
        objects: Handles,
        operations: dict[str, Callable],
        trusting: bool,
        seconds: float = float("inf"),
    ):
        self._channel, self._objects, self._operations = channel, objects, operations
        self._codec, self._trusting, self._seconds = Codec(objects, trusting), trusting, seconds
        self._errors, self._depth, self._thread = [], 0, threading.get_ident()
        self._until = self._in_all = float("inf")
        self._caught = (
            BaseException if trusting else Exception
        )  # a student's sys.exit() is reported
        objects.ask = self.ask

    def begin(self, seconds: float = float("inf")) -> None:
        """Begins a part of the conversation, which may take `seconds` in all.

        Handles and errors that this side handed out before are gone.
        """
        self._until, self._in_all = time.monotonic() + seconds, seconds
        self._channel.begin()
        self._objects.forget()
        self._errors = []

    def ask(self, operation: str, *values: Any, seconds: float | None = None) -> Any:
        """Asks the other side for an operation, and waits for its answer.

        Args:
            operation: One of the other side's.
            values: What it needs.
            seconds: How long it may take, if not as usual. A question within another has no time
                of its own.

        Raises:
            MessageError: A value cannot be sent.
            KernelLost: No answer came, or one that cannot be read.
            Exception: What the other side raised, or what this side had raised within.
        """
        if threading.get_ident() != self._thread:
            raise RuntimeError("ask from the thread that was called")
        mutable = []
        trees = [self._codec.encode(value, mutable) for value in values]
        if not self._depth:
            self._allow(seconds or self._seconds)
        self._channel.send(["ask", operation, trees])
        while True:
            try:
                match self._receive():
                    case ["ask", str(asked), list(trees)]:
                        self.answer(asked, trees)
                    case ["value", value, list(changes)]:
                        self._codec.apply(changes, mutable)
                        return self._codec.decode(value)
                    case ["error", about, ours, theirs]:
                        error = self._error(about, ours, theirs)
                        break
                    case _:
                        raise MessageError("this is no message")
            except MessageError as malformed:
                raise KernelLost(f"gave what cannot be read: {malformed}") from None
        raise error

    def _receive(self):
        tree = self._channel.receive()
        if not self._trusting:
            require_cheap_tables(tree)
        return tree

    def _allow(self, seconds):
        granted = self._channel.granted
        left = self._until + granted - time.monotonic()
        if left < seconds:
            otherwise = f"took longer than {self._in_all:g} s in all"
            self._channel.allow(left, otherwise, PATIENCE * self._in_all - granted)
        else:
            self._channel.allow(seconds, f"took longer than {seconds:g} s")

    def _error(self, about, ours, theirs):
        """The error to raise: this side's own one if it comes back, else one like the other's."""
        error = decode_error(about)
        if type(ours) is int and 0 <= ours < len(self._errors):
            self._errors[ours].line = error.line
            return self._errors[ours]
        error.number = theirs
        return error

    def answer_one(self) -> None:
        """Waits for a question, and answers it."""
        _, operation, trees = self._channel.receive()
        self.answer(operation, trees)

    def answer(self, operation: str, trees: list) -> None:
        """Answers a question.

        Raises:
            MessageError: The question is malformed.
            KernelLost: As `ask`.
        """
        if self._depth == DEEPEST or operation not in self._operations:
            raise MessageError(f"{operation[:20]!r} cannot be asked for here")
        if not self._trusting and self._channel.received > LONGEST_QUESTION:
            raise MessageError("a question to the grader is too long")
        if not self._trusting and not _means_an_object(trees):
            raise MessageError("the grader can be asked for what it has handed over, no more")
        mutable = []
        values = [self._codec.decode(tree, mutable) for tree in trees]
        if operation in OPERATIONS and not (values and self._objects.owns(values[0])):
            raise MessageError("only objects of this side can be asked about")
        self._depth += 1
        try:
            answer = self._answer(self._operations[operation], values, mutable)
        finally:
            self._depth -= 1
        try:
            self._channel.send(answer)
        except MessageError as too_long:
            self._channel.send(self._describe(too_long, values))

    def _answer(self, operation, values, mutable):
        try:
            value = operation(*values)
            changes = self._codec.changes(mutable) if self._trusting else []
            return ["value", self._codec.encode(value), changes]
        except KernelLost:
            raise
        except self._caught as error:
            return self._describe(error, values)

    def _describe(self, error, values):
        about = encode_error(error, values[0] if values else None)
        if self._trusting:
            return ["error", about, getattr(error, "number", None), None]
        self._errors.append(error)
        return ["error", about, None, len(self._errors) - 1]


def require_cheap_tables(tree: Any) -> None:
    """Bounds what it costs to build the sets and dictionaries of a message, before any is built.

    Python finds a number in a set by its hash, and numbers can be chosen so that all have the same
    one: then each is compared with every other. So a table of n parts may take n * n steps.

    Args:
        tree: A message as `framing.unpack` gives it.

    Raises:
        MessageError: All its tables together may take more than `MOST_STEPS` steps, or it is nested
            too deeply.
    """
    steps = 0

    def parts_in(tree):
        nonlocal steps
        if not isinstance(tree, list):
            return 1 + _length(tree) // PART_SIZE
        if not (tree and tree[0] in TABLES):
            return sum(map(parts_in, tree))
        elements = tree[1:]
        if tree[0] in WITH_VALUES:
            pairs = [element for element in elements if isinstance(element, list)]
            elements = [pair[0] for pair in pairs if pair]
            for pair in pairs:
                for value in pair[1:]:
                    parts_in(value)
        parts = sum(map(parts_in, elements))
        steps += parts**2
        if steps > MOST_STEPS:
            raise MessageError("there is too much in its sets and dictionaries")
        return 1 + parts

    try:
        parts_in(tree)
    except RecursionError:
        raise MessageError("a message is nested too deeply") from None


def _means_an_object(trees: list) -> bool:
    """Whether a question is about an object of the side that is asked.

    A list or an array that came with the question could be anything: indexing an array by two
    others makes a third of any size.
    """
    return bool(trees) and isinstance(trees[0], list) and trees[0][:1] == ["yours"]


def _length(leaf: Any) -> int:
    if isinstance(leaf, (str, bytes)):
        return len(leaf)
    return leaf.bit_length() if isinstance(leaf, int) else 0
