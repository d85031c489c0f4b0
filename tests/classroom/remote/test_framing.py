import os
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.classroom.remote.framing import (
    HEADER,
    Channel,
    KernelLost,
    MessageError,
    pack,
    unpack,
)
from tests.time_limits import limit_s

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
TREES = st.recursive(LEAVES | st.text() | st.binary(), st.lists, max_leaves=20)


@pytest.fixture
def pair():
    """Two channels, each of which receives what the other sends."""
    (a, b), (c, d) = os.pipe(), os.pipe()
    yield Channel(a, d), Channel(c, b)
    for descriptor in (a, b, c, d):
        os.close(descriptor)


@given(TREES)
def test_trees_come_back_as_they_were(tree):
    frame = pack(tree)
    text, rest = HEADER.unpack(frame[: HEADER.size])
    body = frame[HEADER.size :]
    assert len(body) == text + rest
    assert unpack(body[:text], body[text:]) == tree


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[",
        b"\xff",
        b"[" * 100_000,
        b'{"a": 1}',
        b'{"": [0, 9]}',
        b'{"": [-1, 1]}',
        b'{"": [2, 1]}',
        b'{"": [1, 2]}',
        b'[{"": [0, 3]}, {"": [0, 3]}]',  # a few bytes could become many gigabytes
        b'{"": ["0", "1"]}',
        b'{"": 3}',
        b'{"": [0, 1], "a": 2}',
        b"9" * 5_000,
    ],
)
def test_what_is_malformed_is_an_error_of_the_wire(text):
    with pytest.raises(MessageError):
        unpack(text, b"abc")


@pytest.mark.parametrize("tree", [object(), {1, 2}, [b"x" * (65 * 2**20)], "x" * (9 * 2**20)])
def test_what_cannot_be_sent_is_an_error_of_the_wire(tree):
    with pytest.raises(MessageError):
        pack(tree)


def test_more_than_a_pipe_holds_goes_through(pair):
    here, there = pair
    sent = [b"x" * 2**20, "y"]
    sender = threading.Thread(target=here.send, args=(sent,))
    sender.start()
    assert there.receive() == sent
    sender.join()
    assert there.received > 2**20


def test_a_length_that_is_too_long_is_refused_before_it_is_read(pair):
    here, there = pair
    os.write(here._write_to, HEADER.pack(2**31, 0))
    with pytest.raises(MessageError, match="too long"):
        there.receive()


def test_silence_and_drops_end_at_the_deadline(pair):
    here, there = pair
    there.allow(0.2, "took longer than 0.2 s")
    os.write(here._write_to, HEADER.pack(1000, 0) + b"[")
    start = time.monotonic()
    with pytest.raises(KernelLost, match=r"took longer than 0\.2 s"):
        there.receive()
    assert time.monotonic() - start < limit_s(5)


def test_nothing_is_read_after_the_deadline_even_if_it_is_there(pair):
    here, there = pair
    there.allow(-1, "too late")
    here.send(1)
    with pytest.raises(KernelLost, match="too late"):
        there.receive()


def test_nobody_reads(pair):
    here, _ = pair
    here.allow(0.2, "not taken")
    with pytest.raises(KernelLost, match="not taken"):
        here.send([b"x" * 2**22])


def test_the_other_side_has_ended():
    a, b = os.pipe()
    c, d = os.pipe()
    channel = Channel(a, d)
    os.close(b)
    os.close(c)
    with pytest.raises(KernelLost, match="ended Python"):
        channel.receive()
    with pytest.raises(KernelLost, match="ended Python"):
        channel.send(1)
    os.close(a)
    os.close(d)
