"""Grades one submission of an assignment in a folder of its own: nbgrader's autograde and feedback.

A `Kit` is what a worker needs to know of a course: a folder that knows no student.
"""

import hashlib
import logging
import sqlite3
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import sqlalchemy
from jinja2 import BytecodeCache
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Base
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets import default

import course_utils
from course_utils.classroom.course_folder import (
    CONFIG,
    SECRET,
    open_gradebook,
    read_config,
    require_this_version,
)
from course_utils.classroom.grading.cells import graded_cells
from course_utils.classroom.grading.gradebook_marks import Marks, read_marks, write_manual
from course_utils.classroom.grading.preprocessors import version_note
from course_utils.classroom.submissions import Tree, read_tree, replace_unreadable, write_tree

# The tables that define assignments; the others hold what students did.
DEFINITIONS = (
    *("alembic_version", "course", "assignment", "notebook", "source_cell"),
    *("base_cell", "grade_cells", "solution_cells", "task_cells"),
)
# nbgrader changes the working directory and the environment of its process.
ONE_AT_A_TIME = threading.Lock()


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


@dataclass(frozen=True)
class Submission:
    """What a student handed in.

    Attributes:
        student: Their name.
        files: What they handed in.
        marks: What the gradebook says about it so far.
        notes: What is wrong with the files.
    """

    student: str
    files: Tree
    marks: Marks
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graded:
    """What grading found.

    Attributes:
        marks: For the gradebook.
        autograded: The files of nbgrader's folder of that name.
        feedback: The same for feedback.
        notes: What was wrong with the files that were handed in.
    """

    marks: Marks
    autograded: Tree
    feedback: Tree
    notes: tuple[str, ...]


def make_kit(course: CourseDirectory, assignment: str) -> Kit:
    """The kit of an assignment.

    Raises:
        ValueError: The assignment was not generated, or by another version of the course.
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
    for name in notebooks:
        require_this_version(_source(tree, assignment, name), assignment)
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


def _version_notes(kit: Kit, files: Tree) -> tuple[str, ...]:
    """What a teacher should know of notebooks that were written with another version."""
    notes = []
    for name in kit.notebooks:
        submitted = nbformat.reads(files[f"{name}.ipynb"].decode("utf-8"), as_version=4)
        note = version_note(graded_cells(submitted, _source(kit.tree, kit.assignment, name)))
        if note:
            notes.append(f"{name}.ipynb {note}")
    return tuple(notes)


def _source(tree: Tree, assignment: str, name: str) -> nbformat.NotebookNode:
    return nbformat.reads(tree[f"source/{assignment}/{name}.ipynb"].decode("utf-8"), as_version=4)


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


class _OneSubmission:
    """A step of nbgrader's for one student, in which what goes wrong is raised."""

    def convert_notebooks(self) -> None:
        ((_, notebooks),) = self.assignments.items()
        self.notebooks = sorted(notebooks)
        place = self.coursedir.assignment_id, self.coursedir.student_id
        self.init_assignment(*place)
        for notebook in self.notebooks:
            self.convert_single_notebook(notebook)
        self.set_permissions(*place)


class _AutogradeOne(_OneSubmission, Autograde):
    """nbgrader's autograde."""


class _CompiledTemplates(BytecodeCache):
    """The templates that this process has compiled; Jinja takes a third of a grading for it."""

    def __init__(self):
        self.compiled = {}

    def load_bytecode(self, bucket) -> None:
        bucket.code = self.compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket) -> None:
        self.compiled[bucket.key, bucket.checksum] = bucket.code


class _FeedbackExporter(HTMLExporter):
    """nbconvert's, with templates that are compiled once and not for each student."""

    templates = _CompiledTemplates()

    @property
    def environment(self):
        environment = super().environment
        environment.bytecode_cache = self.templates
        return environment


class _FeedbackOne(_OneSubmission, GenerateFeedback):
    """nbgrader's generate_feedback."""

    @default("export_class")
    def _exporter_class_default(self):
        return _FeedbackExporter


def grade_one(kit: Kit, submission: Submission, trust: bool = False) -> Graded:
    """Grades a submission as `nbgrader autograde` and `nbgrader generate_feedback` do.

    Args:
        kit: The assignment.
        submission: Is read as a notebook or taken for an empty one.
        trust: Whether it may run without a sandbox.

    Raises:
        Exception: Whatever nbgrader, a step or the machine raises: the submission has no grade.
    """
    files, notes = replace_unreadable(submission.files, kit.notebooks)
    with ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="course-grading-") as folder:
        root = Path(folder).resolve()
        write_tree(root, kit.tree)
        write_tree(root / "submitted" / submission.student / kit.assignment, files)
        config = read_config(root)
        if trust:
            config.Judge.trust_submissions = True
        course = CourseDirectory(config=config)
        course.root, course.db_url = str(root), f"sqlite:///{root / 'gradebook.db'}"
        course.assignment_id, course.student_id = kit.assignment, submission.student
        with open_gradebook(course) as gradebook:
            write_manual(gradebook, kit.assignment, submission.student, submission.marks)
        for step in (_AutogradeOne, _FeedbackOne):
            step(coursedir=course, config=config, log=_log()).start()
        with open_gradebook(course) as gradebook:
            marks = read_marks(gradebook, kit.assignment, submission.student)
        autograded, feedback = (
            read_tree(root / step / submission.student / kit.assignment)
            for step in ("autograded", "feedback")
        )
    notes = submission.notes + notes + _version_notes(kit, files)
    return Graded(marks, autograded, feedback, notes)


def _log() -> logging.Logger:
    log = logging.getLogger("course.grading")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log
