"""What nbgrader's gradebook holds about one submission, as plain data.

Workers grade with a copy of the gradebook that knows no student. What they find comes back as
`Marks`, and is written in one transaction. What people wrote is never overwritten.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

Cell = tuple[str, str]  # notebook, name


@dataclass(frozen=True)
class Marks:
    """What is written about a submission.

    Attributes:
        timestamp: When it was handed in.
        extension: How much longer this student had.
        penalties: Points taken off for being late, by notebook.
        auto_scores: Points that the checks gave, by cell.
        auto_comments: What the grader said, by cell.
        manual_scores: Pairs of (points instead of those, extra points) that people gave.
        manual_comments: What people said.
    """

    timestamp: datetime | None = None
    extension: timedelta | None = None
    penalties: dict[str, float | None] = field(default_factory=dict)
    auto_scores: dict[Cell, float | None] = field(default_factory=dict)
    auto_comments: dict[Cell, str | None] = field(default_factory=dict)
    manual_scores: dict[Cell, tuple[float | None, float | None]] = field(default_factory=dict)
    manual_comments: dict[Cell, str | None] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the grader has decided on every cell."""
        return bool(self.auto_scores) and None not in self.auto_scores.values()

    @property
    def by_people(self) -> tuple:
        """All that people decided: what they changed shows in a student's feedback."""
        scores = [pair for pair in self.manual_scores.items() if pair[1] != (None, None)]
        comments = [pair for pair in self.manual_comments.items() if pair[1]]
        return self.extension, sorted(scores), sorted(comments)


def read_marks(gradebook: Gradebook, assignment: str, student: str) -> Marks:
    """What the gradebook says; nothing where it does not know the submission."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return Marks()
    grades, comments = dict(_grades(submission)), dict(_comments(submission))
    return Marks(
        submission.timestamp,
        submission.extension,
        {notebook.name: notebook.late_submission_penalty for notebook in submission.notebooks},
        {cell: grade.auto_score for cell, grade in grades.items()},
        {cell: comment.auto_comment for cell, comment in comments.items()},
        {cell: (grade.manual_score, grade.extra_credit) for cell, grade in grades.items()},
        {cell: comment.manual_comment for cell, comment in comments.items()},
    )


def write_manual(gradebook: Gradebook, assignment: str, student: str, marks: Marks) -> None:
    """Writes what people decided, in one transaction."""
    with _one_transaction(gradebook):
        submission = _submission(gradebook, assignment, student)
        submission.extension = marks.extension
        for cell, grade in _grades(submission):
            grade.manual_score, grade.extra_credit = marks.manual_scores.get(cell, (None, None))
        for cell, comment in _comments(submission):
            comment.manual_comment = marks.manual_comments.get(cell)


def write_automatic(gradebook: Gradebook, assignment: str, student: str, marks: Marks) -> None:
    """Writes what the grader found, in one transaction; what people wrote stays."""
    with _one_transaction(gradebook):
        submission = _submission(gradebook, assignment, student)
        submission.timestamp = marks.timestamp
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = marks.penalties.get(notebook.name)
        for cell, grade in _grades(submission):
            before, grade.auto_score = grade.auto_score, marks.auto_scores.get(cell)
            if grade.auto_score is None or grade.manual_score is None:
                grade.needs_manual_grade = grade.auto_score is None
            elif grade.auto_score != before:  # what a person decided was about something else
                grade.needs_manual_grade = True
        for cell, comment in _comments(submission):
            comment.auto_comment = marks.auto_comments.get(cell)


@contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """All or nothing, where nbgrader commits after every row."""
    session = gradebook.db
    commit, session.commit = session.commit, session.flush
    try:
        yield
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.commit


def _submission(gradebook: Gradebook, assignment: str, student: str) -> SubmittedAssignment:
    gradebook.update_or_create_student(student)
    return gradebook.update_or_create_submission(assignment, student)


def _grades(submission: SubmittedAssignment) -> Iterator:
    for notebook in submission.notebooks:
        yield from (((notebook.name, grade.name), grade) for grade in notebook.grades)


def _comments(submission: SubmittedAssignment) -> Iterator:
    for notebook in submission.notebooks:
        yield from (((notebook.name, comment.name), comment) for comment in notebook.comments)
