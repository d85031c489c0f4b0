"""`course classroom report`: the points of a class per function."""

import argparse

from course_utils.commands.classroom_step import add_step

DESCRIPTION = """\
Reads the gradebook of a course and writes for each assignment

  DIR/reports/points/ASSIGNMENT.html    how many students have all, some or no points, per function
  DIR/reports/points/ASSIGNMENT.png     the same as a figure

so that you see which exercise is too hard.
"""

EXAMPLES = """\
examples:
  course classroom report ~/classes/autumn                     every assignment with grades
  course classroom report ~/classes/autumn 01_wavenet_data
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = add_step(subparsers, "report", "see which exercise is too hard", DESCRIPTION, EXAMPLES)
    parser.add_argument(
        "assignment", nargs="?", metavar="ASSIGNMENT", help="such as 01_wavenet_data (default: all)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes a page and a figure per assignment, and prints which functions are hard.

    Raises:
        ValueError: There is no gradebook, no such assignment, or no grade.
    """
    import matplotlib

    matplotlib.use("Agg")

    from course_utils.atomic import write_bytes, write_text
    from course_utils.classroom.course_folder import open_course, open_gradebook
    from course_utils.classroom.reports.class_report import (
        points_figure,
        points_page,
        read_points,
        too_hard,
    )

    course = open_course(args.dir)
    with open_gradebook(course) as gradebook:
        names = [args.assignment] if args.assignment else [a.name for a in gradebook.assignments]
        points = {name: read_points(gradebook, name) for name in names}
    graded = {name: functions for name, functions in points.items() if any_grade(functions)}
    if not graded:
        raise ValueError(f"no grades for {', '.join(names) or 'any assignment'}: grade first")
    for name, functions in graded.items():
        file = args.dir / "reports" / "points" / f"{name}.html"
        png = points_figure(functions)
        write_bytes(file.with_suffix(".png"), png)
        write_text(file, points_page(name, functions, png))
        hard = [function.name for function in functions if too_hard(function)]
        print(f"{file}: {'hard: ' + ', '.join(hard) if hard else 'no function is too hard'}")
    return 0


def any_grade(functions: list) -> bool:
    """Whether a student has handed something in."""
    return any(function.earned for function in functions)
