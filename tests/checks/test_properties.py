import numpy as np
import pytest

from course_utils.checks.properties import (
    Wrong,
    describe,
    expect,
    expect_type,
    expect_unchanged,
    explained,
    same,
)


def test_a_right_value_passes():
    expect(np.array([1, 2], np.uint8), [1, 2], "wrong")
    expect((np.ones(2), "a"), ([1, 1], "a"), "wrong")
    expect(np.array([1.0001]), [1], "wrong", within=0.001)


def test_a_known_mistake_gets_its_own_words():
    with pytest.raises(Wrong) as caught:
        expect([0, 127], [0, 128], "otherwise", [([0, 127], "cut off"), ([0, 0], "zero")])
    assert caught.value.mistake == "cut off"
    assert caught.value.given == "[0, 127]"
    assert caught.value.expected == "[0, 128]"


def shown(given, expected, within=0):
    with pytest.raises(Wrong) as caught:
        expect(given, expected, "wrong", within=within)
    return caught.value.given, caught.value.expected


def test_of_long_arrays_the_first_place_that_differs_is_shown():
    right = np.zeros((1, 1375), np.float32)
    right[0, 14:64] = 1
    assert shown(np.zeros((1, 1375)), right) == (
        "0 at [0, 14], the first of 50 places that differ",
        "1 at [0, 14]",
    )
    near = right + 1e-9
    near[0, 1374] = 2
    assert shown(near, right, within=1e-6) == (
        "2 at [0, 1374], the only place that differs",
        "0 at [0, 1374]",
    )
    assert shown(list(range(50)), [*range(49), 0]) == (
        "49 at [49], the only place that differs",
        "0 at [49]",
    )
    assert shown((1, np.ones(20)), (1, np.zeros(20)))[1] == "1, 0 at [0]"


def test_numbers_that_differ_late_are_shown_in_all_digits():
    assert shown(np.array([0.1]), np.array([0.1 + 1e-12])) == (
        "[0.10000000000000001]",
        "[0.10000000000100001]",
    )
    given = np.full(20, 0.1)
    assert shown(given, given + 1e-12)[0].startswith("0.10000000000000001 at [0], the first of 20")


def test_an_unknown_mistake_gets_the_other_words():
    with pytest.raises(Wrong, match="otherwise"):
        expect([5], [0], "otherwise", [([1], "one")])


@pytest.mark.parametrize("given", [None, "text", [1, [2, 3]], {}, object(), [1], np.ones((2, 1))])
def test_values_of_any_kind_are_only_wrong(given):
    with pytest.raises(Wrong):
        expect(given, [1, 2], "wrong", [([2, 1], "swapped")], within=0.1)


def test_nothing_given_is_told():
    with pytest.raises(Wrong, match="return"):
        expect(None, 1, "wrong")


def test_an_object_that_claims_equality_is_not_believed_beside_an_array():
    class Liar:
        def __eq__(self, other):
            return True

        __hash__ = None

    assert not same(Liar(), np.array([1, 2]))


def test_types():
    expect_type(np.zeros(1, np.uint8), np.uint8, "wrong")
    with pytest.raises(Wrong) as caught:
        expect_type([0], np.uint8, "bytes please")
    assert (caught.value.given, caught.value.expected) == ("list", "uint8")


def test_changed_arguments_are_seen():
    expect_unchanged(sorted, [2, 1])
    with pytest.raises(Wrong, match="changes its argument") as caught:
        expect_unchanged(list.sort, [2, 1])
    assert (caught.value.given, caught.value.expected) == ("[1, 2]", "[2, 1]")


def test_an_error_is_explained_by_what_it_says():
    error = ValueError("not enough values to unpack")
    told = explained(error, {"other": "no", "to unpack": "give three"})
    assert (told.mistake, told.given) == ("give three", "ValueError: not enough values to unpack")
    assert explained(error, {"other": "no"}) is error


def test_descriptions_are_short():
    assert describe(np.array([0.123456789, 1])) == "[0.1234568, 1]"
    assert describe(np.zeros((100, 2), int)) == "[0, 0, 0, 0, ...] of shape (100, 2)"
    assert len(describe("x" * 1000)) <= 100
    assert describe((np.int64(3), np.float32(0.1), 1 / 3, 1.0)) == "3, 0.1, 0.3333333, 1.0"
    assert describe(object()) == "an object object"
