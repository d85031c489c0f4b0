import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

pytest.importorskip("nbgrader")
from course_utils.classroom.editions.classroom_edition import source_notebook
from course_utils.classroom.grading.cells import grade_id
from course_utils.classroom.grading.restoring import restored
from course_utils.folders import repository


@pytest.fixture(scope="module")
def source():
    path = repository() / "notebooks" / "01_wavenet_data.ipynb"
    return source_notebook(nbformat.read(path, as_version=4), repository())


@pytest.fixture
def submission(source):
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


def test_answers_are_kept_as_they_are(submission, source):
    given = restored(submission, source)
    nbformat.validate(given)
    assert names(given) == names(source)
    assert find(given, "to_mono").source == "def to_mono(audio):\n    return 1"


def test_given_cells_and_points_come_back(submission, source):
    name = grade_id(first_given(submission))
    find(submission, name).source = "changed"
    find(submission, "check_to_mono").source = "print('passed')"
    find(submission, "check_to_mono").metadata["nbgrader"]["points"] = 1_000
    given = restored(submission, source)
    assert find(given, name).source == find(source, name).source
    assert find(given, "check_to_mono").source == "check(to_mono)"
    assert find(given, "check_to_mono").metadata == find(source, "check_to_mono").metadata


def test_deleted_cells_come_back_but_for_answers(submission, source):
    submission.cells = [cell for cell in submission.cells if "to_mono" not in grade_id(cell)]
    given = restored(submission, source)
    assert names(given) == [name for name in names(source) if name != "to_mono"]
    assert "def to_mono" not in "".join(cell.source for cell in given.cells)


def test_moved_cells_go_back(submission, source):
    submission.cells.reverse()
    assert names(restored(submission, source)) == names(source)


def test_own_cells_stay_behind_the_cell_that_they_stood_behind(submission, source):
    place = names(submission).index("to_mono")
    submission.cells[place + 1 : place + 1] = [new_code_cell("x = 1"), new_raw_cell("<b>")]
    given = restored(submission, source)
    assert [cell.source for cell in given.cells[place + 1 : place + 3]] == ["x = 1", "<b>"]
    assert given.cells[place + 2].cell_type == "markdown"
    assert names(given)[place + 1 : place + 3] == ["", ""]


def test_of_copies_the_first_is_the_answer(submission, source):
    again = copy.deepcopy(find(submission, "to_mono"))
    again.source = "def to_mono(audio):\n    return 2"
    submission.cells.append(again)
    given = restored(submission, source)
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
def test_forged_metadata_are_dropped(submission, source, metadata):
    submission.cells.append(new_markdown_cell("mine", metadata=metadata))
    given = restored(submission, source)
    assert given.cells[-1].source == "mine"
    assert given.cells[-1].metadata == {}
    assert given.metadata == source.metadata


def test_cells_without_text_are_dropped(submission, source):
    submission.cells.append(nbformat.from_dict({"cell_type": "code", "source": 7}))
    submission.cells.append(nbformat.from_dict({"cell_type": "code"}))
    assert names(restored(submission, source)) == names(source)


def test_an_answer_in_a_text_cell_is_code_again(submission, source):
    find(submission, "to_mono").cell_type = "markdown"
    assert find(restored(submission, source), "to_mono").cell_type == "code"
