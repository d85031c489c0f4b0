"""A course of one function, whose grader does what the submission's text says."""

import argparse
import errno
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader import api
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor

from course_utils.classroom.course_folder import open_course, open_gradebook, read_config
from course_utils.classroom.grading.workers import Workers
from course_utils.commands import classroom_grade

CONFIG = """\
import os
from nbgrader.preprocessors import *
from nbconvert.preprocessors import ClearMetadataPreprocessor
from tests.classroom.grading.small_course import PretendJudge, PretendRestore

c = get_config()
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.CourseDirectory.course_id = "class"
c.Exchange.root = os.path.join(c.CourseDirectory.root, "exchange")
c.Autograde.sanitize_preprocessors = [PretendRestore, ClearOutput, OverwriteCells]
c.Autograde.autograde_preprocessors = [
    PretendJudge, ClearMetadataPreprocessor, LimitOutput, SaveAutoGrades, AssignLatePenalties
]
c.Judge.trust_submissions = True  # nothing of them is run
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
"""
SOLUTION = "### BEGIN SOLUTION\npoints 3\n### END SOLUTION"
POSSIBLE = 3


class PretendRestore(NbGraderPreprocessor):
    """Puts back what is missing."""

    def preprocess(self, nb, resources):
        if not any("nbgrader" in cell.metadata for cell in nb.cells):
            nb.cells += nbformat.reads(notebook(""), as_version=4).cells
        return nb, resources


class PretendJudge(NbGraderPreprocessor):
    """Gives as many points as the submission asks for, or fails as it says."""

    def preprocess(self, nb, resources):
        cells = {c.metadata.nbgrader.grade_id: c for c in nb.cells if "nbgrader" in c.metadata}
        words = cells["answer"].source.split() if "answer" in cells else []
        act(*words)
        points = int(words[1]) if words[:1] == ["points"] else 0
        data = {"text/plain": str(points)}
        cells["check_answer"].outputs = [new_output("execute_result", data)]
        return nb, resources


def act(word="", *arguments):
    """Fails as a machine may: `full`, `dies`, `once MARKER`, `slow SECONDS`."""
    if word == "full":
        raise OSError(errno.ENOSPC, "No space left on device")
    if word == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "once" and not Path(arguments[0]).exists():
        Path(arguments[0]).touch()
        raise OSError(errno.EMFILE, "Too many open files")
    if word == "points" and arguments[1:]:
        time.sleep(float(arguments[1]))


def notebook(answer):
    def marks(name, **kinds):
        usual = {"grade": False, "solution": False, "locked": False, "task": False}
        return {"nbgrader": {"grade_id": name, "schema_version": 3, **usual, **kinds}}

    cells = [
        new_markdown_cell("# A course"),
        new_code_cell(answer, metadata=marks("answer", solution=True)),
        new_code_cell(
            "check(answer)",
            metadata=marks("check_answer", grade=True, locked=True, points=POSSIBLE),
        ),
    ]
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}}
    return nbformat.writes(new_notebook(cells=cells, metadata=metadata))


def make_course(folder, answers):
    """A course with the assignment `first`, and what each student answered."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    (folder / "class_secret").write_text("0" * 32)
    write(folder / "source" / "first" / "book.ipynb", notebook(SOLUTION))
    course = open_course(folder)
    with pytest.MonkeyPatch.context() as patch:  # asking alembic for it takes seconds
        patch.setattr(api, "get_alembic_version", lambda: "none")
        with open_gradebook(course) as gradebook:
            gradebook.add_assignment("first")
    course.assignment_id = "first"
    GenerateAssignment(coursedir=course, config=read_config(folder)).start()
    for student, answer in answers.items():
        hand_in(folder, student, answer)
    return folder


def hand_in(course, student, answer):
    write(course / "submitted" / student / "first" / "book.ipynb", notebook(answer))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def grade(course, *options):
    parser = argparse.ArgumentParser(prog="course classroom")
    classroom_grade.add_parser(parser.add_subparsers())
    args = parser.parse_args(["grade", str(course), "--jobs", "2", *options])
    return args.run(args)


@contextmanager
def threads(place, count=None):
    """Stands for processes, which take seconds to start."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    workers = Workers(lambda: ThreadPoolExecutor(2), 2)
    yield workers
    workers.close()
    shutil.rmtree(place)


def points(course):
    """Points that the gradebook holds, by student."""
    settings = open_course(course)
    with open_gradebook(settings) as gradebook:
        submissions = gradebook.assignment_submissions("first")
        return {submission.student.id: submission.score for submission in submissions}
