"""Whatever was handed in as notebooks that nbgrader can read."""

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from course_utils.classroom.collecting.submissions import LARGEST_NOTEBOOK
from course_utils.classroom.file_trees import Tree


def readable_notebooks(files: Tree, names: tuple[str, ...]) -> tuple[Tree, tuple[str, ...]]:
    """The files with an empty notebook for each that is missing or cannot be read.

    Args:
        files: That were handed in.
        names: Of the notebooks that were asked for, without `.ipynb`.

    Returns:
        The files, and what is wrong with them in words.
    """
    readable, notes = dict(files), []
    for name in names:
        file = f"{name}.ipynb"
        problem = _problem(files.get(file))
        if problem:
            notes.append(f"{file} {problem}")
            readable[file] = _empty(notes[-1]).encode("utf-8")
    return readable, tuple(notes)


def _problem(content: bytes | None) -> str | None:
    if content is None:
        return "was not handed in"
    if len(content) > LARGEST_NOTEBOOK:
        return f"is larger than {LARGEST_NOTEBOOK:,} bytes"
    try:
        notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
        for cell in notebook.cells:
            cell.cell_type, cell.metadata, str.splitlines(cell.source)
    except Exception as error:  # nbformat raises nearly anything for what is no notebook
        return f"is no notebook: {type(error).__name__}"
    return None


def _empty(note: str) -> str:
    cell = new_markdown_cell(f"This was graded as an empty notebook: `{note}`.")
    return nbformat.writes(new_notebook(cells=[cell]))
