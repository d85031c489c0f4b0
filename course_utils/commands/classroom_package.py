"""`course classroom package`: makes the zip that students get."""

import argparse
from pathlib import Path

from course_utils.commands.classroom_step import add_step

DESCRIPTION = """\
Writes what students get, as a zip: the notebooks as nbgrader releases them, course_utils without
any solution, the data, and the two commands `make lab` and `make test`. Notebooks that nbgrader has
not generated yet are generated first.
"""

EXAMPLES = """\
examples:
  course classroom package ~/classes/autumn
  course classroom package ~/classes/autumn --assignment 01_wavenet_data --out week1.zip
"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = add_step(
        subparsers, "package", "make the zip that students get", DESCRIPTION, EXAMPLES
    )
    parser.add_argument(
        "--assignment",
        action="append",
        metavar="A",
        help="only this notebook; may be given several times (default: all)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="default: DIR/NAME.zip, after the class"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the zip and says what is in it.

    Raises:
        ValueError: DIR is no course, there is no such assignment, or nbgrader cannot generate one.
    """
    from course_utils.classroom.course_folder import read_class_name, release
    from course_utils.classroom.editions.student_package import write_package
    from course_utils.folders import repository

    name = read_class_name(args.dir)
    out = args.out or args.dir / f"{name}.zip"
    released = release(args.dir, args.assignment)
    write_package(repository(), released, out, name)
    print(f"{out}: {out.stat().st_size / 1e6:.0f} MB with {', '.join(released)}")
    print("Students unpack it and run `make lab`; they hand in notebooks of their workspace/.")
    return 0
