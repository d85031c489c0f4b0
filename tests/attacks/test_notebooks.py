"""Attacks in the file that is handed in, graded as a teacher does: all in one run."""

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

pytest.importorskip("nbgrader")

from course_utils.classroom.course_folder import make_course, open_course, open_gradebook, release
from course_utils.classroom.editions.classroom_edition import hidden_points
from course_utils.classroom.submissions import read_tree
from course_utils.folders import repository
from tests.attacks.submissions import ANSWERED, NOTEBOOK, exercises, source, submission
from tests.classroom.grading.small_course import grade
from tests.classroom.sandbox.sandboxed import SANDBOX

HONEST = {
    name: exercise.points + hidden_points(exercise.points) if name in ANSWERED else 0
    for name, exercise in exercises().items()
}
NOTHING = dict.fromkeys(HONEST, 0)
CHECK = "check_pcm_to_float"  # of a function that is not written
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3)) \x1b[2J\x07"


def cell(book, name):
    return next(c for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def copied(book):
    answers = [c for c in book.cells if not c.metadata.nbgrader.grade_id.startswith("given_")]
    book.cells += [nbformat.from_dict(c) for c in answers]


def copied_with_points(book):
    copy = nbformat.from_dict(cell(book, CHECK))
    copy.outputs = [new_output("execute_result", {"text/plain": "99"}, execution_count=1)]
    book.cells += [copy, nbformat.from_dict(copy)]


def points_in_outputs(book):
    for one in book.cells:
        if one.cell_type == "code":
            table = "<table class='course-check'><caption>all passed</caption></table>"
            one.outputs = [
                new_output("display_data", {"text/html": table}),
                new_output("execute_result", {"text/plain": "7"}, execution_count=1),
            ]


def more_points(book):
    for one in book.cells:
        if "points" in one.metadata.get("nbgrader", {}):
            one.metadata.nbgrader.points = 99


def no_checks(book):
    book.cells = [c for c in book.cells if not c.metadata.nbgrader.grade_id.startswith("check_")]


def no_answer(book):
    book.cells.remove(cell(book, "to_mono"))


def only_answers(book):
    book.cells = [c for c in book.cells if c.metadata.nbgrader.grade_id in ANSWERED]


def edited_check(book):
    cell(book, CHECK).source = "5"


def edited_given(book):
    for one in book.cells:
        if one.metadata.nbgrader.locked:
            one.source = "import os; os._exit(0)" if one.cell_type == "code" else NASTY


def unlocked(book):
    for one in book.cells:
        one.metadata.nbgrader |= {"locked": False, "grade": False, "solution": True}


def own_graded_cell(book):
    marks = {"grade_id": "mine", "grade": True, "points": 99, "locked": True, "solution": False}
    mine = new_code_cell("99", metadata={"nbgrader": marks | {"schema_version": 3, "task": False}})
    mine.outputs = [new_output("execute_result", {"text/plain": "99"}, execution_count=1)]
    book.cells.append(mine)


def swapped_names(book):
    one, other = cell(book, CHECK), cell(book, "check_to_mono")
    one.metadata, other.metadata = other.metadata, one.metadata


def nonsense_metadata(book):
    book.metadata = {"kernelspec": [], "nbgrader": 5, "language_info": "x", "widgets": {"x": 1}}
    for number, one in enumerate(book.cells[::5]):
        if one.metadata.nbgrader.grade_id not in ANSWERED:
            one.metadata["nbgrader"] = [None, 1, "x", [], {"grade_id": []}][number % 5]


def another_kernel(book):
    book.metadata.kernelspec = {"name": "../../bash", "display_name": NASTY, "language": "bash"}
    book.metadata.language_info = {"name": "bash"}


def many_cells(book):
    book.cells += [new_code_cell("pass") for _ in range(500)]


def many_outputs(book):
    outputs = [new_output("stream", text="x" * 10**6)]
    cell(book, "to_mono").outputs = outputs * 30


def nasty(book):
    attached = {"x.svg": {"image/svg+xml": f"<svg onload='alert(4)'>{NASTY}</svg>"}}
    book.cells += [
        new_markdown_cell(NASTY, attachments=attached),
        new_code_cell(f"raise ValueError({NASTY!r})"),
        new_code_cell(f"# {NASTY[:-5]}"),
        new_code_cell(
            "pass", outputs=[new_output("display_data", {"text/html": NASTY, "text/latex": NASTY})]
        ),
    ]
    cell(book, "pcm_to_float").source = f"def pcm_to_float(pcm):\n    return {NASTY!r}"


def here_and_now(book):
    """Points must not depend on the clock, the place or the language of the machine."""
    code = (
        "import locale, os, time\nos.environ['TZ'] = 'Asia/Kathmandu'; time.tzset()\n"
        "locale.setlocale(locale.LC_ALL, '')\ntime.time = lambda: 0\n"
        "locale._override_localeconv = {'decimal_point': ','}"
    )
    book.cells[1:1] = [new_code_cell(code)]


CHANGES = (
    *(copied, copied_with_points, points_in_outputs, more_points, no_checks, only_answers),
    *(edited_check, edited_given, unlocked, own_graded_cell, swapped_names, nonsense_metadata),
    *(another_kernel, many_cells, many_outputs, nasty, here_and_now),
)


def older(major, minor=0):
    """The honest submission in an older version of the format."""
    book = nbformat.convert(submission(), major)
    if major == 4:
        book.nbformat_minor = minor
        for one in book.cells:
            del one["id"]
    return json.dumps(book).encode()


UNREADABLE = {  # made of the honest submission
    "format_9": lambda honest: json.dumps(dict(json.loads(honest), nbformat=9)).encode(),
    "not_json": lambda honest: b"\x00\xff{not json",
    "empty": lambda honest: b"",
    "a_list": lambda honest: b"[1, 2]",
    "no_cells": lambda honest: b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "deep": lambda honest: b"[" * 10**6,
    "numbers": lambda honest: honest.replace(b'"cell_type": "code"', b'"cell_type": 5'),
    "two_encodings": lambda honest: honest.decode().encode("utf-16"),
}
DESERVED = {
    **dict.fromkeys(("honest", "format_3", "format_4"), HONEST),
    **{change.__name__: HONEST for change in CHANGES},
    "no_answer": HONEST | {"to_mono": 0},
    **dict.fromkeys(UNREADABLE, NOTHING),
}


def files():
    """What each student hands in."""
    honest = nbformat.writes(submission()).encode()
    handed_in = {"honest": honest} | {f"format_{n}": older(n) for n in (3, 4)}
    for change in (*CHANGES, no_answer):
        book = submission()
        change(book)
        handed_in[change.__name__] = json.dumps(book).encode()
    return handed_in | {name: make(honest) for name, make in UNREADABLE.items()}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class whose students all attack, graded."""
    if SANDBOX.reason:
        pytest.skip(SANDBOX.reason)
    folder = tmp_path_factory.mktemp("classes") / "class"
    with pytest.MonkeyPatch.context() as patch:  # nbgrader calls `alembic` by name
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        make_course(repository(), folder, "class")
    for assignment in (folder / "source").iterdir():
        if assignment.name != NOTEBOOK:
            shutil.rmtree(assignment)
    nbformat.write(source(), folder / "source" / NOTEBOOK / f"{NOTEBOOK}.ipynb")
    release(folder)
    for name, content in files().items():
        place = folder / "submitted" / name / NOTEBOOK
        place.mkdir(parents=True)
        (place / f"{NOTEBOOK}.ipynb").write_bytes(content)
    links = folder / "submitted" / "links" / NOTEBOOK
    links.mkdir(parents=True)
    (links / f"{NOTEBOOK}.ipynb").symlink_to(folder / "source" / NOTEBOOK / f"{NOTEBOOK}.ipynb")
    (links / "secret").symlink_to(folder / "class_secret")
    before = read_tree(folder / "submitted"), read_tree(folder / "source")
    secret = (folder / "class_secret").read_bytes()
    assert grade(folder, "--assignment", NOTEBOOK) == 0
    assert (read_tree(folder / "submitted"), read_tree(folder / "source")) == before
    assert (folder / "class_secret").read_bytes() == secret
    return folder


@pytest.fixture(scope="module")
def points(course):
    """Points of each function, by student."""
    with open_gradebook(open_course(course)) as gradebook:
        return {
            submitted.student.id: {
                given.name.removeprefix("check_"): given.score
                for notebook in submitted.notebooks
                for given in notebook.grades
            }
            for submitted in gradebook.assignment_submissions(NOTEBOOK)
        }


@pytest.mark.parametrize("student", DESERVED)
def test_everyone_gets_what_they_deserve(points, student):
    assert points[student] == DESERVED[student]


def test_a_link_to_the_source_is_no_answer(points, course):
    assert points["links"] == NOTHING
    graded = course / "autograded" / "links" / NOTEBOOK
    assert not any(path.is_symlink() for path in graded.rglob("*"))


def test_feedback_holds_nothing_that_acts(course):
    for page in course.glob("feedback/*/*/*.html"):
        text = page.read_text("utf-8")
        for acts in ("<script>alert", "<img src=x", 'href="javascript:', "<svg onload"):
            assert acts not in text, page
