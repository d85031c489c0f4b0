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


def crosses(name, function):
    """Each property of an exercise that does not hold, and what is said of it.

    Args:
        name: Of the exercise.
        function: Gives the wrong answer, anew for each property.
    """
    for tried in all_exercises()[name]:
        (outcome,) = try_properties(function(), [tried]).outcomes
        if outcome.wrong:
            yield outcome.title, outcome.wrong.mistake


@pytest.mark.filterwarnings("ignore")  # NumPy and Keras find mistakes too
@pytest.mark.parametrize(("mutant", "definition"), MUTANTS)
def test_its_first_cross_says_what_is_wrong(mutant, definition, kernel):
    name = mutant.exercise
    here = crosses(name, lambda: mutant.function)
    first = next(here, None)
    assert first, "accepted"
    assert mutant.says in first[1]
    if kernel is None:
        return
    assert kernel.run_cell(f"{name} = {definition}").error == ""

    def function():
        kernel.begin()
        return kernel.function(name)

    there = crosses(name, function)
    assert next(there, None) == first
    if not name.startswith("build_"):  # each property builds a network, a fifth of a second
        assert [title for title, _ in there] == [title for title, _ in here]


def test_every_exercise_has_five():
    counts = Counter(one.exercise for mutants in modules_with_mutants().values() for one in mutants)
    assert set(counts) == set(all_exercises())
    assert min(counts.values()) >= 5
