"""`course classroom init`: makes the folder of a class."""

import argparse

from course_utils.commands.classroom_step import add_step, add_trust_option

DESCRIPTION = """\
Makes DIR, where nbgrader and the other steps of `course classroom` work:

  source/ASSIGNMENT/ASSIGNMENT.ipynb    each notebook of the course as an assignment
  nbgrader_config.py                    nbgrader's configuration; yours goes below its last line
  gradebook.db                          nbgrader's gradebook
  class_secret                          what the hidden checks draw their inputs from

Keep class_secret to yourself, and with the gradebook: with another one, the hidden checks have
other inputs. Nothing is ever written over.
"""

EXAMPLES = """\
examples:
  course classroom init ~/classes/autumn --class sequence-models-autumn
"""

NEXT = """\
Next, in {folder}:
  course classroom package .        makes {name}.zip for your students
  nbgrader zip_collect ASSIGNMENT   takes what they handed in from downloaded/ASSIGNMENT/archive/
  course classroom grade .          grades it and writes feedback"""


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = add_step(
        subparsers,
        "init",
        "make the folder of a class",
        DESCRIPTION,
        EXAMPLES,
        "a folder that is not there yet",
    )
    parser.add_argument(
        "--class",
        dest="class_name",
        required=True,
        metavar="NAME",
        help="letters, digits, '-', '_' and '.': nbgrader's course id",
    )
    add_trust_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Makes the folder and says what to do next.

    Raises:
        ValueError: The folder holds something, or the name is no course id.
    """
    from course_utils.classroom.course_folder import make_course
    from course_utils.folders import repository

    names = make_course(repository(), args.dir, args.class_name, args.trust_submissions)
    print(f"{args.dir} has {len(names)} assignments: {', '.join(names)}")
    print(NEXT.format(folder=args.dir, name=args.class_name))
    return 0
