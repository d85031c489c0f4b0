"""The folder of a class, in which nbgrader works: its assignments, settings, secret and lock."""

import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

import course_utils
from course_utils.atomic import write_text
from course_utils.classroom.editions.classroom_edition import source_notebook
from course_utils.source_imports import missing_imports

CONFIG = "nbgrader_config.py"
SECRET = "class_secret"
PACKAGE = Path(course_utils.__file__).parent

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


def release(folder: Path, assignments: Sequence[str] | None = None) -> dict[str, Path]:
    """Has nbgrader generate the notebooks that it has not generated yet.

    Args:
        folder: Of the class.
        assignments: Which ones; default all.

    Returns:
        The released notebooks, by their file names.

    Raises:
        ValueError: There is no such assignment, another version of the course made it, or nbgrader
            cannot generate it.
    """
    known = sorted(path.name for path in (folder / "source").iterdir())
    if unknown := sorted(set(assignments or ()) - set(known)):
        raise ValueError(f"no assignment {', '.join(unknown)}; there are {', '.join(known)}")
    from nbgrader.apps import NbGraderAPI

    nbgrader = NbGraderAPI(config=read_config(folder))
    wanted = assignments or known
    for name in wanted:
        for file in folder.glob(f"source/{name}/*.ipynb"):
            require_this_version(nbformat.read(file, as_version=4), name)
        if not (folder / "release" / name).exists():
            done = nbgrader.generate_assignment(name)
            if not done["success"]:
                raise ValueError(f"nbgrader cannot generate {name}: {done['log']}")
    found = [path for name in wanted for path in folder.glob(f"release/{name}/*.ipynb")]
    return {path.name: path for path in sorted(found)}


def require_this_version(source: nbformat.NotebookNode, assignment: str) -> None:
    """Refuses an assignment whose cells import what this version of the course does not have.

    Grading would run the cells that the course gave, and every answer that needs them would fail.

    Args:
        source: A notebook of the assignment, as nbgrader's source.
        assignment: Its name.

    Raises:
        ValueError: Another version of the course made the assignment.
    """
    code = [cell.source for cell in source.cells if cell.cell_type == "code"]
    missing = missing_of_course(code)
    if missing:
        others = f" and {len(missing) - 1} more" if missing[1:] else ""
        raise ValueError(
            f"{assignment} was made by another version of the course: its cells import "
            f"{missing[0]}{others}, which this version does not have. `course classroom renew DIR` "
            "makes it anew; submissions and grades stay"
        )


def missing_of_course(sources: Iterable[str]) -> list[str]:
    """What pieces of code import from the course that this version of it does not have, sorted."""
    missing = set()
    for source in sources:
        with suppress(SyntaxError):  # a cell with IPython's own commands, or one that cannot run
            missing |= set(missing_imports(source, PACKAGE.parent, PACKAGE.name))
    return sorted(missing)


def renew(folder: Path, repository: Path) -> list[str]:
    """Makes the assignments of a class anew from the notebooks of the repository.

    Submissions, grades and the class's secret stay. What stood in source/ is kept in older/.

    Returns:
        The names of the assignments that have changed.

    Raises:
        ValueError: The folder is no class, or an assignment that was graded has other exercises.
    """
    class_name, course = read_class_name(folder), open_course(folder)
    renewed, released = [], []
    with open_database(course.db_url, class_name) as gradebook:
        for place in sorted((folder / "source").glob("*/*.ipynb")):
            name, path = place.parent.name, repository / "notebooks" / place.name
            if not path.is_file():
                continue
            source = source_notebook(nbformat.read(path, as_version=4), repository)
            text, before = nbformat.writes(source) + "\n", place.read_text(encoding="utf-8")
            if text == before:
                continue
            _replace_given_cells(gradebook, name, place.stem, source)
            write_text(_unused(folder / "older" / place.name), before)
            if (folder / "release" / name).exists():
                shutil.rmtree(folder / "release" / name)
                released.append(name)
            write_text(place, text)
            renewed.append(name)
    if released:
        release(folder, released)
    return renewed


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


def read_class_name(folder: Path) -> str:
    """The name of a class.

    Raises:
        ValueError: The folder is not one that `course classroom init` made.
    """
    try:
        return (folder / "class_name").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ValueError(f"{folder} is no folder that `course classroom init` made") from None


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


def write_secret(folder: Path) -> None:
    """Draws the number from which hidden checks draw their inputs; only its owner can read it.

    Raises:
        ValueError: git tracks the file's name here.
    """
    if git_tracks(folder / SECRET):
        raise ValueError(f"git tracks {folder / SECRET}: the class's secret must not be published")
    path = folder / SECRET
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secrets.token_hex(16) + "\n", encoding="utf-8")


def git_tracks(path: Path) -> bool:
    """Whether a file is in the index of a git repository around it."""
    command = ["git", "-C", str(path.parent), "ls-files", "--error-unmatch", path.name]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds a folder's lock; the system releases it however the process ends.

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


def _fill(folder: Path, repository: Path, class_name: str, trust_submissions: bool) -> list[str]:
    notebooks = {path.stem: path for path in sorted((repository / "notebooks").glob("*.ipynb"))}
    for name, path in notebooks.items():
        source = source_notebook(nbformat.read(path, as_version=4), repository)
        write_text(folder / "source" / name / f"{name}.ipynb", nbformat.writes(source) + "\n")
    write_text(folder / "class_name", class_name + "\n")
    write_text(folder / ".gitignore", "# submissions, grades and the secret stay out of git\n*\n")
    write_secret(folder)
    write_text(folder / CONFIG, CONFIG_TEXT.format(trust=trust_submissions))
    _add_assignments(folder, class_name, notebooks)
    return list(notebooks)


def _add_assignments(folder: Path, class_name: str, names) -> None:
    with open_database(f"sqlite:///{folder.resolve() / 'gradebook.db'}", class_name) as gradebook:
        for name in names:
            gradebook.add_assignment(name)


def _replace_given_cells(
    gradebook: Gradebook, assignment: str, name: str, source: nbformat.NotebookNode
) -> None:
    """Makes the gradebook know a notebook's cells; nbgrader does not where something was graded.

    Raises:
        ValueError: The graded cells are others than before, and something was graded.
    """
    try:
        notebook = gradebook.find_notebook(name, assignment)
    except MissingEntry:
        return  # nothing was generated yet
    if not notebook.submissions:
        return
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in source.cells}
    graded = {name for name, cell in cells.items() if cell.metadata.nbgrader.grade}
    if graded != {cell.name for cell in notebook.grade_cells}:
        raise ValueError(
            f"{assignment} has other exercises in this version of the course, and submissions are "
            "graded already: make a new class with `course classroom init`"
        )
    for cell in notebook.source_cells:
        if cell.name not in cells:
            gradebook.db.delete(cell)
    gradebook.db.commit()
    for grade_id in cells.keys() - {cell.name for cell in notebook.source_cells}:
        content = {"source": cells[grade_id].source, "cell_type": cells[grade_id].cell_type}
        gradebook.add_source_cell(grade_id, name, assignment, **content)


def _unused(path: Path) -> Path:
    """The path, or the first with a number behind its name that is not there yet."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(place for place in chain([path], numbered) if not place.exists())
