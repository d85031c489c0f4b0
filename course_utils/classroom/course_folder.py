"""The folder of a class: what nbgrader works in, its settings and its lock."""

import fcntl
import os
import re
import secrets
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course_utils.atomic import write_text
from course_utils.classroom.editions.classroom_edition import source_notebook


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds a folder's lock, which the system takes back however the process ends.

    Raises:
        ValueError: Another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"{folder.parent} is being graded already") from None
        yield


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


CONFIG = "nbgrader_config.py"
SECRET = "class_secret"

CONFIG_TEXT = """\
from pathlib import Path

from course_utils.classroom.nbgrader_settings import configure

c = get_config()
configure(c, Path(__file__).resolve().parent, trust_submissions={trust})
# Settings of your own go below: https://nbgrader.readthedocs.io
"""


def make_course(
    repository: Path, folder: Path, class_name: str, trust_submissions: bool = False
) -> list[str]:
    """Makes the folder of a class: each notebook is an assignment.

    Args:
        repository: Holds notebooks/, course_utils/ and data/.
        folder: Must not exist yet, or be empty.
        class_name: Letters, digits, "-", "_" and ".": nbgrader's course id.
        trust_submissions: Whether submissions may run without a sandbox.

    Returns:
        The names of the assignments.

    Raises:
        ValueError: The folder holds something already, the name is no course id, or git would
            track the class's secret.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", class_name):
        raise ValueError(
            f"a class name is letters, digits, '-', '_' and '.', without spaces: {class_name!r}"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} holds something already: name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as draft:
        names = _fill(Path(draft) / folder.name, repository, class_name, trust_submissions)
        os.replace(Path(draft) / folder.name, folder)
    return names


def _fill(folder: Path, repository: Path, class_name: str, trust_submissions: bool) -> list[str]:
    notebooks = {path.stem: path for path in sorted((repository / "notebooks").glob("*.ipynb"))}
    for name, path in notebooks.items():
        source = source_notebook(nbformat.read(path, as_version=4), repository)
        write_text(folder / "source" / name / f"{name}.ipynb", nbformat.writes(source) + "\n")
    write_text(folder / "class_name", class_name + "\n")
    write_text(folder / ".gitignore", "# submissions, grades and the secret are nobody's\n*\n")
    write_secret(folder)
    write_text(folder / CONFIG, CONFIG_TEXT.format(trust=trust_submissions))
    _add_assignments(folder, class_name, notebooks)
    return list(notebooks)


def write_secret(folder: Path) -> None:
    """Draws the number that the hidden checks' inputs come from, and lets only its owner read it.

    Raises:
        ValueError: git tracks the file's name here.
    """
    if git_tracks(folder / SECRET):
        raise ValueError(f"git tracks {folder / SECRET}: the class's secret must not be published")
    path = folder / SECRET
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secrets.token_hex(16) + "\n", encoding="utf-8")


def read_secret(folder: Path) -> int:
    """The number of a class.

    Raises:
        ValueError: git tracks the file, or it holds something else.
    """
    path = folder / SECRET
    if git_tracks(path):
        raise ValueError(f"git tracks {path}: whoever has the repository knows the hidden checks")
    text = path.read_text(encoding="utf-8").strip()
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise ValueError(f"{path} does not hold the secret that `course classroom init` wrote")
    return int(text, 16)


def git_tracks(path: Path) -> bool:
    """Whether a file is in the index of a git repository around it."""
    command = ["git", "-C", str(path.parent), "ls-files", "--error-unmatch", path.name]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def read_class_name(folder: Path) -> str:
    """The name of a class.

    Raises:
        ValueError: The folder is not one that `course classroom init` made.
    """
    try:
        return (folder / "class_name").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ValueError(f"{folder} is no folder that `course classroom init` made") from None


def release(folder: Path, assignments: Sequence[str] | None = None) -> dict[str, Path]:
    """Has nbgrader generate the notebooks that it has not generated yet.

    Args:
        folder: Of the class.
        assignments: Which ones; default all.

    Returns:
        The released notebooks, by their file names.

    Raises:
        ValueError: There is no such assignment, or nbgrader cannot; what it said is in the message.
    """
    known = sorted(path.name for path in (folder / "source").iterdir())
    if unknown := sorted(set(assignments or ()) - set(known)):
        raise ValueError(f"no assignment {', '.join(unknown)}; there are {', '.join(known)}")
    from nbgrader.apps import NbGraderAPI

    from course_utils.classroom.course_folder import read_config

    nbgrader = NbGraderAPI(config=read_config(folder))
    wanted = assignments or known
    for name in wanted:
        if not (folder / "release" / name).exists():
            done = nbgrader.generate_assignment(name)
            if not done["success"]:
                raise ValueError(f"nbgrader cannot generate {name}: {done['log']}")
    found = [path for name in wanted for path in folder.glob(f"release/{name}/*.ipynb")]
    return {path.name: path for path in sorted(found)}


def _add_assignments(folder: Path, class_name: str, names) -> None:
    from course_utils.classroom.course_folder import open_database

    with open_database(f"sqlite:///{folder.resolve() / 'gradebook.db'}", class_name) as gradebook:
        for name in names:
            gradebook.add_assignment(name)
