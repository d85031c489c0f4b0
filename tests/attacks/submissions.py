"""Submissions of notebook 01: what is honest in them, and what attacks the grader."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import nbformat

from course_utils.checks.wavenet_data import EXERCISES
from course_utils.classroom.editions.classroom_edition import exercises_of, source_notebook
from course_utils.folders import repository

NOTEBOOK = "01_wavenet_data"
ANSWERED = ("shift_by_one", "to_mono", "mu_law_encode")  # the others are not written


@dataclass(frozen=True)
class Attack:
    """A submission that tries to get more than it deserves.

    Attributes:
        name: What it does.
        first: Its own cells before all answers.
        last: Its own cells behind all answers.
        answers: Functions that it writes in its own way, by name.
        deserves: Points that are not those of an honest submission, by function.
    """

    name: str
    first: Sequence[str] = ()
    last: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    deserves: Mapping[str, int] = field(default_factory=dict)

    def __str__(self):
        return self.name


@cache
def source() -> nbformat.NotebookNode:
    """The notebook as nbgrader's source, shortened: nbgrader takes its time for each cell.

    Of the cells that were given, those with imports and definitions are left, and every eighth.
    """
    book = nbformat.read(repository() / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4)
    whole = source_notebook(book, repository())
    given = [cell for cell in whole.cells if cell.metadata.nbgrader.grade_id.startswith("given_")]
    of_no_use = [cell for cell in given if not defines(cell)]
    dropped = {cell.id for number, cell in enumerate(of_no_use) if number % 8}
    whole.cells = [cell for cell in whole.cells if cell.id not in dropped]
    return whole


def defines(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell imports or defines something."""
    return cell.cell_type == "code" and bool(
        re.search("^(import|from|def|class) ", cell.source, re.M)
    )


@cache
def exercises():
    """The exercises of the notebook by name: their texts."""
    book = nbformat.read(repository() / "notebooks" / f"{NOTEBOOK}.ipynb", as_version=4)
    return exercises_of(book, repository())


def submission(attack: Attack = Attack("nothing")) -> nbformat.NotebookNode:
    """The honest submission with what an attack makes of it."""
    book = nbformat.from_dict(source())
    for cell in book.cells:
        name = cell.metadata.nbgrader.grade_id
        if name in exercises():
            text = exercises()[name]
            cell.source = text.reference if name in ANSWERED else text.stub
            cell.source = attack.answers.get(name, cell.source)
    book.cells[1:1] = [nbformat.v4.new_code_cell(text) for text in attack.first]
    book.cells += [nbformat.v4.new_code_cell(text) for text in attack.last]
    return book


def deserved(attack: Attack) -> dict[str, int]:
    """Points by function."""
    return {
        name: attack.deserves.get(name, sum(p.points for p in properties) * (name in ANSWERED))
        for name, properties in EXERCISES.items()
    }
