import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from course_utils.classroom.grading.cells import Cell, graded_cells
from course_utils.classroom.sandbox.sandbox import Limits

pytest.importorskip("nbgrader")
from course_utils.classroom.editions.classroom_edition import source_notebook
from course_utils.classroom.grading.cells import grade_id, restored
from course_utils.folders import repository


def cell(source, grade_id=None, kind="code", **flags):
    made = (nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell)(source)
    if grade_id:
        made.metadata["nbgrader"] = {"grade_id": grade_id, **flags}
    return made


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


GIVEN = """
import numpy as np
from a.b import slow, quick as fast, unused

DATA = slow(10)

def helper(x):
    return fast(x)

def lonely():
    pass
"""
SOURCE = notebook(
    cell("# Title", "title", "markdown", locked=True),
    cell(GIVEN, "given", locked=True),
    cell("def double(x):\n    raise NotImplementedError()", "double", solution=True),
    cell("check(double)", "check_double", grade=True, locked=True, points=3),
    cell("%matplotlib inline\nprint(double(2))", "example", locked=True),
    cell("def triple(x):\n    raise NotImplementedError()", "triple", solution=True),
)


def submission(**answers):
    copy = nbformat.from_dict(SOURCE)
    for made in copy.cells:
        made.source = answers.get(made.metadata.nbgrader.grade_id, made.source)
    return copy


def sources(cells):
    return [made.source for made in cells]


def test_answers_are_whole_and_of_the_given_cells_only_what_they_need():
    found = graded_cells(submission(double="def double(x):\n    return helper(x) * np.e"), SOURCE)
    assert [(made.id, made.kind) for made in found] == [
        ("given", "given"),
        ("double", "solution"),
        ("triple", "solution"),
    ]
    names = {}
    given = found[0].source
    assert given.startswith("import numpy as np\nfrom a.b import quick as fast\ndef helper")
    for unneeded in ("slow", "unused", "DATA", "lonely"):
        assert unneeded not in given
    assert found[1].source.endswith("return helper(x) * np.e")
    exec(given.replace("from a.b import quick as fast", ""), names)
    assert callable(names["helper"])


def test_nothing_is_imported_for_an_answer_that_names_nothing():
    found = graded_cells(submission(), SOURCE)
    assert [made.kind for made in found] == ["solution", "solution"]


def test_given_cells_are_the_courses_whatever_was_submitted():
    edited = submission(given="import numpy\ndef helper(x): return 'mine'", double="helper; np")
    assert "mine" not in str(graded_cells(edited, SOURCE))
    edited.cells = [made for made in edited.cells if made.metadata.nbgrader.grade_id != "given"]
    assert "return fast(x)" in graded_cells(edited, SOURCE)[0].source


def test_a_students_own_cells_stay_behind_the_cell_that_they_follow():
    copy = submission()
    copy.cells.insert(3, cell("after = 'double'"))
    copy.cells.insert(0, cell("%pip install everything"))
    copy.cells.append(cell("# text", kind="markdown"))
    copy.cells.append(cell("  "))
    assert sources(graded_cells(copy, SOURCE)) == [
        "%pip install everything",
        SOURCE.cells[2].source,
        "after = 'double'",
        SOURCE.cells[5].source,
    ]


def test_of_copied_cells_the_first_is_the_answer():
    copy = submission(double="first")
    copy.cells.insert(3, cell("second", "double", solution=True))
    found = graded_cells(copy, SOURCE)
    assert [(made.source, made.kind) for made in found[:2]] == [
        ("first", "solution"),
        ("second", "extra"),
    ]


def test_what_another_version_of_the_course_gave_never_runs():
    copy = submission()
    copy.cells.insert(3, cell("train()", "given_before", locked=True))
    copy.cells.append(cell("older = 1", "triple_before", solution=True))
    assert "train()" not in sources(graded_cells(copy, SOURCE))
    assert "older = 1" in sources(graded_cells(copy, SOURCE))


def test_an_answer_to_an_exercise_that_is_gone_still_serves_the_answers_after_it():
    copy = submission(triple="def triple(x):\n    return gone(x) + x")
    copy.cells.insert(5, cell("def gone(x):\n    return 2 * x", "gone", solution=True))
    copy.cells.insert(6, cell("check(gone)", "check_gone", grade=True, locked=True, points=3))
    found, names = graded_cells(copy, SOURCE), {}
    assert [(made.kind, made.source.split("(")[0]) for made in found] == [
        ("solution", "def double"),
        ("extra", "def gone"),
        ("solution", "def triple"),
    ]
    exec("\n".join(sources(found)), names)
    assert names["triple"](2) == 6


def test_cells_of_points_never_run():
    edited = submission(check_double="steal()")
    edited.cells[3].metadata.nbgrader.points = 99
    assert "steal()" not in sources(graded_cells(edited, SOURCE))


def test_a_deleted_answer_and_one_made_text_are_not_there():
    copy = submission()
    copy.cells[2].cell_type = "markdown"
    del copy.cells[5]
    assert graded_cells(copy, SOURCE) == []


@pytest.mark.parametrize("metadata", ["text", ["list"], None, {"grade_id": 5}, {"grade_id": []}])
def test_damaged_metadata_make_a_cell_the_students_own(metadata):
    copy = submission()
    copy.cells[2].metadata["nbgrader"] = metadata
    found = graded_cells(copy, SOURCE)
    assert found[0] == Cell(copy.cells[2].id, SOURCE.cells[2].source, "extra")


def test_a_star_import_is_always_kept():
    source = notebook(cell("from math import *", "given"))
    assert sources(graded_cells(notebook(), source)) == ["from math import *"]


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match="call_s is above 0, got 0"):
        Limits(call_s=0)


@pytest.fixture(scope="module")
def source():
    path = repository() / "notebooks" / "01_wavenet_data.ipynb"
    return source_notebook(nbformat.read(path, as_version=4), repository())


@pytest.fixture
def handed_in(source):
    handed_in = copy.deepcopy(source)
    find(handed_in, "to_mono").source = "def to_mono(audio):\n    return 1"
    return handed_in


def find(notebook, name):
    (cell,) = [cell for cell in notebook.cells if grade_id(cell) == name]
    return cell


def names(notebook):
    return [grade_id(cell) for cell in notebook.cells]


def first_given(notebook):
    return next(cell for cell in notebook.cells if grade_id(cell).startswith("given_"))


def test_answers_are_kept_as_they_are(handed_in, source):
    given = restored(handed_in, source)
    nbformat.validate(given)
    assert names(given) == names(source)
    assert find(given, "to_mono").source == "def to_mono(audio):\n    return 1"


def test_given_cells_and_points_come_back(handed_in, source):
    name = grade_id(first_given(handed_in))
    find(handed_in, name).source = "changed"
    find(handed_in, "check_to_mono").source = "print('passed')"
    find(handed_in, "check_to_mono").metadata["nbgrader"]["points"] = 1_000
    given = restored(handed_in, source)
    assert find(given, name).source == find(source, name).source
    assert find(given, "check_to_mono").source == "check(to_mono)"
    assert find(given, "check_to_mono").metadata == find(source, "check_to_mono").metadata


def test_deleted_cells_come_back_but_for_answers(handed_in, source):
    handed_in.cells = [cell for cell in handed_in.cells if "to_mono" not in grade_id(cell)]
    given = restored(handed_in, source)
    assert names(given) == [name for name in names(source) if name != "to_mono"]
    assert "def to_mono" not in "".join(cell.source for cell in given.cells)


def test_moved_cells_go_back(handed_in, source):
    handed_in.cells.reverse()
    assert names(restored(handed_in, source)) == names(source)


def test_own_cells_stay_behind_the_cell_that_they_stood_behind(handed_in, source):
    place = names(handed_in).index("to_mono")
    handed_in.cells[place + 1 : place + 1] = [new_code_cell("x = 1"), new_raw_cell("<b>")]
    given = restored(handed_in, source)
    assert [cell.source for cell in given.cells[place + 1 : place + 3]] == ["x = 1", "<b>"]
    assert given.cells[place + 2].cell_type == "markdown"
    assert names(given)[place + 1 : place + 3] == ["", ""]


def test_of_copies_the_first_is_the_answer(handed_in, source):
    again = copy.deepcopy(find(handed_in, "to_mono"))
    again.source = "def to_mono(audio):\n    return 2"
    handed_in.cells.append(again)
    given = restored(handed_in, source)
    assert find(given, "to_mono").source.endswith("return 1")
    assert given.cells[-1].source.endswith("return 2")
    assert given.cells[-1].metadata == {}


@pytest.mark.parametrize(
    "metadata",
    [
        {"nbgrader": {"grade_id": "extra", "grade": True, "points": 100, "solution": False}},
        {"nbgrader": {"grade_id": ["to_mono"]}},
        {"nbgrader": "to_mono"},
        {"nbgrader": {}},
        {"tags": ["hide"], "editable": False},
    ],
)
def test_forged_metadata_are_dropped(handed_in, source, metadata):
    handed_in.cells.append(new_markdown_cell("mine", metadata=metadata))
    given = restored(handed_in, source)
    assert given.cells[-1].source == "mine"
    assert given.cells[-1].metadata == {}
    assert given.metadata == source.metadata


def test_cells_without_text_are_dropped(handed_in, source):
    handed_in.cells.append(nbformat.from_dict({"cell_type": "code", "source": 7}))
    handed_in.cells.append(nbformat.from_dict({"cell_type": "code"}))
    assert names(restored(handed_in, source)) == names(source)


def test_an_answer_in_a_text_cell_is_code_again(handed_in, source):
    find(handed_in, "to_mono").cell_type = "markdown"
    assert find(restored(handed_in, source), "to_mono").cell_type == "code"
