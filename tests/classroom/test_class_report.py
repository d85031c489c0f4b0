import argparse
import re

import pytest
from nbgrader.api import Gradebook

from course_utils.classroom.class_report import (
    NO_RESPONSE,
    FunctionPoints,
    points_figure,
    points_page,
    read_points,
    too_hard,
)
from course_utils.classroom.course_folder import open_course, open_gradebook
from course_utils.commands import classroom_reports

POINTS = {  # by student: points of `easy` (of 3) and `hard` (of 4)
    "anna": (3, 4),
    "bert": (3, 1),
    "cleo": (2, 0),
    "dora": (3, 0),
}


def report(*arguments):
    parser = argparse.ArgumentParser(prog="course classroom")
    classroom_reports.add_parser(parser.add_subparsers())
    args = parser.parse_args(["report", *map(str, arguments)])
    return args.run(args)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class graded by nbgrader's own gradebook; dora left `hard` as it was."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    with open_gradebook(open_course(folder)) as gradebook:
        for assignment in ("first", "second"):
            gradebook.add_assignment(assignment)
            gradebook.add_notebook("book", assignment)
            for name, points in (("easy", 3), ("hard", 4)):
                place = ("book", assignment)
                gradebook.add_solution_cell(name, *place)
                gradebook.add_grade_cell(
                    f"check_{name}", *place, max_score=points, cell_type="code"
                )
        for student, points in POINTS.items():
            gradebook.add_student(student)
            gradebook.add_submission("first", student)
            for name, earned in zip(("easy", "hard"), points, strict=True):
                grade = gradebook.find_grade(f"check_{name}", "book", "first", student)
                grade.auto_score = earned
        gradebook.find_comment("hard", "book", "first", "dora").auto_comment = NO_RESPONSE
        gradebook.db.commit()
    return folder


@pytest.fixture
def functions(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return read_points(gradebook, "first")


def test_points_come_per_function(functions):
    easy, hard = functions
    assert (easy.name, easy.possible, easy.earned["cleo"]) == ("easy", 3, 2)
    assert easy.counts == (3, 1, 0, 0)
    assert hard.counts == (1, 1, 1, 1)
    assert hard.untouched == {"dora"}


def test_only_those_who_wrote_something_make_it_hard(functions):
    easy, hard = functions
    assert easy.mean_share == pytest.approx(11 / 12)
    assert hard.mean_share == pytest.approx(5 / 12)
    assert [too_hard(function) for function in functions] == [False, True]
    nobody = FunctionPoints("new", 2, {"dora": 0.0}, frozenset({"dora"}))
    assert nobody.mean_share is None
    assert not too_hard(nobody)


def test_a_manual_score_counts(course, functions):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check_hard", "book", "first", "cleo").manual_score = 4
        assert read_points(gradebook, "first")[1].earned["cleo"] == 4
        gradebook.db.rollback()


def test_the_page_holds_figure_and_numbers(functions):
    png = points_figure(functions)
    assert png.startswith(b"\x89PNG")
    page = points_page("first <1>", functions, png)
    assert "first &lt;1&gt;" in page
    assert "4 students" in page
    assert "data:image/png;base64," in page
    (row,) = re.findall(r"<tr><td>hard.*", page)
    assert re.findall(r">([^<]+)</td>", row) == ["hard", "4", "42%", "1", "1", "1", "1", "hard"]


def test_the_command_writes_what_it_says(course, capsys):
    assert report(course) == 0
    assert "hard: hard" in capsys.readouterr().out
    written = sorted(path.name for path in (course / "reports" / "points").iterdir())
    assert written == ["first.html", "first.png"]


@pytest.mark.parametrize(
    ("assignment", "words"), [("second", "no grades for second"), ("third", "No such assignment")]
)
def test_without_grades_it_says_so(course, assignment, words):
    with pytest.raises(ValueError, match=words):
        report(course, assignment)


def test_a_folder_that_is_no_course_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no nbgrader_config"):
        report(tmp_path)
