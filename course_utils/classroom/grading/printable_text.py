"""A graded notebook with nothing of a student's that a browser would act on.

Two pages are made of it: the student's feedback, and formgrader's, which has all the rights of the
teacher's JupyterLab.
"""

from html import escape

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked

from course_utils.classroom.printing import printable_lines

NOTES = "notes"


class ShowAsText(NbGraderPreprocessor):
    """Last step of nbgrader's autograde: what a student typed is text, and nothing but text."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        """Makes code printable, and escapes a text that neither the course nor grading wrote."""
        if cell.cell_type == "code":
            cell.source = printable_lines(cell.source)
        elif not is_locked(cell) and cell.get("id") != NOTES:
            cell = NotebookNode(
                id=cell.get("id", f"cell-{cell_index}"),
                cell_type="markdown",
                metadata={},
                source=f"<pre>{escape(printable_lines(cell.source))}</pre>",
            )
        return cell, resources
