"""Grades the submissions of a course, many at a time."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from course_utils.atomic import write_text
from course_utils.classroom.grading.grade_one import (
    Graded,
    Submission,
    digest_of,
    grade_one,
    make_kit,
)
from course_utils.classroom.grading.gradebook_marks import read_marks, write_automatic
from course_utils.classroom.grading.preprocessors import printable
from course_utils.classroom.grading.workers import Done, Workers, run_tasks
from course_utils.classroom.submissions import read_tree, replace_tree, submitted_folders


@dataclass(frozen=True)
class Entry:
    """A submission that was graded.

    Attributes:
        digest: Of all that its grade depends on.
        notes: What was wrong with its files.
    """

    digest: str
    notes: tuple[str, ...] = ()


class Journal:
    """The entries of a course.

    An entry is written after the grade is in the gradebook and its files lie in their folders, so
    what it names is complete.

    Args:
        folder: Of the journal.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, assignment: str, student: str) -> Entry | None:
        """The entry of a submission; None if there is none, or it is damaged."""
        try:
            fields = json.loads(self._file(assignment, student).read_text(encoding="utf-8"))
            return Entry(str(fields["digest"]), tuple(map(str, fields["notes"])))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, assignment: str, student: str, entry: Entry) -> None:
        """Keeps an entry, whole or not at all."""
        write_text(self._file(assignment, student), json.dumps(asdict(entry)))

    def _file(self, assignment: str, student: str) -> Path:
        return self.folder / assignment / f"{student}.json"


LARGEST_SUBMISSION = 200_000_000  # bytes of all files together
LONGEST_NOTE = 500  # characters
STATE = ".grading"  # the folder of the journal, within the course
READ_ONLY, READ_AND_WRITE = 0o444, 0o644  # as nbgrader leaves autograded and feedback

Task = tuple[str, str]  # assignment, student


@dataclass(frozen=True)
class Outcome:
    """How grading a submission went.

    Attributes:
        assignment: Its name.
        student: Who handed it in.
        state: "graded", "as before" or "not graded".
        notes: Why not, or what was wrong with the files.
    """

    assignment: str
    student: str
    state: str
    notes: tuple[str, ...] = ()


class Grading:
    """One run over the submissions of a course.

    Args:
        course: As nbgrader sees it.
        gradebook: Of the course.
        assignment: Its name, or None for every one that was handed in.
        trust: Whether submissions may run without a sandbox.
        again: Whether to grade what was graded before, too.

    Raises:
        ValueError: Nothing was handed in, or an assignment was not generated.
    """

    def __init__(
        self,
        course: CourseDirectory,
        gradebook: Gradebook,
        assignment: str | None = None,
        trust: bool = False,
        again: bool = False,
    ):
        self.gradebook, self.trust, self.again = gradebook, trust, again
        self.root = Path(course.root)
        self.journal = Journal(self.root / STATE)
        found = submitted_folders(self.root, assignment or "*")
        self.folders = {(name, student): folder for student, name, folder in found}
        names = sorted({name for name, _ in self.folders})
        self.kits = {name: make_kit(course, name) for name in names}
        self.digests: dict[Task, str] = {}

    def run(self, workers: Workers) -> Iterator[Outcome]:
        """Grades everything, and yields how it went, submission by submission."""
        fresh = []
        for task in sorted(self.folders):
            before = None if self.again else self._graded_before(*task)
            if before is None:
                fresh.append(task)
            else:
                yield Outcome(*task, "as before", before.notes)
        for done in run_tasks(workers, fresh, lambda task: self._begin(workers, task), self._keep):
            yield _outcome(done)

    def _begin(self, workers: Workers, task: Task) -> Future:
        assignment, _ = task
        submission = self._submission(*task)
        self.digests[task] = self._digest(assignment, submission)
        return workers.submit(grade_one, self.kits[assignment], submission, self.trust)

    def _keep(self, task: Task, graded: Graded) -> tuple[str, ...]:
        assignment, student = task
        for step, tree, mode in (
            ("autograded", graded.autograded, READ_ONLY),
            ("feedback", graded.feedback, READ_AND_WRITE),
        ):
            replace_tree(self._place(step, task), tree, mode)
        write_automatic(self.gradebook, assignment, student, graded.marks)
        self.journal.write(assignment, student, Entry(self.digests[task], graded.notes))
        return graded.notes

    def _graded_before(self, assignment: str, student: str) -> Entry | None:
        entry = self.journal.read(assignment, student)
        if entry is None:
            return None
        try:
            submission = self._submission(assignment, student)
        except OSError:
            return None  # grading it will say so
        complete = (
            entry.digest == self._digest(assignment, submission)
            and submission.marks.complete
            and all(
                self._place(step, (assignment, student)).is_dir()
                for step in ("autograded", "feedback")
            )
        )
        return entry if complete else None

    def _submission(self, assignment: str, student: str) -> Submission:
        marks = read_marks(self.gradebook, assignment, student)
        folder = self.folders[assignment, student]
        try:
            return Submission(student, read_tree(folder, LARGEST_SUBMISSION), marks)
        except ValueError as error:
            return Submission(student, {}, marks, (str(error),))

    def _digest(self, assignment: str, submission: Submission) -> str:
        by_people = repr(submission.marks.by_people).encode()
        kit = self.kits[assignment].digest.encode()
        return digest_of({**submission.files, "/kit": kit, "/marks": by_people})

    def _place(self, step: str, task: Task) -> Path:
        assignment, student = task
        return self.root / step / student / assignment


def _outcome(done: Done) -> Outcome:
    if done.error is None:
        return Outcome(*done.task, "graded", done.value)
    words = printable(str(done.error))[:LONGEST_NOTE]
    return Outcome(*done.task, "not graded", (f"{type(done.error).__name__}: {words}",))
