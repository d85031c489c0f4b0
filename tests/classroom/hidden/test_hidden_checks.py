import numpy as np
import pytest

from course_utils.checks.properties import Wrong
from course_utils.checks.report import try_properties
from course_utils.classroom.hidden.hidden_checks import (
    HiddenCheck,
    Raised,
    difference,
    generator,
    hidden_property,
)
from course_utils.graded import graded


def draw(rng):
    yield (int(rng.integers(10**6, 10**7)),)
    yield (int(rng.integers(10**6, 10**7)),)


@graded(points=6)
def double(number):
    return 2 * number


CHECK = HiddenCheck("Hidden: other numbers", draw)
PROPERTY = hidden_property("double", double, CHECK, [7])


def report(function):
    return try_properties(function, [PROPERTY])


def test_a_right_answer_gets_its_points():
    assert report(lambda number: number + number).earned == 3


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda number: number, "the values are not right"),
        (lambda number: [2 * number], "another shape"),
        (lambda number: str(2 * number), "another type"),
        (lambda number: None, "end it with `return`"),
    ],
)
def test_a_wrong_answer_is_told_the_kind_of_difference(function, says):
    assert says in str(report(function))


def drawn_numbers():
    return [str(arguments[0]) for arguments in draw(generator([7], "double"))]


def raises_its_argument(number):
    raise ValueError(f"I was given {number}")


def raises_a_class_of_its_own(number):
    raise type(f"Was{number}", (KeyError,), {})()


def raises_what_checks_raise(number):
    raise Wrong(f"I was given {number}", str(number))


def hides_it_in_what_is_not_written(number):
    raise NotImplementedError(str(number))


def exits_with_it(number):
    raise SystemExit(number)


@pytest.mark.parametrize(
    "function",
    [
        lambda number: number,
        raises_its_argument,
        raises_a_class_of_its_own,
        raises_what_checks_raise,
        hides_it_in_what_is_not_written,
        exits_with_it,
    ],
)
def test_neither_inputs_nor_answers_are_told(function):
    text = str(report(function))
    assert report(function).earned == 0
    assert not [n for n in drawn_numbers() if n in text or str(2 * int(n)) in text]


def test_an_error_is_told_by_its_built_in_class():
    assert "your function raised ValueError" in str(report(raises_its_argument))
    assert "your function raised KeyError" in str(report(raises_a_class_of_its_own))


def test_observing_can_count_on_an_error():
    def observe(function, number):
        try:
            return function(number)
        except Raised as raised:
            return raised.error

    check = HiddenCheck("Hidden: errors", draw, observe)
    assert try_properties(raises_its_argument, [hidden_property("f", double, check, [7])])
    with pytest.raises(Wrong, match="another"):
        hidden_property("f", double, check, [7]).test(raises_its_argument)


class LostError(BaseException):
    """As `KernelLost` is."""


def test_errors_of_the_grader_are_no_wrong_answer():
    def lose(number):
        raise LostError

    with pytest.raises(LostError):
        PROPERTY.test(lose)


def test_a_function_may_change_its_arguments_without_changing_the_answer():
    def draw_lists(rng):
        yield (rng.integers(9, size=5).tolist(),)

    @graded(points=2)
    def last(numbers):
        return numbers[-1]

    def pop(numbers):
        return numbers.pop()

    prop = hidden_property("last", last, HiddenCheck("Hidden: lists", draw_lists), [7])
    assert [try_properties(pop, [prop]).earned for _ in range(2)] == [1, 1]


def test_the_seed_and_the_name_decide():
    def number(seed, name):
        return generator(seed, name).random()

    assert number([1, 2], "f") == number([1, 2], "f")
    assert len({number(seed, name) for seed in ([1], [2], [1, 2], [12]) for name in "fg"}) == 8


def test_a_difference_within_a_tuple_is_that_of_its_wrong_part():
    given, expected = (np.ones(3) + 1e-9, "a"), (np.ones(3), "b")
    assert difference(given, expected, within=1e-6) == ("on other inputs, the values are not right")
    assert "not as many things" in difference((1,), (1, 2))
