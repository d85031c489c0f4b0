"""What students handed in, as plain data, read without trusting it: folders, files, code cells."""

import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from course_utils.atomic import write_bytes

Tree = Mapping[str, bytes]  # the files of a folder: the path within it, and the content

LARGEST_NOTEBOOK = 50_000_000  # bytes; a notebook with its figures has less than a tenth


class UnreadableError(Exception):
    """A submitted file cannot be read as a notebook; the message says why."""


def submitted_folders(course: Path, assignment: str = "*") -> Iterator[tuple[str, str, Path]]:
    """Triples of (student, assignment, folder) of what was handed in, sorted.

    Raises:
        ValueError: Nothing was handed in.
    """
    found = sorted(
        folder
        for folder in (course / "submitted").glob(f"[!.]*/{assignment}")
        if folder.is_dir()
        and not (folder.is_symlink() or folder.parent.is_symlink())
        and not folder.name.startswith(".")
    )
    if not found:
        what = "nothing" if assignment == "*" else f"nothing for {assignment}"
        raise ValueError(f"{what} was handed in: {course / 'submitted'} has no such folder")
    for folder in found:
        yield folder.parent.name, folder.name, folder


def code_cells(notebook: Path) -> list[str]:
    """The text of every code cell.

    Raises:
        UnreadableError: It is no notebook, or too large.
    """
    try:
        if notebook.is_symlink() or not notebook.is_file():
            raise UnreadableError(f"{notebook.name} is no file")
        if notebook.stat().st_size > LARGEST_NOTEBOOK:
            raise UnreadableError(f"{notebook.name} is larger than {LARGEST_NOTEBOOK:,} bytes")
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return ["".join(source) for source in sources]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableError(f"{notebook.name} is no notebook: {error}") from None


def replace_unreadable(files: Tree, names: tuple[str, ...]) -> tuple[Tree, tuple[str, ...]]:
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


def read_tree(folder: Path, largest: int | None = None) -> dict[str, bytes]:
    """Every regular file of a folder; links, pipes and devices are not followed or read.

    Args:
        folder: May be missing; then it holds nothing.
        largest: Bytes of all files together, at most.

    Raises:
        ValueError: The folder holds more.
    """
    paths = []
    for root, _, names in os.walk(folder):
        paths += [Path(root, name) for name in names]
    files = {path: path.lstat() for path in sorted(paths)}
    regular = {path: at for path, at in files.items() if stat.S_ISREG(at.st_mode)}
    size = sum(at.st_size for at in regular.values())
    if largest is not None and size > largest:
        raise ValueError(f"{size:,} bytes; at most {largest:,} are read")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in regular}


def write_tree(folder: Path, tree: Tree) -> None:
    """Writes files into a folder that is new."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_tree(folder: Path, tree: Tree, mode: int) -> None:
    """Makes a folder hold these files and no others, each file whole at any moment.

    Notebooks come last: where one is there, what belongs to it is too.
    """
    for name in sorted(tree, key=lambda name: (name.endswith(".ipynb"), name)):
        write_bytes(folder / name, tree[name])
        (folder / name).chmod(mode)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in tree:
            path.unlink()


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
