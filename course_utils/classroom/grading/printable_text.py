"""Students' text without anything that a terminal or a browser would act on."""

from html import escape

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked

UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """The text on one line, with spaces for control characters and their like."""
    return "".join(c if c.isprintable() else " " for c in text)


def printable_lines(text: str) -> str:
    """The text in its lines, with a mark for each control character, so that a person sees it."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    return " " if character.isspace() else UNPRINTABLE


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
