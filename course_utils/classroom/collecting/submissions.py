"""The submissions of a course and the code in them, read without trusting them."""

import json
from collections.abc import Iterator
from pathlib import Path

LARGEST_NOTEBOOK = 50_000_000  # bytes; a notebook with its figures has less than a tenth


class UnreadableError(Exception):
    """A submitted file is no notebook that one can read; says why."""


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
