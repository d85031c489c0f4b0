import nbformat
import pytest

from course_utils.classroom.editions.classroom_edition import hidden_points, source_notebook
from course_utils.classroom.editions.exercises import BEGIN
from course_utils.folders import repository

NOTEBOOKS = sorted((repository() / "notebooks").glob("*.ipynb"))


def marks(cell):
    return cell.metadata["nbgrader"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem, scope="module")
def source(request):
    return source_notebook(nbformat.read(request.param, as_version=4), repository())


def test_it_is_a_notebook_without_outputs(source):
    nbformat.validate(source)
    assert not any(cell.get("outputs") for cell in source.cells)
    assert "widgets" not in source.metadata


def test_every_cell_is_named_once_and_is_a_solution_a_check_or_given(source):
    names = [marks(cell)["grade_id"] for cell in source.cells]
    assert len(set(names)) == len(names)
    for cell in source.cells:
        kind = marks(cell)
        assert (kind["solution"], kind["grade"], kind["locked"]) in {
            (True, False, False),
            (False, True, True),
            (False, False, True),
        }


def test_each_exercise_is_a_solution_cell_followed_by_its_check(source):
    exercises = dict(source.metadata["course"]["exercises"])
    names = [marks(cell)["grade_id"] for cell in source.cells]
    cells = dict(zip(names, source.cells, strict=True))
    assert exercises
    for name, points in exercises.items():
        assert names.index(name) < names.index(f"check_{name}")
        assert cells[name].source.startswith(f"def {name}(")
        assert BEGIN in cells[name].source
        assert marks(cells[f"check_{name}"])["points"] == points + hidden_points(points)
    n_solutions = sum(marks(cell)["solution"] for cell in source.cells)
    assert n_solutions == len(exercises)


def test_the_notebook_itself_stays_as_it_is():
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    before = nbformat.writes(notebook)
    source_notebook(notebook, repository())
    assert nbformat.writes(notebook) == before


def test_an_exercise_without_its_check_is_refused():
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.source != "check(to_mono)"]
    with pytest.raises(ValueError, match="each exercise needs one check"):
        source_notebook(notebook, repository())


@pytest.mark.parametrize(("points", "hidden"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_hidden_points(points, hidden):
    assert hidden_points(points) == hidden
