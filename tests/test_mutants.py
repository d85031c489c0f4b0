"""Every wrong answer is rejected by the words meant for it, here and in another process.

There functions are graded: their table must be the one that a student sees.
"""

import os
import sys
from collections import Counter

import pytest

from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from course_utils.classroom.sandbox.sandbox import Limits
from tests.classroom.remote.kernels import open_kernel
from tests.mutants import modules_with_mutants
from tests.time_limits import limit_s

ON_JAX = os.environ.get("KERAS_BACKEND") == "jax"


def differs_by_backend(module):
    """Whether the wrong answers of a module call Keras."""
    return hasattr(sys.modules[module], "keras")


# Each wrong answer, with the expression that gives its function in another process.
MUTANTS = [
    pytest.param(
        mutant,
        f"__import__({module!r}, fromlist=['']).MUTANTS[{i}].function",
        id=f"{module.split('.')[2]}-{mutant.exercise}-{mutant.function.description}",
    )
    for module, mutants in modules_with_mutants().items()
    if differs_by_backend(module) or not ON_JAX
    for i, mutant in enumerate(mutants)
]


@pytest.fixture(scope="module")
def kernel():
    """Another process; none with JAX, where grading does not differ."""
    if ON_JAX:
        yield None
        return
    limits = Limits(call_s=limit_s(60), cell_s=limit_s(300), memory_mb=4096)
    kernel = open_kernel(limits)
    yield kernel
    kernel.close()


def there(kernel, name, definition, properties):
    """The outcomes of a function that a line of code defines in the other process."""
    assert kernel.run_cell(f"{name} = {definition}").error == ""
    outcomes = []
    for tried in properties:
        kernel.begin()
        outcomes += try_properties(kernel.function(name), [tried]).outcomes
    return outcomes


def shown(outcomes):
    """Which properties do not hold, and the words of the first."""
    crosses = [outcome for outcome in outcomes if outcome.wrong]
    return [outcome.title for outcome in crosses], crosses[0].wrong.mistake if crosses else None


@pytest.mark.filterwarnings("ignore")  # NumPy and Keras find mistakes too
@pytest.mark.parametrize(("mutant", "definition"), MUTANTS)
def test_its_first_cross_says_what_is_wrong(mutant, definition, kernel):
    properties = all_exercises()[mutant.exercise]
    here = shown(try_properties(mutant.function, properties).outcomes)
    assert here[0], "accepted"
    assert mutant.says in here[1]
    if kernel is not None:
        assert shown(there(kernel, mutant.exercise, definition, properties)) == here


def test_every_exercise_has_five():
    counts = Counter(one.exercise for mutants in modules_with_mutants().values() for one in mutants)
    assert set(counts) == set(all_exercises())
    assert min(counts.values()) >= 5
