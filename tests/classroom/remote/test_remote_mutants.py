"""A function in another process gets the table that it gets here: each reference, each mutant."""

import importlib
import pkgutil

import pytest

from course_utils.checks.report import try_properties
from course_utils.classroom.editions.exercises import read_exercises
from course_utils.classroom.sandbox.sandbox import Limits
from tests import mutants
from tests.classroom.remote.kernels import ROOT, open_kernel

NOTEBOOKS = [module.name for module in pkgutil.iter_modules(mutants.__path__)]
PATIENT = Limits(call_s=120, cell_s=300, memory_mb=4096)


@pytest.fixture(scope="module")
def kernel():
    kernel = open_kernel(PATIENT)
    yield kernel
    kernel.close()


def exercises_of(notebook):
    return importlib.import_module(f"course_utils.checks.{notebook}").EXERCISES


def there(kernel, name, definition, properties):
    """The table of a function that a line of code defines in the other process."""
    assert kernel.run_cell(f"{name} = {definition}").error == ""
    reports = []
    for tried in properties:
        kernel.begin()
        reports += try_properties(kernel.function(name), [tried]).outcomes
    return shown(reports)


def shown(outcomes):
    """Which properties do not hold, and the words of the first."""
    crosses = [outcome for outcome in outcomes if outcome.wrong]
    return [outcome.title for outcome in crosses], crosses[0].wrong.mistake if crosses else None


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_reference_gets_all_points(kernel, notebook):
    modules = {
        name: module.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for module in (ROOT / "course_utils").rglob("*.py")
        for name in read_exercises(module)
    }
    for name, properties in exercises_of(notebook).items():
        reference = f"__import__('{modules[name]}', fromlist=['']).{name}"
        assert there(kernel, name, reference, properties) == ([], None), name


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_mutant_gets_the_table_that_it_gets_here(kernel, notebook):
    package = importlib.import_module(f"{mutants.__name__}.{notebook}")
    exercises = exercises_of(notebook)
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for i, mutant in enumerate(module.MUTANTS):
            name = mutant.exercise
            here = shown(try_properties(mutant.function, exercises[name]).outcomes)
            definition = f"__import__('{found.name}', fromlist=['']).MUTANTS[{i}].function"
            given = there(kernel, name, definition, exercises[name])
            assert given == here, f"{name}: {mutant.function.description}"
