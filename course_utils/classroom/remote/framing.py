"""Messages between grader and submission as bytes: JSON, followed by the bytes that it refers to.

A message is a tree: lists of None, bool, int, float, str, bytes and further lists. Nothing in it is
ever executed, imported or unpickled by reading it, and its size is bounded.
"""

import json
import os
import select
import struct
import time
from collections.abc import Callable

HEADER = struct.Struct(">II")  # length of the JSON, length of the bytes behind it
TEXT_LIMIT = 8 * 2**20
BYTES_LIMIT = 64 * 2**20
CHUNK = 2**20
PATIENCE = 5
LEAST_GRANTED = 0.05  # seconds


class MessageError(Exception):
    """A message, or a value in it, is malformed, too long or too deeply nested."""


def pack(tree) -> bytes:
    """A tree as one frame.

    Raises:
        MessageError: It is too long, too deeply nested, or holds something else.
    """
    parts, start = [], 0

    def slice_of(value):
        nonlocal start
        if not isinstance(value, bytes):
            raise MessageError(f"a {type(value).__name__} cannot be sent")
        parts.append(value)
        start += len(value)
        return {"": [start - len(value), start]}

    try:
        text = json.dumps(tree, default=slice_of, separators=(",", ":")).encode("ascii")
    except (RecursionError, ValueError, TypeError) as error:
        raise MessageError(f"this cannot be sent: {error}") from None
    _require_short(len(text), start)
    return b"".join([HEADER.pack(len(text), start), text, *parts])


def unpack(text: bytes, rest: bytes):
    """The tree of a frame's JSON and the bytes behind it.

    Raises:
        MessageError: It is malformed.
    """
    cut_before = 0

    def cut(slice_of):
        nonlocal cut_before
        start, stop = slice_of[""]
        if len(slice_of) != 1 or start != cut_before or not start <= stop <= len(rest):
            raise MessageError("a message refers to bytes that it does not have, or has given")
        cut_before = stop
        return rest[start:stop]

    try:
        return json.loads(text, object_hook=cut)
    except (RecursionError, ValueError, TypeError, KeyError) as error:
        raise MessageError(f"a message cannot be read: {error}") from None


def _require_short(text: int, rest: int) -> None:
    if text > TEXT_LIMIT or rest > BYTES_LIMIT:
        raise MessageError(f"a message of {(text + rest) / 2**20:.0f} MB is too long")


class KernelLost(BaseException):
    """The other side hangs, has ended or sends what cannot be read: "took longer than 10 s".

    It is no `Exception`, so that no check takes it for one that a student's function raised.
    """


class Channel:
    """Sends and receives trees through two file descriptors, within the time that is allowed.

    Args:
        read_from: A file descriptor.
        write_to: A file descriptor.
        seconds_waited: How long the other side has waited for a processor until now. It may take
            that much longer, up to `PATIENCE` times what is allowed.

    Attributes:
        received: Length of what came last, in bytes.
        granted: Seconds that were granted for waiting since `begin`.
    """

    def __init__(
        self, read_from: int, write_to: int, seconds_waited: Callable[[], float] = lambda: 0
    ):
        self._read_from, self._write_to = read_from, write_to
        self._seconds_waited, self.received = seconds_waited, 0
        self.begin()
        self.allow(float("inf"), "")
        os.set_blocking(write_to, False)

    def begin(self) -> None:
        """From here on it counts how long the other side waits for a processor."""
        self._waited_before, self.granted = self._seconds_waited(), 0

    def allow(self, seconds: float, otherwise: str, most_granted: float | None = None) -> None:
        """Sets how long the next messages may take from now on, and what to say otherwise."""
        self._deadline, self._otherwise = time.monotonic() + seconds, otherwise
        self._most_granted = PATIENCE * seconds if most_granted is None else most_granted

    def send(self, tree) -> None:
        """Sends one tree.

        Raises:
            MessageError: It cannot be sent; nothing was.
            KernelLost: The other side did not take it.
        """
        left = memoryview(pack(tree))
        while left:
            self._wait(self._write_to, select.POLLOUT)
            try:
                left = left[os.write(self._write_to, left) :]
            except BlockingIOError:
                continue
            except OSError:
                raise KernelLost("ended Python") from None

    def receive(self):
        """Waits for one tree.

        Raises:
            MessageError: What came is malformed or too long.
            KernelLost: Nothing came in time, or there is no other side any more.
        """
        text, rest = HEADER.unpack(self._read(HEADER.size))
        _require_short(text, rest)
        self.received = text + rest
        return unpack(self._read(text), self._read(rest))

    def _read(self, n: int) -> bytes:
        parts = []
        while n:
            self._wait(self._read_from, select.POLLIN)
            part = os.read(self._read_from, min(n, CHUNK))
            if not part:
                raise KernelLost("ended Python")
            parts.append(part)
            n -= len(part)
        return b"".join(parts)

    def _wait(self, descriptor: int, event: int) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        while True:
            left = self._deadline - time.monotonic()
            if left > 0 and poll.poll(None if left == float("inf") else left * 1000):
                return
            self._grant()

    def _grant(self) -> None:
        waited = self._seconds_waited() - self._waited_before - self.granted
        more = min(waited, self._most_granted)
        if more < LEAST_GRANTED:
            raise KernelLost(self._otherwise)
        self._deadline += more
        self._most_granted -= more
        self.granted += more
