"""`course test`: tries every function that you have written, in all notebooks."""

import argparse
import ast
import os
from pathlib import Path

import nbformat

from course_utils.folders import repository
from course_utils.study.progress import Chapter, read_chapters

KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def add_parser(subparsers) -> None:
    """Adds the command to the parser of `course`."""
    parser = subparsers.add_parser(
        "test",
        help="try every function that you have written",
        description="Tries every graded function of the notebooks in workspace/, without running "
        "the rest of them, and keeps the points.",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Shows a table for each function; 1 if some check does not pass.

    Raises:
        ValueError: There is no workspace yet.
    """
    workspace = repository() / "workspace"
    if not workspace.is_dir():
        raise ValueError("there is no workspace/ yet: run `make lab` first")
    os.chdir(workspace)
    earned = possible = 0
    for chapter in read_chapters(workspace):
        print(f"== {chapter.title}", flush=True)
        earned += _try_chapter(workspace / chapter.file, chapter)
        possible += sum(chapter.exercises.values())
    print(f"== {earned} of {possible} points")
    return int(earned < possible)


def definitions(source: str) -> str:
    """The imports, functions, classes and plain data of a cell."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return ""
    kept = [node for node in body if isinstance(node, KEPT) or _is_plain_data(node)]
    return "\n".join(ast.get_source_segment(source, node) for node in kept)


def _try_chapter(notebook: Path, chapter: Chapter) -> int:
    from IPython.core.interactiveshell import InteractiveShell

    from course_utils.checks import check

    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            shell.run_cell(definitions(cell.source), silent=True)
    found = [shell.user_ns.get(name) for name in chapter.exercises]
    return sum(check(function) for function in found if function is not None)


def _is_plain_data(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    try:
        ast.literal_eval(node.value)
    except ValueError:
        return False
    return True
