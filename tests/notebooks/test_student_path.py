"""A student's way through each notebook: from stubs to full points."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.classroom.editions.exercises import imported_exercise
from course_utils.classroom.editions.student_edition import build_workspace
from course_utils.folders import repository
from course_utils.study.progress import points_of, read_chapters

SOURCES = sorted((repository() / "notebooks").glob("*.ipynb"))


def study(notebook, folder: Path, **options):
    """Runs a notebook in a workspace, as JupyterLab would."""
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="course",
        resources={"metadata": {"path": str(folder)}},
        **options,
    )
    client.execute(env=os.environ | {"MPLBACKEND": "agg"})


@pytest.fixture
def workspace(tmp_path):
    build_workspace(repository(), tmp_path / "workspace")
    return tmp_path / "workspace"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_right_answers_run_to_the_end_with_full_points(source, workspace):
    notebook = nbformat.read(workspace / source.name, as_version=4)
    worked_out = nbformat.read(source, as_version=4)
    for cell, original in zip(notebook.cells, worked_out.cells, strict=True):
        exercise = imported_exercise(original.source, repository())
        if exercise:
            assert "raise NotImplementedError()" in cell.source
            cell.source = exercise.reference
    study(notebook, workspace)
    (chapter,) = [c for c in read_chapters(workspace) if c.file == source.name]
    assert {name: points_of(workspace, name) for name in chapter.exercises} == chapter.exercises
    start_page = (workspace / "START.md").read_text("utf-8")
    assert f"{sum(chapter.exercises.values())}&nbsp;of" in start_page


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_on_untouched_stubs_every_check_says_not_written_yet(source, workspace):
    notebook = nbformat.read(workspace / source.name, as_version=4)
    study(notebook, workspace, allow_errors=True)
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    assert checks
    for cell in checks:
        shown = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        assert "not written yet" in shown
        assert shown.endswith("0")
