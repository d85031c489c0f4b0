import ast

import numpy as np
import pytest

from course_utils.classroom.exercises import imported_exercise, read_exercises
from course_utils.commands.solution import all_references

MODULE = '''
from course_utils.graded import graded

@graded(points=2)
def double(number):
    """Doubles."""
    # add it to itself
    ### BEGIN SOLUTION
    return number + number
    ### END SOLUTION

def helper():
    return 1
'''


@pytest.fixture
def repository(tmp_path):
    package = tmp_path / "course_utils" / "chapter"
    package.mkdir(parents=True)
    (package / "data.py").write_text(MODULE, "utf-8")
    return tmp_path


def test_only_graded_functions_are_read(repository):
    found = read_exercises(repository / "course_utils" / "chapter" / "data.py")
    assert list(found) == ["double"]
    assert found["double"].points == 2


def test_the_stub_keeps_what_is_given(repository):
    stub = read_exercises(repository / "course_utils" / "chapter" / "data.py")["double"].stub
    assert '"""Doubles."""\n    # add it to itself\n    # YOUR CODE HERE' in stub
    assert "number + number" not in stub
    assert "SOLUTION" not in stub
    names = {}
    exec(stub, names)
    with pytest.raises(NotImplementedError):
        names["double"](2)


def test_the_reference_has_the_solution_without_markers(repository):
    reference = read_exercises(repository / "course_utils" / "chapter" / "data.py")
    assert reference["double"].reference.endswith("    return number + number\n")
    assert "SOLUTION" not in reference["double"].reference


@pytest.mark.parametrize("missing", ["### BEGIN SOLUTION", "### END SOLUTION"])
def test_markers_come_in_pairs(repository, missing):
    file = repository / "course_utils" / "chapter" / "data.py"
    file.write_text(MODULE.replace(missing, "pass"), "utf-8")
    with pytest.raises(ValueError, match=r"data\.py: double"):
        read_exercises(file)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("from course_utils.chapter.data import double", "double"),
        ("from course_utils.chapter.data import helper", None),
        ("from course_utils.chapter.data import double, helper", None),
        ("from course_utils.other import double", None),
        ("import course_utils", None),
        ("%matplotlib inline", None),
        ("x = 1", None),
    ],
)
def test_an_exercise_cell_is_one_import_of_a_graded_function(repository, cell, name):
    found = imported_exercise(cell, repository)
    assert (found and found.name) == name


@pytest.mark.parametrize("exercise", all_references().values(), ids=lambda e: e.name)
def test_every_stub_and_reference_of_the_course_runs_with_numpy_alone(exercise):
    for text in (exercise.stub, exercise.reference):
        ast.parse(text)
        exec(text, {"np": np})
