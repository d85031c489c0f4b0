"""Grades one submission in a folder of its own: nbgrader's autograde and feedback."""

import logging
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from course_utils.classroom.collecting.submissions import readable_notebooks
from course_utils.classroom.course_folder import open_gradebook, read_config
from course_utils.classroom.file_trees import Tree, read_tree, write_tree
from course_utils.classroom.grading.gradebook_marks import Marks, read_marks, write_manual
from course_utils.classroom.grading.grading_kit import Kit

# nbgrader changes the working directory and the environment of its process.
ONE_AT_A_TIME = threading.Lock()


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


class _FeedbackOne(_OneSubmission, GenerateFeedback):
    """nbgrader's generate_feedback."""


def grade_one(kit: Kit, submission: Submission, trust: bool = False) -> Graded:
    """Grades a submission as `nbgrader autograde` and `nbgrader generate_feedback` do.

    Args:
        kit: The assignment.
        submission: Is read as a notebook or taken for an empty one.
        trust: Whether it may run without a sandbox.

    Raises:
        Exception: Whatever nbgrader, a step or the machine raises: the submission has no grade.
    """
    files, notes = readable_notebooks(submission.files, kit.notebooks)
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
    return Graded(marks, autograded, feedback, submission.notes + notes)


def _log() -> logging.Logger:
    log = logging.getLogger("course.grading")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log
