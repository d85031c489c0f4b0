"""The classroom edition: a notebook of the repository as nbgrader's source.

An import of a graded function becomes the function itself with its solution markers, a solution
cell named after it. Its `check(...)` cell becomes an autograded cell named `check_` and the
function. Every other cell is given: grading restores it, whatever a student has changed in it.
"""

import re

import nbformat

from course_utils.classroom.editions.exercises import Exercise, imported_exercise

CHECK = "check_"


def hidden_points(points: int) -> int:
    """What the hidden check of a function is worth, beside its visible `points`."""
    return max(1, points // 2)


def source_notebook(notebook: nbformat.NotebookNode, repository) -> nbformat.NotebookNode:
    """A notebook of the repository as nbgrader's source, without any output.

    Args:
        notebook: With imports of graded functions, each with its check further down.
        repository: Holds course_utils/.

    Raises:
        ValueError: An exercise is not checked exactly once.
    """
    source = nbformat.from_dict(notebook)
    exercises = exercises_of(notebook, repository)
    _require_checks(source, exercises)
    for cell in source.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        _mark(cell, exercises, repository)
    source.metadata.pop("widgets", None)
    source.metadata["course"] = dict(
        notebook.metadata.get("course", {}),
        exercises=[[exercise.name, exercise.points] for exercise in exercises.values()],
    )
    return source


def exercises_of(notebook: nbformat.NotebookNode, repository) -> dict[str, Exercise]:
    """The exercises of a notebook of the repository, by name, in its order."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    found = [imported_exercise(source, repository) for source in sources]
    return {exercise.name: exercise for exercise in found if exercise}


def checked_function(source: str) -> str | None:
    """The name in a cell that is `check(name)` and nothing else."""
    found = re.fullmatch(r"check\((\w+)\)", source.strip())
    return found and found[1]


def _mark(cell: nbformat.NotebookNode, exercises: dict[str, Exercise], repository) -> None:
    exercise = imported_exercise(cell.source, repository) if cell.cell_type == "code" else None
    checked = checked_function(cell.source) if cell.cell_type == "code" else None
    if exercise:
        cell.source = exercise.source.rstrip()
        marks = _marks(exercise.name, solution=True)
    elif checked:
        points = exercises[checked].points
        marks = _marks(CHECK + checked, grade=True, locked=True)
        marks["points"] = points + hidden_points(points)
    else:
        marks = _marks(f"given_{cell.id}", locked=True)
    cell.metadata["nbgrader"] = marks


def _marks(grade_id: str, grade=False, solution=False, locked=False) -> dict:
    kinds = {"grade": grade, "solution": solution, "locked": locked, "task": False}
    return {"grade_id": grade_id, "schema_version": 3, **kinds}


def _require_checks(notebook: nbformat.NotebookNode, exercises: dict[str, Exercise]) -> None:
    checks = [checked_function(c.source) for c in notebook.cells if c.cell_type == "code"]
    checks = sorted(name for name in checks if name)
    if checks != sorted(exercises):
        raise ValueError(
            f"each exercise needs one check: there are {', '.join(exercises)}, "
            f"checked are {', '.join(checks)}"
        )
