"""Nonsense earns nothing, whatever its shape.

A property of types, shapes or arguments that stay as they were looks at the values too: its point
is for a function that does its work. One right answer given to every question earns at most the
point of the property that it was learned from.
"""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from course_utils.checks.tensors import tensor
from tests.classroom.hidden.hidden_runs import references

EXERCISES = all_exercises()
CONSTANTS = [
    *(None, "text", "", 0, 1, 7, np.nan, True, object()),
    *((), (1, 2), (1, 2, 3), [[]], [None], [[None]], {}, ([], []), np.zeros(3), np.ones((2, 3))),
    *((None, None), (None, None, None), [1, 2, 3], [[1.0, 2.0], [3.0]], np.zeros(0)),
]
# Their answers are networks, sounds, scores, pieces or counts, in which no numbers can be replaced,
# or what they give to others is looked at.
NO_NUMBERS = {
    "build_date_translator",
    "build_trigger_detector",
    "build_wavenet",
    "chime_on_activate",
    "corpus_bleu",
    "create_training_example",
    "insert_audio_clip",
    "ngram_counts",
    "residual_block",
    "sentence_bleu",
    "translate_date",
}


def the_first_argument(_, arguments):
    return arguments[0]


def the_last_argument(_, arguments):
    return arguments[-1]


def all_arguments(_, arguments):
    return tuple(arguments)


def zeros_like_the_first_argument(_, arguments):
    return _numbers_like(arguments[0], np.zeros)


def right_shapes_of_zeros(right, _):
    return _numbers_like(right(), np.zeros)


def right_shapes_of_ones(right, _):
    return _numbers_like(right(), np.ones)


def right_shapes_of_noise(right, _):
    return _numbers_like(right(), np.random.default_rng(0).random)


def _numbers_like(value, numbers):
    """The same shapes and types with other numbers, and with empty texts."""
    if isinstance(value, (tuple, list)):
        parts = [_numbers_like(part, numbers) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if isinstance(value, (np.ndarray, np.number)):
        return np.asarray(numbers(np.shape(value))).astype(value.dtype)
    if isinstance(value, keras.KerasTensor):  # in a network that is being built
        return keras.ops.zeros_like(value) + float(numbers(()))
    if keras.ops.is_tensor(value):
        return tensor(numbers(value.shape))
    if isinstance(value, str):
        return ""
    return type(value)(numbers(())) if isinstance(value, (bool, int, float)) else value


def report_of(name, answer):
    def function(*arguments, **named):
        def right():
            return references()[name](*arguments, **named)

        return answer(right, [*arguments, *named.values()])

    function.__name__ = name
    return try_properties(function, EXERCISES[name])


@pytest.mark.parametrize("name", EXERCISES)
def test_a_constant_earns_nothing(name):
    for constant in CONSTANTS:
        report = report_of(name, lambda *_, constant=constant: constant)
        assert report.earned == 0, f"{constant!r}: {report}"
        assert "your function raised" not in str(report)  # a check must not fall over it


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "answer", [the_first_argument, the_last_argument, all_arguments, zeros_like_the_first_argument]
)
def test_the_arguments_given_back_earn_nothing(name, answer):
    if name == "chime_on_activate" and answer is all_arguments:
        answer = the_first_argument  # NumPy would read the sound millisecond by millisecond
    report = report_of(name, answer)
    assert report.earned == 0, str(report)


def emptied(_, arguments):
    """The first argument, after all of them were made to hold nothing but zeros."""
    for argument in arguments:
        if isinstance(argument, np.ndarray) and argument.flags.writeable:
            argument[...] = 0
        elif isinstance(argument, (list, dict)):
            argument.clear()
    return arguments[0]


@pytest.mark.filterwarnings("ignore")  # NumPy divides by nothing
@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_expected_does_not_come_from_emptied_arguments(name):
    report = report_of(name, emptied)
    assert report.earned == 0, str(report)


@pytest.mark.filterwarnings("ignore")  # NumPy finds wrong numbers too
@pytest.mark.parametrize("name", [name for name in EXERCISES if name not in NO_NUMBERS])
@pytest.mark.parametrize(
    "answer", [right_shapes_of_zeros, right_shapes_of_ones, right_shapes_of_noise]
)
def test_other_numbers_of_the_right_shapes_earn_nothing(name, answer):
    report = report_of(name, answer)
    assert report.earned == 0, str(report)


@pytest.mark.parametrize("name", [name for name in EXERCISES if not name.startswith("build_")])
def test_one_right_answer_for_ever_earns_at_most_a_point(name):
    learned = []

    def first_answer(right, _):
        learned[:] = learned or [right()]
        return learned[0]

    report = report_of(name, first_answer)
    assert report.earned <= 1, str(report)
