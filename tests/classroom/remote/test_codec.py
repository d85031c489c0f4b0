from collections import Counter, OrderedDict, namedtuple
from contextlib import suppress
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.audio.pydub_audio import to_segment
from course_utils.classroom.remote.codec import Codec
from course_utils.classroom.remote.framing import MessageError

Clip = namedtuple("Clip", "path speaker")


class NoHandles:
    def export(self, value):
        raise MessageError(f"a {type(value).__name__} goes by handle")

    def resolve(self, tree):
        raise MessageError("no handles here")


@pytest.fixture
def wire():
    return Codec(NoHandles(), trusting=False)


def there_and_back(value, wire=None):
    wire = wire or Codec(NoHandles(), trusting=False)
    return wire.decode(wire.encode(value))


HASHABLE = st.none() | st.integers() | st.text() | st.binary() | st.complex_numbers(allow_nan=False)
PLAIN = st.recursive(
    HASHABLE | st.booleans() | st.floats(allow_nan=False) | st.sets(HASHABLE, max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(HASHABLE, inner, max_size=3)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_values_come_back_equal_and_of_their_types(value):
    given = there_and_back(value)
    assert given == value
    assert type(given) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        slice(1, None, 2),
        range(3, 9, 2),
        ...,
        np.dtype("<f4"),
        Counter("abra"),
        SimpleNamespace(a=1, b=[2]),
        frozenset({1, 2}),
        {frozenset({1}): (1, 2)},
        Clip("a.wav", "anna"),
        10**100,
    ],
)
def test_other_values_come_back_equal(value):
    given = there_and_back(value)
    assert given == value
    assert type(given).__name__ == type(value).__name__


@pytest.mark.parametrize("dtype", ["u1", "i8", "f2", "f4", ">i4", "c16", "?", "U5", "S3"])
@pytest.mark.parametrize("shape", [(), (0,), (2, 3), (0, 4), (1, 2, 3)])
def test_arrays_come_back(dtype, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    given = there_and_back(array)
    np.testing.assert_array_equal(given, array)
    assert given.dtype == array.dtype
    assert given.flags.writeable


def test_arrays_of_objects_scalars_and_views():
    objects = np.empty(2, object)
    objects[:] = [[1, 2], "x"]
    assert there_and_back(objects).tolist() == [[1, 2], "x"]
    given = there_and_back(np.float32(0.5))
    assert type(given) is np.float32
    reversed_columns = np.arange(6).reshape(2, 3)[:, ::-1]
    np.testing.assert_array_equal(there_and_back(reversed_columns), reversed_columns)


def test_not_a_number_and_infinity_come_back():
    given = there_and_back([float("nan"), float("inf"), -0.0])
    assert np.isnan(given[0])
    assert given[1] == np.inf
    assert np.signbit(given[2])


def test_sounds_come_back():
    sound = to_segment(np.linspace(-1, 1, 100, dtype=np.float32), 8_000)
    assert there_and_back(sound) == sound


def test_subclasses_become_data():
    class Liar(list):
        def __eq__(self, other):
            return True

        __hash__ = None

    class Number(int):
        def __eq__(self, other):
            return True

        __hash__ = None

    given = there_and_back([Liar([1]), Number(2), OrderedDict(a=1)])
    assert [type(part) for part in given] == [list, int, dict]
    assert given != [[0], 0, {}]


def test_named_tuples_come_back_as_the_class_that_was_sent(wire):
    back = wire.decode(wire.encode([Clip("a", "b")]))[0]
    assert type(back) is Clip
    elsewhere = Codec(NoHandles(), trusting=True).decode(wire.encode(Clip("a", "b")))
    assert elsewhere.speaker == "b"
    assert elsewhere._fields == Clip._fields


def test_generators_go_on_from_where_they_stand():
    rng = np.random.default_rng(3)
    rng.random(5)
    there = there_and_back(rng)
    assert there.random() == rng.random()


def test_generators_of_the_checks_keep_their_class_where_it_is_trusted(wire):
    from course_utils.checks.trigger_word.helpers import LimitedGenerator

    tree = wire.encode(LimitedGenerator(1, draws=7))
    trusting = Codec(NoHandles(), trusting=True)
    assert type(trusting.decode(tree)) is LimitedGenerator
    assert trusting.decode(tree)._draws == 7
    assert type(wire.decode(tree)) is np.random.Generator


def test_changes_are_told_and_made(wire):
    array, words, rng = np.zeros(3), ["a", {"b": {1}}], np.random.default_rng(0)
    sent = []
    tree = wire.encode((array, words, rng), sent)
    there = Codec(NoHandles(), trusting=True)
    received = []
    array_there, words_there, rng_there = there.decode(tree, received)
    assert there.changes(received) == []
    array_there[1] = 5
    words_there[1]["b"].add(2)
    rng_there.random()
    wire.apply(there.changes(received), sent)
    assert array.tolist() == [0, 5, 0]
    assert words == ["a", {"b": {1, 2}}]
    assert rng.random() == rng_there.random()


def test_changes_of_another_shape_or_type_are_not_made(wire):
    array, words = np.zeros(3), [1]
    sent = []
    wire.encode((array, words), sent)
    wire.apply([[0, wire.encode(np.ones(4))], [1, wire.encode((1, 2))]], sent)
    assert array.tolist() == [0, 0, 0]
    assert words == [1]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_depth_is_bounded_both_ways(wire):
    assert there_and_back(nested(40)) == nested(40)
    with pytest.raises(MessageError, match="deeper"):
        wire.encode(nested(60))
    endless = []
    endless.append(endless)
    with pytest.raises(MessageError, match="deeper"):
        wire.encode(endless)
    tree = ["list"]
    for _ in range(60):
        tree = ["list", tree]
    with pytest.raises(MessageError, match="deeper"):
        wire.decode(tree)


MALFORMED = [
    [],
    [[]],
    ["nothing"],
    [1],
    ["dict", [1]],
    ["dict", [["list"], 1]],
    ["set", ["list"]],
    ["array", "<f4", [2], b"123"],
    ["array", "<f4", [-1], b""],
    ["array", "<f4", [2**40], b""],
    ["array", "<f4", [1.0], b"1234"],
    ["array", "O", [1], b"12345678"],
    ["array", "V8", [1], b"12345678"],
    ["array", "<f4,<f4", [1], b"12345678"],
    ["array", None, [3], [1]],
    ["array", None, [2**40], [1]],
    ["array", "<f4", [1] * 40, b"1234"],
    ["scalar", "<f4", [], b"1"],
    ["dtype", "O"],
    ["range", 0, 10**12, 1],
    ["range", 0, 1, 0],
    ["complex", "1", 2],
    ["bytes", "text"],
    ["sound", b"abc", 2, 8000, 1],
    ["sound", b"ab", 2, 10**9, 1],
    ["sound", b"ab", "2", 8000, 1],
    ["symbolic", ["a"], "float32"],
    ["named", "x; import os", ["a"], 1],
    ["named", "Pair", ["class"], 1],
    ["named", "Pair", ["_a"], 1],
    ["named", "Pair", ["a", "b"], 1],
    ["record", "os", "system", [], None],
    ["record", "course_utils.classroom.sandbox.sandbox", "Limits", [], None],
    ["generator", ["os", "system"], [0, 0, 0, 2**40], None],
    ["generator", ["os", "system"], [0, 0], None],
    ["generator", ["os", "system"], ["0", 0, 0, 0], None],
    ["namespace", ["a"]],
]


@pytest.mark.parametrize("tree", MALFORMED, ids=lambda tree: str(tree)[:40])
def test_malformed_trees_are_errors_of_the_wire(wire, tree):
    with pytest.raises(MessageError):
        wire.decode(tree)


KINDS = st.sampled_from(["list", "dict", "array", "named", "sound", "range", "record"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(),
    lambda inner: st.builds(lambda kind, parts: [kind, *parts], KINDS, st.lists(inner, max_size=4)),
    max_leaves=12,
)


@given(TREES)
def test_any_tree_is_a_value_or_an_error_of_the_wire(tree):
    with suppress(MessageError):
        Codec(NoHandles(), trusting=False).decode(tree)


@given(TREES)
def test_any_change_is_made_or_an_error_of_the_wire(tree):
    changed = [np.zeros(2), [1], {"a": 1}]
    with suppress(MessageError):
        Codec(NoHandles(), trusting=False).apply([[place, tree] for place in range(3)], changed)
    assert [type(value) for value in changed] == [np.ndarray, list, dict]
