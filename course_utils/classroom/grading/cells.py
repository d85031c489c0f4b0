"""The cells of a submission: which are answers, which the student's own, and what of them is run.

All other cells are the source notebook's again, whatever a student made of them. Running a whole
notebook would train models and play sounds. So of the given cells only imports and definitions are
run, and of these only what the student's code or another of them names: a submission that never
says `keras` need not wait for TensorFlow.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Cell:
    """Code to run.

    Attributes:
        id: The cell's nbgrader id, or that of the notebook format where it has none.
        source: Its text.
        kind: "given" by the course, a "solution" in a cell for it, or an "extra" of the student.
    """

    id: str
    source: str
    kind: Literal["given", "solution", "extra"]


def graded_cells(submitted: NotebookNode, source: NotebookNode) -> list[Cell]:
    """What to run of a submission, in the order of the source notebook.

    A student's own cell follows the cell that it stands behind. Where two cells bear one nbgrader
    id, as after copying, the first is the answer and the others are the student's own.

    Args:
        submitted: The notebook that was handed in, converted to version 4 of the format.
        source: The notebook that it was made from, with nbgrader's metadata.
    """
    known = {grade_id(cell): cell for cell in source.cells if grade_id(cell)}
    answers, extras = _code_of(*sort_out(submitted, known))
    students = [*answers.values(), *(cell for cells in extras.values() for cell in cells)]
    given = _needed(
        {name: _statements(cell) for name, cell in known.items() if _is_given(cell)},
        _words(cell.source for cell in students),
    )
    found = list(extras.get("", []))
    for cell in source.cells:
        name = grade_id(cell)
        if given.get(name):
            found.append(Cell(name, "\n".join(map(ast.unparse, given[name])), "given"))
        if name in answers:
            found.append(answers[name])
        if name:
            found += extras.get(name, [])
    return found


def sort_out(
    submitted: NotebookNode, known: dict[str, NotebookNode]
) -> tuple[dict[str, NotebookNode], dict[str, list[NotebookNode]]]:
    """A submission's answers, and the student's own cells.

    Cells that another version of the course gave are neither.

    Args:
        submitted: The notebook that was handed in; anything may stand in it.
        known: The cells of the source notebook by their nbgrader id.

    Returns:
        The cells of answers by their nbgrader id, and the student's own cells with text by that of
        the known cell that they stand behind, "" for none.
    """
    answers, own, seen, last = {}, {}, set(), ""
    for cell in submitted.cells:
        name, text = grade_id(cell), cell.get("source")
        if not isinstance(text, str):
            continue
        if name in known and name not in seen:
            seen.add(name)
            last = name
            if _is_solution(known[name]):
                answers[name] = cell
        elif text.strip() and (name in known or not _is_locked(cell)):
            own.setdefault(last, []).append(cell)
    return answers, own


def restored(submitted: NotebookNode, source: NotebookNode) -> NotebookNode:
    """The source notebook with a submission's answers, and its other cells behind the same cells.

    Of several cells with one name the first is the answer; an answer that is missing stays missing.
    """
    answers, own = sort_out(submitted, {grade_id(cell): cell for cell in source.cells})
    cells = list(map(_own, own.get("", [])))
    for cell in source.cells:
        name = grade_id(cell)
        if not _is_solution(cell):
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


def _code_of(
    answers: dict[str, NotebookNode], own: dict[str, list[NotebookNode]]
) -> tuple[dict[str, Cell], dict[str, list[Cell]]]:
    """The same as code to run."""
    return (
        {
            name: Cell(name, cell.source, "solution")
            for name, cell in answers.items()
            if cell.get("cell_type") == "code"
        },
        {
            name: [
                Cell(str(cell.get("id", f"cell {number} behind {name}")), cell.source, "extra")
                for number, cell in enumerate(cells, 1)
                if cell.get("cell_type") == "code"
            ]
            for name, cells in own.items()
        },
    )


def _needed(given: dict[str, list[ast.stmt]], words: set[str]) -> dict[str, list[ast.stmt]]:
    """The statements whose names occur among the words, or in another statement that does."""
    needed, left = set(), {id(s): s for statements in given.values() for s in statements}
    while found := {key for key, s in left.items() if _bound(s) is None or _bound(s) & words}:
        needed |= found
        words = words | _words(ast.unparse(left.pop(key)) for key in found)
    return {name: [s for s in statements if id(s) in needed] for name, statements in given.items()}


def _statements(cell: NotebookNode) -> list[ast.stmt]:
    """A given cell's definitions and its imports, one for each name."""
    kept = []
    for statement in _parse(cell.source):
        if isinstance(statement, _IMPORTS):
            for alias in statement.names:
                kept.append(
                    type(statement)(**dict(ast.iter_fields(statement)) | {"names": [alias]})
                )
        elif isinstance(statement, _DEFINITIONS):
            kept.append(statement)
    return kept


def _parse(source: str) -> list[ast.stmt]:
    """Nothing for a cell with IPython's own commands, which is never a definition."""
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def _bound(statement: ast.stmt) -> set[str] | None:
    """The name that a statement defines; None stands for any."""
    if isinstance(statement, _DEFINITIONS):
        return {statement.name}
    (alias,) = statement.names
    return None if alias.name == "*" else {(alias.asname or alias.name).partition(".")[0]}


def _words(sources: Iterable[str]) -> set[str]:
    """Everything that looks like a name: cells with IPython's own commands do not parse."""
    return {word for source in sources for word in re.findall(r"\w+", source)}


def grade_id(cell: Any) -> str:
    """A cell's name in nbgrader; "" for none, or for something that is no name."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""


def _is_locked(cell: Any) -> bool:
    """Whether a submitted cell bears the mark of a cell that the course gave."""
    return bool(grade_id(cell)) and cell["metadata"]["nbgrader"].get("locked") is True


def _is_solution(cell: NotebookNode) -> bool:
    return bool((cell.metadata.get("nbgrader") or {}).get("solution"))


def _is_given(cell: NotebookNode) -> bool:
    """Whether a source cell holds code of the course; a cell of points holds none."""
    about = cell.metadata.get("nbgrader") or {}
    return cell.cell_type == "code" and not about.get("solution") and not about.get("grade")
