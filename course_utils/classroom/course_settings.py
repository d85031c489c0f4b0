"""nbgrader's settings of a course, read from its nbgrader_config.py."""

import os
import sys
import warnings
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course_utils.classroom.course_folder import CONFIG


def read_config(folder: Path) -> Config:
    """What the course's nbgrader_config.py sets.

    Raises:
        ValueError: The folder is no course.
    """
    if not (folder / CONFIG).is_file():
        raise ValueError(
            f"{folder} holds no {CONFIG}: make a course with `course classroom init {folder}`"
        )
    return PyFileConfigLoader(CONFIG, path=str(folder.resolve())).load_config()


def open_course(folder: Path) -> CourseDirectory:
    """The course as nbgrader sees it: its folders and its gradebook.

    Raises:
        ValueError: The folder is no course.
    """
    config = read_config(folder)
    config.CourseDirectory.root = str(folder.resolve())
    return CourseDirectory(config=config)


def trusts_submissions(folder: Path) -> bool:
    """Whether the course's own settings let submissions run without a sandbox."""
    return bool(read_config(folder).Judge.get("trust_submissions", False))


def open_gradebook(course: CourseDirectory) -> Gradebook:
    """The gradebook of a course; made where there is none."""
    return open_database(course.db_url, course.course_id)


def open_database(url: str, class_name: str) -> Gradebook:
    """The gradebook at an address; made where there is none. nbgrader calls `alembic` by name."""
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], here])
    return Gradebook(url, class_name)
