"""`course classroom grade`, on a course whose grader does what submissions say."""

import csv
import shutil
from dataclasses import replace

import nbformat
import pytest

from course_utils.classroom.course_folder import locked, open_course, open_gradebook
from course_utils.classroom.grading import grading
from course_utils.classroom.grading import workers as worker_processes
from course_utils.classroom.grading.gradebook_marks import read_marks, write_automatic
from course_utils.classroom.submissions import read_tree
from tests.classroom.grading.small_course import grade, hand_in, make_course, points, threads, write


def rows(course):
    with (course / "grades.csv").open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def states(course):
    return {student: row["state"] for student, row in rows(course).items()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class in which much goes wrong, graded once; and what the command returned."""
    folder = tmp_path_factory.mktemp("class")
    answers = {f"student{i}": f"points {i % 4}" for i in range(4)}
    answers |= {"full": "full", "kills": "dies", "flaky": f"once {folder / 'mark'} points 3"}
    course = make_course(folder, answers)
    write(course / "submitted" / "nojson" / "first" / "book.ipynb", "{not json")
    write(course / "submitted" / "nothing" / "first" / "other.txt", "sorry")
    (course / "submitted" / "nothing" / "first" / "link").symlink_to("/etc/passwd")
    before = read_tree(course / "submitted")
    status = grade(course)
    assert read_tree(course / "submitted") == before
    return course, status


def test_every_submission_that_can_be_graded_is(graded):
    course, _ = graded
    expected = {f"student{i}": i % 4 for i in range(4)} | {"flaky": 0, "nojson": 0, "nothing": 0}
    assert points(course) == expected
    for student in expected:
        assert (course / "autograded" / student / "first" / "book.ipynb").is_file()
        assert (course / "feedback" / student / "first" / "book.html").is_file()


def test_machines_that_fail_are_named_and_give_no_points(graded):
    course, status = graded
    assert status == 3
    not_graded = {s: row for s, row in rows(course).items() if row["state"] == "not graded"}
    assert set(not_graded) == {"full", "kills"}
    assert "No space left" in not_graded["full"]["notes"]
    assert "Broken" in not_graded["kills"]["notes"]
    assert {row["points"] for row in not_graded.values()} == {""}
    assert not (course / "autograded" / "full").exists()


def test_what_is_no_notebook_is_graded_as_an_empty_one(graded):
    course, _ = graded
    assert "no notebook" in rows(course)["nojson"]["notes"]
    assert "was not handed in" in rows(course)["nothing"]["notes"]
    assert "no notebook" in (course / "feedback" / "nojson" / "first" / "book.html").read_text()
    assert not (course / "autograded" / "nothing" / "first" / "link").exists()


def test_nothing_of_the_workers_is_left(graded):
    course, _ = graded
    assert not (course / ".grading" / "work").exists()
    assert oct((course / "autograded/student1/first/book.ipynb").stat().st_mode)[-3:] == "444"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Two students, graded."""
    course = make_course(
        tmp_path_factory.mktemp("template"), {"anna": "points 3", "bert": "points 1"}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_processes, "local_workers", threads)
        assert grade(course) == 0
    return course


@pytest.fixture
def course(template, tmp_path, monkeypatch):
    """A copy of those two, for a test to change."""
    monkeypatch.setattr(worker_processes, "local_workers", threads)
    return shutil.copytree(template, tmp_path / "class")


def test_a_second_run_repeats_only_what_has_changed(course):
    write(course / "submitted" / "anna" / "first" / "timestamp.txt", "2026-11-01 12:00:00 UTC")
    hand_in(course, "cleo", "points 2")
    assert grade(course) == 0
    assert states(course) == {"anna": "graded", "bert": "as before", "cleo": "graded"}
    assert grade(course, "--again") == 0
    assert set(states(course).values()) == {"graded"}


@pytest.mark.parametrize("lost", ["gradebook.db", "feedback/bert", ".grading/first/bert.json"])
def test_what_was_lost_is_graded_again(course, lost):
    path = course / lost
    if lost == "gradebook.db":
        with open_gradebook(open_course(course)) as gradebook:
            gradebook.remove_submission("first", "bert")
    elif path.is_dir():
        path.rename(path.with_name("gone"))
    else:
        path.write_text("{}")
    assert grade(course) == 0
    assert states(course) == {"anna": "as before", "bert": "graded"}
    assert points(course) == {"anna": 3, "bert": 1}


@pytest.mark.parametrize("changed", ["class_secret", "source/first/book.ipynb"])
def test_another_secret_or_source_grades_everything_again(course, changed):
    with (course / changed).open("a") as file:
        file.write("\n")
    assert grade(course) == 0
    assert set(states(course).values()) == {"graded"}


@pytest.mark.parametrize("options", [(), ("--again",)])
def test_what_the_teacher_wrote_stays_and_is_shown(course, options):
    with open_gradebook(open_course(course)) as gradebook:
        gradebook.find_grade("check_answer", "book", "first", "bert").manual_score = 2.5
        gradebook.find_comment("answer", "book", "first", "bert").manual_comment = "nearly"
        gradebook.db.commit()
    assert grade(course, *options) == 0
    assert states(course)["bert"] == "graded"
    assert points(course) == {"anna": 3, "bert": 2.5}
    with open_gradebook(open_course(course)) as gradebook:
        grade_of_bert = gradebook.find_grade("check_answer", "book", "first", "bert")
        assert (grade_of_bert.auto_score, grade_of_bert.needs_manual_grade) == (1, False)
    assert "nearly" in (course / "feedback" / "bert" / "first" / "book.html").read_text()
    assert grade(course) == 0
    assert set(states(course).values()) == {"as before"}


def test_a_person_looks_again_where_the_grader_now_says_something_else(course):
    with open_gradebook(open_course(course)) as gradebook:
        gradebook.find_grade("check_answer", "book", "first", "bert").manual_score = 2.5
        gradebook.db.commit()
    hand_in(course, "bert", "points 2")
    assert grade(course) == 0
    assert points(course) == {"anna": 3, "bert": 2.5}
    with open_gradebook(open_course(course)) as gradebook:
        assert gradebook.find_grade("check_answer", "book", "first", "bert").needs_manual_grade


def test_marks_are_written_together_or_not_at_all(course):
    with open_gradebook(open_course(course)) as gradebook:
        marks = read_marks(gradebook, "first", "anna")
        with pytest.raises(AttributeError):
            write_automatic(gradebook, "first", "new", replace(marks, auto_comments=None))
        assert gradebook.students == [gradebook.find_student(name) for name in ("anna", "bert")]
    assert points(course) == {"anna": 3, "bert": 1}


def test_a_submission_that_is_too_large_is_graded_as_empty(course, monkeypatch):
    monkeypatch.setattr(grading, "LARGEST_SUBMISSION", 100)
    assert grade(course, "--again") == 0
    assert points(course) == {"anna": 0, "bert": 0}
    assert "at most 100" in rows(course)["anna"]["notes"]


def test_an_older_format_is_read(course):
    book = nbformat.read(course / "submitted/anna/first/book.ipynb", as_version=3)
    write(course / "submitted/anna/first/book.ipynb", nbformat.writes(book))
    assert grade(course) == 0
    assert rows(course)["anna"]["notes"] == ""


def test_one_at_a_time(course):
    with locked(course / ".grading"), pytest.raises(ValueError, match="is being graded already"):
        grade(course)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--assignment", "second"), "nothing for second was handed in"),
        (("--jobs", "0"), "--jobs must be at least 1, not 0"),
    ],
)
def test_what_makes_no_sense_is_said(course, options, words):
    with pytest.raises(ValueError, match=words):
        grade(course, *options)


def test_an_assignment_that_was_not_generated_is_said(course):
    write(course / "submitted" / "anna" / "third" / "book.ipynb", "")
    with pytest.raises(ValueError, match="run `nbgrader generate_assignment third`"):
        grade(course)


def test_an_assignment_of_another_version_is_not_graded(tmp_path):
    course = make_course(tmp_path, {"ann": "points 3"})
    place = course / "source" / "first" / "book.ipynb"
    source = nbformat.read(place, as_version=4)
    source.cells.append(nbformat.v4.new_code_cell("import course_utils.segments"))
    nbformat.write(source, place)
    with pytest.raises(ValueError, match=r"another version of the course.*course_utils\.segments"):
        grade(course)
    assert not (course / "autograded").exists()


def test_a_submission_of_another_version_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(worker_processes, "local_workers", threads)
    course = make_course(tmp_path, {"ann": "points 3", "bob": "points 1"})
    place = course / "submitted" / "bob" / "first" / "book.ipynb"
    book = nbformat.read(place, as_version=4)
    book.cells.insert(
        0, nbformat.v4.new_code_cell("from course_utils.segments import AudioSegment")
    )
    nbformat.write(book, place)
    assert grade(course) == 0
    assert "book.ipynb imports course_utils.segments" in rows(course)["bob"]["notes"]
    assert rows(course)["ann"]["notes"] == ""
