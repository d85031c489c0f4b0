"""`course classroom similarity`: which submissions are more alike than the class is."""

import argparse

from course_utils.commands.classroom_step import add_step

DESCRIPTION = """\
Compares what the students of a course wrote, and writes

  DIR/reports/similarity/ASSIGNMENT.html    the pairs, with their code side by side
  DIR/reports/similarity/ASSIGNMENT.csv     the same as a table

Given code is taken out, and what many in the class wrote hardly counts. Renamed variables, other
spaces and comments, and moved cells change nothing. Read both before you say anything: it is a
reason to look, not a proof.
"""

EXAMPLES = """\
examples:
  course classroom similarity ~/classes/autumn 01_wavenet_data
  course classroom similarity ~/classes/autumn 01_wavenet_data --least 0.8
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = add_step(
        subparsers,
        "similarity",
        "find submissions that are more alike than the class is",
        DESCRIPTION,
        EXAMPLES,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 01_wavenet_data")
    parser.add_argument(
        "--least",
        type=float,
        default=0.5,
        metavar="SHARE",
        help="list pairs that share at least this part of their own code, 0 to 1 (default: 0.5)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the page and the table, and prints the pairs.

    Raises:
        ValueError: Nothing was released or handed in, or `--least` is no share.
    """
    from course_utils.atomic import write_text
    from course_utils.classroom.reports.similarity import read_class, similar_pairs
    from course_utils.classroom.reports.similarity_page import similarity_csv, similarity_page

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
