import ast
import builtins
import re
import symtable

import nbformat
import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.classroom.editions.exercises import imported_exercise, read_exercises
from course_utils.commands.solution import all_references
from course_utils.folders import repository as course

NOTEBOOKS = sorted((course() / "notebooks").glob("*.ipynb"))

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
def test_every_stub_and_reference_of_the_course_runs_with_numpy_and_keras_alone(exercise):
    for text in (exercise.stub, exercise.reference):
        ast.parse(text)
        exec(text, {"np": np, "keras": keras})


def names_looked_up(source):
    """Names that Python source takes from around it: what it neither binds nor has built in."""
    tables = [symtable.symtable(source, "cell", "exec")]
    names = {s.get_name() for s in tables[0].get_symbols() if s.is_referenced()}
    while tables:
        children = tables.pop().get_children()
        names |= {s.get_name() for c in children for s in c.get_symbols() if s.is_global()}
        tables += children
    return names - names_bound(source) - set(dir(builtins))


def names_bound(source):
    symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(x):\n    return g(x) + len(x)", {"g"}),
        ("def f(x: np.ndarray):\n    y = x\n    return [y + z for z in x]", {"np"}),
        ("def f(x):\n    return lambda: f(x) + h", {"h"}),
        ("x = 1\ny = x", set()),
    ],
)
def test_names_from_around_are_found(source, names):
    assert names_looked_up(source) == names


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_knows_what_its_exercises_use_by_the_time_they_come(notebook):
    known, missing = set(), {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        exercise = imported_exercise(cell.source, course())
        if exercise:
            texts = (exercise.stub, exercise.reference)
            missing[exercise.name] = set.union(*map(names_looked_up, texts)) - known
        known |= names_bound(cell.source)
    assert {name: names for name, names in missing.items() if names} == {}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_function_that_a_notebook_checks_is_an_exercise_in_it(notebook):
    cells = [c for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code"]
    found = [imported_exercise(cell.source, course()) for cell in cells]
    checked = [name for cell in cells for name in re.findall(r"^check\((\w+)\)", cell.source, re.M)]
    assert [exercise.name for exercise in found if exercise] == checked
