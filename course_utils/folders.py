"""Where the course's files are."""

import os
from pathlib import Path


def repository() -> Path:
    """Returns the course's folder: COURSE_HOME if that is set, else the one around course_utils.

    Raises:
        FileNotFoundError: The folder holds no `notebooks`.
    """
    home = os.environ.get("COURSE_HOME")
    folder = Path(home).expanduser() if home else Path(__file__).parent.parent
    if not (folder / "notebooks").is_dir():
        origin = "COURSE_HOME names" if home else "course_utils was imported from"
        raise FileNotFoundError(
            f"{origin} {folder}, which has no folder notebooks. "
            "Set COURSE_HOME to the folder that holds the course's notebooks and data."
        )
    return folder.resolve()


def data_folder(chapter: str) -> Path:
    """Returns the data folder of a chapter, such as `data/wavenet`.

    Raises:
        FileNotFoundError: The chapter has no data.
    """
    data = repository() / "data"
    folder = data / chapter
    if not folder.is_dir():
        there = ", ".join(sorted(path.name for path in data.glob("*") if path.is_dir()))
        raise FileNotFoundError(f"{folder} does not exist; {data} holds: {there or 'nothing'}")
    return folder
