"""`course classroom report` and `course classroom similarity`: pages for the teacher."""

import argparse
from pathlib import Path

REPORT_DESCRIPTION = """\
Reads the gradebook of a class and writes for each assignment

  DIR/reports/points/ASSIGNMENT.html    how many students have all, some or no points, per function
  DIR/reports/points/ASSIGNMENT.png     the same as a figure

so that you see which exercise is too hard.
"""

REPORT_EXAMPLES = """\
examples:
  course classroom report ~/classes/autumn                     every assignment with grades
  course classroom report ~/classes/autumn 01_wavenet_data
"""

SIMILARITY_DESCRIPTION = """\
Compares what the students of a class wrote, and writes

  DIR/reports/similarity/ASSIGNMENT.html    the pairs, with their code side by side
  DIR/reports/similarity/ASSIGNMENT.csv     the same as a table

Given code is taken out, and what many in the class wrote hardly counts. Renamed variables, other
spaces and comments, and moved cells change nothing. Read both submissions before you say anything:
similarity is a reason to look, not a proof.
"""

SIMILARITY_EXAMPLES = """\
examples:
  course classroom similarity ~/classes/autumn 01_wavenet_data
  course classroom similarity ~/classes/autumn 01_wavenet_data --least 0.8
"""


def add_parser(steps: argparse._SubParsersAction) -> None:
    """Adds both steps."""
    _add_similarity(steps)
    _add_report(steps)


def _add_similarity(steps: argparse._SubParsersAction) -> None:
    parser = steps.add_parser(
        "similarity",
        help="find submissions that are more alike than the class is",
        description=SIMILARITY_DESCRIPTION,
        epilog=SIMILARITY_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder of the class")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 01_wavenet_data")
    parser.add_argument(
        "--least",
        type=float,
        default=0.5,
        metavar="SHARE",
        help="list pairs that share at least this part of their own code, 0 to 1 (default: 0.5)",
    )
    parser.set_defaults(run=run_similarity)


def _add_report(steps: argparse._SubParsersAction) -> None:
    parser = steps.add_parser(
        "report",
        help="see which exercise is too hard",
        description=REPORT_DESCRIPTION,
        epilog=REPORT_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder of the class")
    parser.add_argument(
        "assignment", nargs="?", metavar="ASSIGNMENT", help="such as 01_wavenet_data (default: all)"
    )
    parser.set_defaults(run=run_report)


def run_similarity(args: argparse.Namespace) -> int:
    """Writes the page and the table, and prints the pairs.

    Raises:
        ValueError: Nothing was released or handed in, or `--least` is no share.
    """
    from course_utils.atomic import write_text
    from course_utils.classroom.similarity import (
        read_class,
        similar_pairs,
        similarity_csv,
        similarity_page,
    )

    codes, unreadable = read_class(args.dir, args.assignment)
    pairs = similar_pairs(codes, args.least)
    page = args.dir / "reports" / "similarity" / f"{args.assignment}.html"
    write_text(page, similarity_page(args.assignment, pairs, codes, unreadable))
    write_text(page.with_suffix(".csv"), similarity_csv(pairs))
    for pair in pairs:
        print(f"{pair.similarity:5.0%}  {pair.students[0]} and {pair.students[1]}")
    for student, reason in unreadable.items():
        print(f"not compared: {student}: {reason}")
    print(f"submissions: {len(codes)}, pairs to look at: {len(pairs)}, the page: {page}")
    return 0


def run_report(args: argparse.Namespace) -> int:
    """Writes a page and a figure per assignment, and prints which functions are hard.

    Raises:
        ValueError: There is no gradebook, no such assignment, or no grade.
    """
    import matplotlib

    matplotlib.use("Agg")

    from course_utils.atomic import write_bytes, write_text
    from course_utils.classroom.class_report import (
        points_figure,
        points_page,
        read_points,
        too_hard,
    )
    from course_utils.classroom.course_folder import open_course, open_gradebook

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
