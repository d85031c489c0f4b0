"""A right answer, however it is written, gets all points, also those of the hidden check."""

import importlib
import pkgutil

import pytest

from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from tests import right_answers
from tests.classroom.hidden.hidden_runs import mistake

MODULES = [
    importlib.import_module(f"{right_answers.__name__}.{module.name}")
    for module in pkgutil.iter_modules(right_answers.__path__)
]
ANSWERS = [answer for module in MODULES for answer in module.ANSWERS]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda a: f"{a.exercise}-{a.function.description}")
def test_it_gets_all_points(answer):
    report = try_properties(answer.function, all_exercises()[answer.exercise])
    assert report.earned == report.possible, str(report)
    assert mistake(answer.exercise, answer.function) is None
