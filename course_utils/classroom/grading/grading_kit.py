"""What a grading worker needs to know of a course: a folder that knows no student."""

import hashlib
import sqlite3
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy
from nbgrader.api import Base
from nbgrader.coursedir import CourseDirectory

import course_utils
from course_utils.classroom.course_folder import CONFIG, SECRET
from course_utils.classroom.file_trees import Tree, read_tree

# The tables that define assignments; the others hold what students did.
DEFINITIONS = (
    *("alembic_version", "course", "assignment", "notebook", "source_cell"),
    *("base_cell", "grade_cells", "solution_cells", "task_cells"),
)


@dataclass(frozen=True)
class Kit:
    """An assignment as a course folder: configuration, secret, source, gradebook.

    Attributes:
        assignment: Its name.
        notebooks: The names of its notebooks, without `.ipynb`.
        tree: The files of the folder.
        digest: Of all that a grade depends on, apart from the submission.
    """

    assignment: str
    notebooks: tuple[str, ...]
    tree: Tree
    digest: str


def make_kit(course: CourseDirectory, assignment: str) -> Kit:
    """The kit of an assignment.

    Raises:
        ValueError: The assignment was not generated.
    """
    root = Path(course.root)
    source = root / "source" / assignment
    names = [CONFIG, SECRET, "class_name"]
    tree = {name: (root / name).read_bytes() for name in names if (root / name).is_file()}
    tree |= {f"source/{assignment}/{name}": data for name, data in read_tree(source).items()}
    gradebook, dump = _definitions(course.db_url)
    notebooks = _notebooks(course.db_url, assignment)
    if not notebooks:
        raise ValueError(
            f"{assignment} has no graded notebook yet: run `nbgrader generate_assignment "
            f"{assignment}` in {root}"
        )
    digest = digest_of(tree | {"gradebook": dump.encode(), "code": code_digest().encode()})
    return Kit(assignment, notebooks, tree | {"gradebook.db": gradebook}, digest)


def digest_of(tree: Tree) -> str:
    """One for the names and bytes of all files."""
    digest = hashlib.sha256()
    for name in sorted(tree):
        digest.update(f"{len(name)} {name} {len(tree[name])} ".encode())
        digest.update(tree[name])
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """Of the course's Python files: another check may give other points."""
    package = Path(course_utils.__file__).parent
    files = sorted(package.rglob("*.py"))
    return digest_of({path.relative_to(package).as_posix(): path.read_bytes() for path in files})


def _notebooks(db_url: str, assignment: str) -> tuple[str, ...]:
    query = sqlalchemy.text(
        "SELECT notebook.name FROM notebook JOIN assignment "
        "ON notebook.assignment_id = assignment.id WHERE assignment.name = :name"
    )
    with sqlalchemy.create_engine(db_url).connect() as connection:
        return tuple(sorted(connection.scalars(query, {"name": assignment})))


def _definitions(db_url: str) -> tuple[bytes, str]:
    """A gradebook with the assignments alone: an SQLite file, and the same as text."""
    with tempfile.TemporaryDirectory(prefix="course-kit-") as folder:
        file = Path(folder) / "gradebook.db"
        copy = sqlalchemy.create_engine(f"sqlite:///{file}")
        Base.metadata.create_all(copy)
        tables = sqlalchemy.MetaData()
        original = sqlalchemy.create_engine(db_url)
        tables.reflect(original, only=DEFINITIONS)
        tables.create_all(copy)
        with original.connect() as reading, copy.begin() as writing:
            for table in tables.sorted_tables:
                rows = [dict(row) for row in reading.execute(table.select()).mappings()]
                if rows:
                    writing.execute(table.insert(), rows)
        copy.dispose()
        with sqlite3.connect(file) as connection:
            dump = "\n".join(connection.iterdump())
        connection.close()
        return file.read_bytes(), dump
