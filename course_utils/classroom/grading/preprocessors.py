"""The course's steps of nbgrader's autograde: restore the cells, judge them, show them as text."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked
from traitlets import Bool, Unicode

from course_utils.checks.properties import Property, Wrong
from course_utils.checks.report import Outcome, Report
from course_utils.classroom.course_folder import (
    missing_of_course,
    read_secret,
    require_this_version,
)
from course_utils.classroom.editions.classroom_edition import CHECK
from course_utils.classroom.editions.student_package import write_sandbox_code
from course_utils.classroom.grading.cells import Cell, grade_id, graded_cells, restored
from course_utils.classroom.grading.judge import judge
from course_utils.classroom.hidden.hidden_checks import hidden_properties, is_hidden
from course_utils.classroom.remote.kernel import RemoteKernel, kernel_argv
from course_utils.classroom.sandbox.sandbox import Limits, open_sandbox, open_unsandboxed
from course_utils.folders import repository

NOTES = "notes"  # the id of the cell in which grading says what happened on the way
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
LIMITS = Limits()
_KEPT: list[TemporaryDirectory] = []


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


class Judge(NbGraderPreprocessor):
    """Step of nbgrader's autograde, in place of `Execute`: points and a table for each function."""

    course = Unicode(help="The folder of the class").tag(config=True)
    trust_submissions = Bool(
        False, help="Whether submissions run without a sandbox: they can do whatever you can"
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Writes what each check cell shows; nbgrader takes the points from there.

        Raises:
            SandboxError: No sandbox can be made on this machine: nothing is graded.
            ValueError: Another version of the course made the assignment: nothing is graded.
        """
        course = Path(self.course)
        notebook = resources["nbgrader"]["notebook"]
        source = read_source(course, resources)
        require_this_version(source, resources["nbgrader"]["assignment"])
        cells = graded_cells(nb, source)
        exercises = exercises_of_class(notebook, read_secret(course))
        judgement = judge(cells, exercises, lambda: self._open_kernel(notebook))
        notes = [*judgement.notes, *filter(None, [version_note(cells)])]
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            if is_grade(cell):
                name = grade_id(cell).removeprefix(CHECK)
                points = cell.metadata["nbgrader"]["points"]
                cell.outputs = outputs_of(judgement.reports.get(name), points)
        if notes:
            nb.cells.insert(0, new_markdown_cell(notes_text(notes), id=NOTES))
        return nb, resources

    def _open_kernel(self, notebook: str) -> RemoteKernel:
        start = open_unsandboxed if self.trust_submissions else open_sandbox
        process = start(kernel_argv(LIMITS), LIMITS, [sandbox_code_folder(notebook)])
        return RemoteKernel(process, LIMITS)


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


def version_note(cells: Sequence[Cell]) -> str:
    """What a student's code imports that this version of the course does not have, in words."""
    missing = missing_of_course(cell.source for cell in cells if cell.kind != "given")
    if not missing:
        return ""
    return (
        f"imports {', '.join(missing)}, which this version of the course does not have: it was "
        "written with another version"
    )


@cache
def exercises_of_class(notebook: str, secret: int) -> Mapping[str, Sequence[Property]]:
    """The visible and hidden properties of each exercise of a notebook, in its order."""
    checks = importlib.import_module(f"course_utils.checks.{notebook.partition('_')[2]}")
    file = repository() / "notebooks" / f"{notebook}.ipynb"
    hidden = hidden_properties(file, repository(), [secret])
    return {name: [*checks.EXERCISES[name], last] for name, last in hidden.items()}


def outputs_of(report: Report | None, points: float) -> list[NotebookNode]:
    """A check cell's outputs: the table, and the points as nbgrader reads them.

    Args:
        report: None for a function that was not tried.
        points: What the cell is worth at most.
    """
    if report is None:
        return [new_output("execute_result", {"text/plain": "0"})]
    shown = safe_report(report)
    table = new_output("display_data", _without_mathematics(shown._repr_mimebundle_()))
    earned = min(shown.earned, points)
    return [table, new_output("execute_result", {"text/plain": str(earned)})]


def safe_report(report: Report) -> Report:
    """The same table without control characters, and without the values of hidden checks."""
    return replace(report, outcomes=[_safe_outcome(outcome) for outcome in report.outcomes])


def notes_text(notes: Sequence[str]) -> str:
    """What happened on the way, as Markdown in which nothing of the student's is markup."""
    lines = "".join(f"<li><code>{escape(printable(note))}</code></li>" for note in notes)
    return f"**While your notebook was run:**\n\n<ul>{lines}</ul>"


@cache
def sandbox_code_folder(notebook: str) -> Path:
    """The code with which answers to this notebook run; kept as long as this process lives."""
    kept = TemporaryDirectory(prefix="course-sandbox-")
    _KEPT.append(kept)
    folder = Path(kept.name)
    folder.chmod(0o755)  # in a sandbox that root makes, somebody else reads it
    write_sandbox_code(repository(), folder, notebook)
    return folder


def _without_mathematics(table: dict[str, str]) -> dict[str, str]:
    """The table marked so that MathJax skips it: MathJax's links may call JavaScript."""
    html = table["text/html"].replace('class="', 'class="mathjax_ignore tex2jax_ignore ', 1)
    return table | {"text/html": html}


def _safe_outcome(outcome: Outcome) -> Outcome:
    if outcome.wrong is None:
        return outcome
    wrong = outcome.wrong
    hidden = is_hidden(outcome.title)
    parts = (wrong.mistake, "", "") if hidden else (wrong.mistake, wrong.given, wrong.expected)
    return replace(outcome, wrong=Wrong(*map(printable, parts)))


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
