"""The student's points, kept beside the notebooks that they were earned in.

A workspace is a folder that holds `.course`. Each exercise has a file of its own in there, so two
notebooks that are open at once never overwrite each other's points.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from course_utils.atomic import write_text

MARKER = ".course"


@dataclass(frozen=True)
class Chapter:
    """What the start page shows about a notebook.

    Attributes:
        file: File name of the notebook.
        title: Its first heading.
        builds: What the reader will build, in one sentence.
        minutes: How long it takes to study it.
        exercises: Points of each exercise, in the notebook's order.
        worked_out: Whether the reader also has the notebook with solutions.
    """

    file: str
    title: str
    builds: str
    minutes: int
    exercises: dict[str, int]
    worked_out: bool = True


def find_workspace(folder: Path | None = None) -> Path | None:
    """The nearest workspace at or above `folder` (default: the current one), or None."""
    folder = (folder or Path.cwd()).resolve()
    return next((f for f in (folder, *folder.parents) if (f / MARKER).is_dir()), None)


def write_chapters(workspace: Path, chapters: list[Chapter]) -> None:
    """Makes a folder a workspace, with these notebooks."""
    text = json.dumps([asdict(chapter) for chapter in chapters], indent=1)
    write_text(workspace / MARKER / "chapters.json", text)


def read_chapters(workspace: Path) -> list[Chapter]:
    """The notebooks of a workspace."""
    text = (workspace / MARKER / "chapters.json").read_text(encoding="utf-8")
    return [Chapter(**fields) for fields in json.loads(text)]


def record(workspace: Path, exercise: str, earned: int) -> None:
    """Stores the points earned in an exercise, in place of earlier ones."""
    write_text(_points_file(workspace, exercise), json.dumps({"earned": earned}))


def points_of(workspace: Path, exercise: str) -> int | None:
    """Points stored for an exercise; None if it was never checked or its file is damaged."""
    try:
        kept = json.loads(_points_file(workspace, exercise).read_text(encoding="utf-8"))
        return int(kept["earned"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _points_file(workspace: Path, exercise: str) -> Path:
    return workspace / MARKER / "points" / f"{exercise}.json"
