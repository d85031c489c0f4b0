import nbformat
import pytest

from course_utils.classroom.grading.cells import Cell, graded_cells
from course_utils.classroom.sandbox.sandbox import Limits


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
