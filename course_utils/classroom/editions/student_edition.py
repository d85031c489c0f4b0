"""The student edition: the notebooks with stubs, in a workspace that belongs to the student.

Nothing that a student has changed is ever overwritten. The course knows what it wrote by the digest
of its cells in `.course/built.json`. A notebook with other cells or with outputs is the student's,
and a newer edition is put beside it.
"""

import hashlib
import json
from pathlib import Path

import nbformat

from course_utils.atomic import write_text
from course_utils.classroom.editions.exercises import imported_exercise
from course_utils.study.progress import MARKER, Chapter, write_chapters
from course_utils.study.start_page import write_start_page


def build_workspace(repository: Path, workspace: Path | None = None) -> list[str]:
    """Builds the student edition of every notebook, or brings it up to date.

    Args:
        repository: Holds notebooks/ and course_utils/.
        workspace: Where the student works; default `repository`/workspace.

    Returns:
        Lines to show to the student: what was written, and what was left as it is.

    Raises:
        ValueError: There is no notebook, or one does not say what its chapter builds.
    """
    workspace = workspace or repository / "workspace"
    sources = sorted((repository / "notebooks").glob("*.ipynb"))
    if not sources:
        raise ValueError(f"no notebook in {repository / 'notebooks'}")
    notebooks = {source.name: nbformat.read(source, as_version=4) for source in sources}
    chapters = [chapter_of(name, book, repository) for name, book in notebooks.items()]
    lines = []
    for name, book in notebooks.items():
        lines += _deliver(workspace, name, student_notebook(book, repository))
    write_chapters(workspace, chapters)
    write_start_page(workspace)
    return lines


def student_notebook(notebook: nbformat.NotebookNode, repository: Path) -> nbformat.NotebookNode:
    """A copy in which imports of graded functions have become stubs, without any output."""
    copy = nbformat.from_dict(notebook)
    if is_in_a_class(notebook):
        return copy
    for cell in copy.cells:
        if cell.cell_type == "code":
            exercise = imported_exercise(cell.source, repository)
            if exercise:
                cell.source = exercise.stub.rstrip()
            cell.outputs, cell.execution_count = [], None
    return copy


def chapter_of(name: str, notebook: nbformat.NotebookNode, repository: Path) -> Chapter:
    """What the start page says of a notebook: its first heading, its metadata, its exercises.

    Raises:
        ValueError: The notebook's metadata has no `course` with `builds` and `minutes`.
    """
    about = notebook.metadata.get("course", {})
    if not {"builds", "minutes"} <= set(about):
        raise ValueError(f"{name}: its metadata needs course.builds and course.minutes")
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
    in_a_class = is_in_a_class(notebook)
    exercises = about["exercises"] if in_a_class else _imported_points(notebook, repository)
    return Chapter(
        name, title, about["builds"], about["minutes"], dict(exercises), worked_out=not in_a_class
    )


def is_in_a_class(notebook: nbformat.NotebookNode) -> bool:
    """Whether it is a notebook as a class gets it: with stubs, and the points in its metadata."""
    return "exercises" in notebook.metadata.get("course", {})


def _imported_points(notebook: nbformat.NotebookNode, repository: Path) -> dict[str, int]:
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    found = [imported_exercise(source, repository) for source in sources]
    return {exercise.name: exercise.points for exercise in found if exercise}


def _deliver(workspace: Path, name: str, notebook: nbformat.NotebookNode) -> list[str]:
    built, wanted = _read_built(workspace), _digest(notebook)
    for place in _places(workspace, name):
        known = built.get(place.name)
        if place.exists() and known == wanted:
            return []
        if not place.exists() or known == _digest_of_file(place):
            write_text(place, nbformat.writes(notebook) + "\n")
            record = json.dumps(built | {place.name: wanted}, indent=1)
            write_text(workspace / MARKER / "built.json", record)
            if place.name == name:
                return [f"wrote {workspace.name}/{name}"]
            return [f"{name} has your changes; the new edition is {place.name}"]
    return []


def _places(workspace: Path, name: str):
    stem = Path(name).stem
    yield workspace / name
    yield workspace / f"{stem}.new.ipynb"
    yield from (workspace / f"{stem}.new-{number}.ipynb" for number in range(2, 100))


def _read_built(workspace: Path) -> dict[str, str]:
    try:
        return dict(json.loads((workspace / MARKER / "built.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _digest(notebook: nbformat.NotebookNode) -> str:
    """Of the cells alone: opening a notebook in JupyterLab changes its metadata."""
    cells = [(cell.cell_type, cell.source, cell.get("outputs")) for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _digest_of_file(file: Path) -> str | None:
    """None if it is no notebook any more."""
    try:
        return _digest(nbformat.read(file, as_version=4))
    except Exception:  # nbformat raises nearly anything for what is no notebook
        return None
