"""A submission in the shape of the notebook that was handed out."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution

from course_utils.classroom.grading.cells import grade_id, sort_out


class RestoreCells(NbGraderPreprocessor):
    """Step of nbgrader's autograde: takes of a submission the answers and the student's own cells.

    The rest comes from the source notebook: cells that were given or graded, whether changed,
    moved, deleted or copied, all metadata, and which cells are graded for how many points.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Restores the notebook; nbgrader's converters run in the folder of the course."""
        return restored(nb, read_source(Path.cwd(), resources)), resources


def read_source(course: Path, resources: dict) -> NotebookNode:
    """The source of the notebook that nbgrader is at."""
    names = resources["nbgrader"]
    file = course / "source" / names["assignment"] / f"{names['notebook']}.ipynb"
    return nbformat.read(file, as_version=4)


def restored(submitted: NotebookNode, source: NotebookNode) -> NotebookNode:
    """The source notebook with a submission's answers, and its other cells behind the same cells.

    Of several cells with one name the first is the answer; an answer that is missing stays missing.
    """
    answers, own = sort_out(submitted, {grade_id(cell): cell for cell in source.cells})
    cells = list(map(_own, own.get("", [])))
    for cell in source.cells:
        name = grade_id(cell)
        if not is_solution(cell):
            cells.append(_named(cell, cell.source))
        elif name in answers:
            cells.append(_named(cell, answers[name].source))
        cells += map(_own, own.get(name, []))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells, metadata=source.metadata)


def _own(cell: NotebookNode) -> NotebookNode:
    new_cell = new_code_cell if cell.get("cell_type") == "code" else new_markdown_cell
    return new_cell(cell.source)


def _named(known: NotebookNode, text: str) -> NotebookNode:
    new_cell = new_code_cell if known.cell_type == "code" else new_markdown_cell
    return new_cell(text, metadata={"nbgrader": dict(known.metadata["nbgrader"])})
