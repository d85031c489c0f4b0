"""nbgrader's generate_feedback, with nothing of a student's that a browser would act on."""

from html import escape

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked

NOTES = "notes"


class ShowAsText(NbGraderPreprocessor):
    """Step of nbgrader's feedback: text cells of the student's own are shown as they were typed."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        """Escapes a text cell that neither the course nor grading wrote."""
        if cell.cell_type != "code" and not is_locked(cell) and cell.get("id") != NOTES:
            cell = NotebookNode(
                id=cell.get("id", f"cell-{cell_index}"),
                cell_type="markdown",
                metadata={},
                source=f"<pre>{escape(cell.source)}</pre>",
            )
        return cell, resources
