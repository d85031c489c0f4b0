import time

import pytest

from course_utils.classroom.remote.codec import Codec
from course_utils.classroom.remote.conversation import require_cheap_tables
from course_utils.classroom.remote.framing import MessageError

SAME_HASH = 2**61 - 1  # Python's hash of a number is its remainder by this one
COLLIDING = [number * SAME_HASH for number in range(5_000)]
PAIRS = [["tuple", 0, number] for number in COLLIDING]
COSTLY = {
    "many sets": ["list", *[["set", *COLLIDING]] * 3],
    "a set in a change": [["value", None, [[0, ["set", *COLLIDING]]] * 3]],
    "dictionaries": ["dict", *[[key, ["dict", *[[key, 0] for key in COLLIDING]]] for key in "abc"]],
    "counters": ["counter", *[[["tuple", *[0] * 100, number], 1] for number in COLLIDING]],
    "sets of sets": ["set", *[["frozenset", *COLLIDING[:100]]] * 101],
    "long numbers": ["frozenset", *[2**4_000 + number for number in COLLIDING[:500]]],
    "long texts": ["set", *[["tuple", "a" * 1_500, number] for number in COLLIDING[:500]]],
    "long bytes": ["set", *[["tuple", b"a" * 1_500, number] for number in COLLIDING[:500]]],
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_could_take_long_is_refused_before_it_is_built(name):
    with pytest.raises(MessageError, match="too much in its sets"):
        require_cheap_tables(COSTLY[name])


def test_what_is_let_through_is_built_soon():
    tree = ["list", ["set", *COLLIDING[:3_000]], ["dict", *[[pair, 0] for pair in PAIRS[:1_000]]]]
    require_cheap_tables(tree)
    start = time.process_time()
    Codec(None, trusting=False).decode(tree)
    assert time.process_time() - start < 10


def test_honest_tables_are_let_through():
    ngrams = [[["tuple", str(n), str(n + 1), str(n + 2)], 1] for n in range(2_000)]
    require_cheap_tables(["value", ["list", ["counter", *ngrams], ["set", *range(5_000)]], []])


@pytest.mark.parametrize(
    "tree", [[], ["set"], ["dict", 1, [], [1]], ["value", ["dict", [["list"], 1]], []], None]
)
def test_what_is_malformed_is_left_to_decoding(tree):
    require_cheap_tables(tree)


def test_no_depth_ends_the_grader():
    tree = 1
    for _ in range(100_000):
        tree = ["list", tree]
    with pytest.raises(MessageError, match="deeply"):
        require_cheap_tables(tree)
