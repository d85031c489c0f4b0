"""nbgrader's own steps in the folder of a class, in the order in which a teacher takes them."""

import json
import shutil
import subprocess
import zipfile

import nbformat
import pytest

pytest.importorskip("nbgrader")
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course_utils.classroom.course_folder import make_course, release
from course_utils.classroom.grading.cells import grade_id
from course_utils.classroom.sandbox.sandbox import SandboxError
from course_utils.folders import repository
from tests.classroom.sandbox.sandboxed import SANDBOX

NAME = "01_wavenet_data"
HAND_INS = ("ann", "bob", "cid")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class in which ann has everything right, bob nothing, and cid some."""
    folder = tmp_path_factory.mktemp("classes") / "autumn"
    make_course(repository(), folder, "autumn")
    release(folder, [NAME])
    return folder


@pytest.fixture(scope="module")
def nbgrader(course):
    loader = PyFileConfigLoader("nbgrader_config.py", path=str(course))
    return NbGraderAPI(config=loader.load_config())


def read(course, step, *student):
    return nbformat.read(course.joinpath(step, *student, NAME, f"{NAME}.ipynb"), as_version=4)


def hand_in(course):
    complete, some = read(course, "source"), read(course, "release")
    answers = {grade_id(cell): cell.source for cell in complete.cells}
    for cell in some.cells:
        if grade_id(cell) == "to_mono":
            cell.source = answers["to_mono"]
        if grade_id(cell) == "shift_by_one":
            cell.source = "def shift_by_one(sequence):\n    return sequence[:-1], sequence[:-1]"
    some.cells.insert(1, nbformat.v4.new_markdown_cell("<script>alert('cid')</script>"))
    archive = course / "downloaded" / NAME / "archive" / "all.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as packed:
        for who, book in zip(HAND_INS, (complete, read(course, "release"), some), strict=True):
            packed.writestr(f"{who}_{NAME}.ipynb", nbformat.writes(book))


def run_nbgrader(course, *arguments):
    done = subprocess.run(["nbgrader", *arguments], cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def graded(course, nbgrader):
    """The class after collecting, autograding and feedback."""
    hand_in(course)
    run_nbgrader(course, "zip_collect", NAME)
    for student in HAND_INS:
        done = nbgrader.autograde(NAME, student)
        assert done["success"], done["log"]
        done = nbgrader.generate_feedback(NAME, student)
        assert done["success"], done["log"]
    return course


def points(course, student):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "autumn") as gradebook:
        submission = gradebook.find_submission(NAME, student)
        (notebook,) = submission.notebooks
        return {grade.name: (grade.score, grade.max_score) for grade in notebook.grades}


def test_the_release_has_stubs_and_editable_given_cells(course):
    released = read(course, "release")
    cells = {grade_id(cell): cell for cell in released.cells}
    assert "raise NotImplementedError()" in cells["to_mono"].source
    assert not cells["check_to_mono"].metadata["editable"]
    given = [cell for name, cell in cells.items() if name.startswith("given_")]
    assert all(cell.metadata.get("editable", True) for cell in given)


@SANDBOX.needed
def test_everything_right_gets_every_point_and_stubs_get_none(graded):
    assert all(score == most for score, most in points(graded, "ann").values())
    assert all(score == 0 for score, most in points(graded, "bob").values())


@SANDBOX.needed
def test_some_right_get_their_points(graded):
    earned = {name: score for name, (score, _) in points(graded, "cid").items() if score}
    assert earned == {"check_to_mono": 4}


@SANDBOX.needed
def test_nothing_waits_for_a_person(graded):
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}", "autumn") as gradebook:
        assert not any(
            gradebook.find_submission(NAME, student).needs_manual_grade for student in HAND_INS
        )


@SANDBOX.needed
def test_feedback_says_why_and_runs_nothing_of_the_students(graded):
    page = (graded / "feedback" / "cid" / NAME / f"{NAME}.html").read_text("utf-8")
    assert "a model would learn to copy, not predict" in page
    assert "Hidden: other recordings" in page
    assert "<script>alert('cid')" not in page
    assert "&lt;script&gt;alert" in page
    solutions = [c.source for c in read(graded, "source").cells if "BEGIN SOLUTION" in c.source]
    assert solutions
    assert not any(source in page for source in solutions)


@SANDBOX.needed
def test_formgraders_page_runs_nothing_of_the_students(graded):
    """It has the rights of the teacher's JupyterLab."""
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    shown = {"base_url": "", "mathjax_url": "", "notebook_id": NAME, "index": 0, "total": 1}
    page, _ = HTMLExporter(config=config).from_notebook_node(
        read(graded, "autograded", "cid"), resources=shown
    )
    assert "<script>alert('cid')" not in page
    assert "&lt;script&gt;alert" in page


@SANDBOX.needed
def test_grades_are_exported(graded):
    run_nbgrader(graded, "export")
    exported = (graded / "exported_grades.csv").read_text("utf-8")
    assert f"{NAME},,,ann" in exported.replace('"', "")
    assert not (graded / "grades.csv").exists()  # it is `course classroom grade` that writes it


@SANDBOX.needed
def test_points_given_by_hand_stay_when_graded_again(graded, nbgrader):
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}", "autumn") as gradebook:
        gradebook.find_grade("check_to_mono", NAME, NAME, "bob").manual_score = 2
        gradebook.db.commit()
    assert nbgrader.autograde(NAME, "bob", force=True)["success"]
    assert points(graded, "bob")["check_to_mono"] == (2, 4)


def test_without_a_sandbox_there_is_no_grade(course, nbgrader, monkeypatch):
    """The machine's fault is never a student's 0."""

    def refuse(*_):
        raise SandboxError("There is no bubblewrap on this machine")

    monkeypatch.setattr("course_utils.classroom.grading.preprocessors.open_sandbox", refuse)
    folder = course / "submitted" / "dan" / NAME
    folder.mkdir(parents=True)
    shutil.copy(course / "release" / NAME / f"{NAME}.ipynb", folder)
    done = nbgrader.autograde(NAME, "dan")
    assert not done["success"]
    assert "There is no bubblewrap on this machine" in json.dumps(done["log"])
    assert not (course / "autograded" / "dan" / NAME).exists()
    shutil.rmtree(course / "submitted" / "dan")
