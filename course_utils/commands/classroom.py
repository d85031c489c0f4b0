"""`course classroom`: hand out, collect, grade and give feedback, with nbgrader."""

import argparse

from course_utils.commands import present

DESCRIPTION = """\
Makes the notebooks a class: nbgrader's folder, what students get, grades, feedback, reports. What
nbgrader does by itself, such as collecting, is done with its own commands in the class's folder.
"""

STEPS = present(
    f"classroom_{step}" for step in ("init", "package", "grade", "similarity", "report")
)


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command; one subcommand per step."""
    parser = subparsers.add_parser(
        "classroom",
        help="hand out, collect, grade and give feedback, with nbgrader",
        description=DESCRIPTION,
    )
    steps = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    for step in STEPS:
        step.add_parser(steps)
