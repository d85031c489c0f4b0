"""A student's way through each notebook: from stubs to full points.

Filled in with the references, the student's notebook is the repository's, which nbval runs, but for
the functions: the notebook's own ones take the place of imported ones. Here runs what differs, the
functions and their checks, and what is left is compared.
"""

import os
import symtable
from itertools import chain

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.classroom.editions.exercises import imported_exercise
from course_utils.classroom.editions.student_edition import build_workspace
from course_utils.folders import repository
from course_utils.study.progress import points_of, read_chapters
from tests.time_limits import limit_s

SOURCES = sorted((repository() / "notebooks").glob("*.ipynb"))
BY_NOTEBOOK = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
NOT_WRITTEN = "raise NotImplementedError()"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("student") / "workspace"
    build_workspace(repository(), folder)
    return folder


@pytest.fixture(scope="module")
def client(workspace):
    """A kernel in the workspace, for all notebooks: each of its own would import Keras again."""
    client = NotebookClient(
        nbformat.v4.new_notebook(),
        timeout=limit_s(300),
        kernel_name="course",
        resources={"metadata": {"path": str(workspace)}},
    )
    with client.setup_kernel(env=os.environ | {"MPLBACKEND": "agg"}):
        yield client


def code_of(path):
    notebook = nbformat.read(path, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def exercises_of(source):
    """The exercises of a notebook, by the number of the code cell that imports them."""
    found = {i: imported_exercise(cell, repository()) for i, cell in enumerate(code_of(source))}
    return {i: exercise for i, exercise in found.items() if exercise}


def assigned(cell):
    """The names that a cell sets."""
    table = symtable.symtable(cell, "cell", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def used(code):
    """The global names that code uses, also within its functions."""
    waiting, names = [symtable.symtable(code, "cell", "exec")], set()
    while waiting:
        table = waiting.pop()
        top = table.get_type() == "module"
        symbols = (s for s in table.get_symbols() if s.is_referenced() and (top or s.is_global()))
        names |= {s.get_name() for s in symbols}
        waiting += table.get_children()
    return names


def needed(cells, wanted):
    """The numbers of the cells that some of the cells depend on, and of these, in order."""
    names, found = set(), set(wanted)
    for i in reversed(range(len(cells))):
        if i in found or names & assigned(cells[i]):
            found.add(i)
            names |= used(cells[i])
    return sorted(found)


@BY_NOTEBOOK
def test_only_the_functions_differ_from_the_repositorys_notebook(source, workspace):
    book = nbformat.read(source, as_version=4)
    mine = nbformat.read(workspace / source.name, as_version=4)
    differing = {}
    for cell, original in zip(mine.cells, book.cells, strict=True):
        assert cell.cell_type == original.cell_type
        if cell.source != original.source:
            differing[imported_exercise(original.source, repository())] = cell.source
    assert list(differing) == list(exercises_of(source).values())
    assert all(NOT_WRITTEN in stub for stub in differing.values())


@BY_NOTEBOOK
def test_no_cell_gives_another_meaning_to_a_name_that_a_function_uses(source):
    cells, exercises = code_of(source), exercises_of(source)
    names = set(chain.from_iterable(used(e.reference) - {e.name} for e in exercises.values()))
    others = [cell for i, cell in enumerate(cells) if i not in exercises]
    tables = [symtable.symtable(cell, "cell", "exec") for cell in others]
    symbols = {s.get_name() for t in tables for s in t.get_symbols() if s.is_assigned()}
    assert names & symbols <= {"keras"}  # `keras = backend.keras`: what the modules import


SAME_NAMES = """
import importlib
for function, module, names in {wanted!r}:
    mine, theirs = globals()[function].__globals__, vars(importlib.import_module(module))
    for name in set(names) & set(theirs):
        own = getattr(mine[name], "__module__", "") == "__main__"
        assert own or mine[name] is theirs[name], (function, name)
"""


@BY_NOTEBOOK
def test_stubs_are_not_written_yet_and_right_answers_get_full_points(source, workspace, client):
    stubs, imports = code_of(workspace / source.name), code_of(source)
    exercises = exercises_of(source)
    answers = [exercises[i].reference if i in exercises else cell for i, cell in enumerate(stubs)]
    checks = [i for i, cell in enumerate(stubs) if cell.startswith("check(")]
    assert len(checks) == len(exercises)
    wanted = [
        (exercise.name, imports[i].split()[1], sorted(used(exercise.reference)))
        for i, exercise in exercises.items()
    ]
    tables = run_cells(
        [
            *(stubs[i] for i in needed(stubs, checks)),
            *(answers[i] for i in needed(answers, checks)),
            SAME_NAMES.format(wanted=wanted),
        ],
        client,
    )
    assert len(tables) == 2 * len(checks)
    for table in tables[: len(checks)]:
        assert "not written yet" in table
        assert table.endswith("0")
    (chapter,) = [c for c in read_chapters(workspace) if c.file == source.name]
    assert {name: points_of(workspace, name) for name in chapter.exercises} == chapter.exercises
    start_page = (workspace / "START.md").read_text("utf-8")
    assert f"{sum(chapter.exercises.values())}&nbsp;of" in start_page


def run_cells(sources, client):
    """The tables that the checks among the cells show; the cells run as JupyterLab runs them."""
    client.nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in ("%reset -f", *sources)]
    )
    for i, cell in enumerate(client.nb.cells):
        client.execute_cell(cell, i)
    return [
        "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        for cell in client.nb.cells
        if cell.source.startswith("check(")
    ]
