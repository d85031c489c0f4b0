"""`course classroom`: hand out, collect, grade and give feedback, with nbgrader."""

import argparse

from course_utils.commands import present

DESCRIPTION = """\
Makes the notebooks a class: nbgrader's folder, what students get, grades, feedback, reports. For
the rest, such as collecting, use nbgrader's own commands in the class's folder.
"""

STEPS = present(f"classroom_{steps}" for steps in ("setup", "grade", "reports"))


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command; one subcommand per step."""
    parser = subparsers.add_parser(
        "classroom",
        help="hand out, collect, grade and give feedback, with nbgrader",
        description=DESCRIPTION,
    )
    steps = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    for module in STEPS:
        module.add_parser(steps)
