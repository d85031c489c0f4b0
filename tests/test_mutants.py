"""Every wrong answer is rejected, and by the words meant for it."""

import importlib
import pkgutil
from collections import Counter

import pytest

from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from tests import mutants


def _all_mutants():
    modules = pkgutil.walk_packages(mutants.__path__, f"{mutants.__name__}.")
    loaded = [importlib.import_module(module.name) for module in modules]
    return [m for module in loaded for m in getattr(module, "MUTANTS", [])]


MUTANTS = _all_mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.exercise}-{m.function.description}")
def test_its_first_cross_says_what_is_wrong(mutant):
    report = try_properties(mutant.function, all_exercises()[mutant.exercise])
    crosses = [outcome.wrong for outcome in report.outcomes if outcome.wrong]
    assert crosses, "accepted"
    assert mutant.says in crosses[0].mistake


def test_every_exercise_has_five():
    counts = Counter(mutant.exercise for mutant in MUTANTS)
    assert set(counts) == set(all_exercises())
    assert min(counts.values()) >= 5
