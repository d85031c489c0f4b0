"""`course classroom init`, `package` and `renew`: the folder of a class, and its zip."""

import argparse
from pathlib import Path

INIT_DESCRIPTION = """\
Makes DIR, where nbgrader and the other steps of `course classroom` work:

  source/ASSIGNMENT/ASSIGNMENT.ipynb    each notebook of the course as an assignment
  nbgrader_config.py                    nbgrader's configuration; add yours below its last line
  gradebook.db                          nbgrader's gradebook
  class_secret                          the hidden checks draw their inputs from it

Keep class_secret to yourself, and keep it with the gradebook: with another secret, the hidden
checks have other inputs. Nothing is ever overwritten.
"""

INIT_EXAMPLES = """\
examples:
  course classroom init ~/classes/autumn --class sequence-models-autumn
"""

NEXT = """\
Next, in {folder}:
  course classroom package .        makes {name}.zip for your students
  nbgrader zip_collect ASSIGNMENT   collects submissions from downloaded/ASSIGNMENT/archive/
  course classroom grade .          grades them and writes feedback"""

PACKAGE_DESCRIPTION = """\
Writes the zip that students get: the notebooks as nbgrader releases them, course_utils without any
solution, the data, and the two commands `make lab` and `make test`. Notebooks that nbgrader has not
generated yet are generated first.
"""

PACKAGE_EXAMPLES = """\
examples:
  course classroom package ~/classes/autumn
  course classroom package ~/classes/autumn --assignment 01_wavenet_data --out week1.zip
"""


RENEW_DESCRIPTION = """\
After the course was updated: makes the assignments in DIR/source anew from its notebooks, and
releases those again that were released. Submissions, grades and class_secret stay; what was in
DIR/source is kept in DIR/older. Then `course classroom grade` grades every submission again, also
those that were made with the package from before.
"""

RENEW_EXAMPLES = """\
examples:
  course classroom renew ~/classes/autumn
  course classroom package ~/classes/autumn        a zip with the new notebooks for your students
"""


def add_parser(steps: argparse._SubParsersAction) -> None:
    """Adds the three steps."""
    _add_init(steps)
    _add_package(steps)
    _add_renew(steps)


def _add_init(steps: argparse._SubParsersAction) -> None:
    parser = steps.add_parser(
        "init",
        help="make the folder of a class",
        description=INIT_DESCRIPTION,
        epilog=INIT_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="a folder that does not exist yet")
    parser.add_argument(
        "--class",
        dest="class_name",
        required=True,
        metavar="NAME",
        help="letters, digits, '-', '_' and '.': nbgrader's course id",
    )
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="run submissions without a sandbox: they can then do whatever you can",
    )
    parser.set_defaults(run=run_init)


def _add_package(steps: argparse._SubParsersAction) -> None:
    parser = steps.add_parser(
        "package",
        help="make the zip that students get",
        description=PACKAGE_DESCRIPTION,
        epilog=PACKAGE_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder of the class")
    parser.add_argument(
        "--assignment",
        action="append",
        metavar="A",
        help="only this notebook; may be given several times (default: all)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="default: DIR/NAME.zip, after the class"
    )
    parser.set_defaults(run=run_package)


def _add_renew(steps: argparse._SubParsersAction) -> None:
    parser = steps.add_parser(
        "renew",
        help="make the assignments anew after the course was updated",
        description=RENEW_DESCRIPTION,
        epilog=RENEW_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder of the class")
    parser.set_defaults(run=run_renew)


def run_init(args: argparse.Namespace) -> int:
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


def run_package(args: argparse.Namespace) -> int:
    """Writes the zip and says what is in it.

    Raises:
        ValueError: DIR is no class, there is no such assignment, or nbgrader cannot generate one.
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


def run_renew(args: argparse.Namespace) -> int:
    """Makes the assignments anew and says which have changed.

    Raises:
        ValueError: DIR is no class, or an assignment that was graded has other exercises.
    """
    from course_utils.classroom.course_folder import renew
    from course_utils.folders import repository

    renewed = renew(args.dir, repository())
    if renewed:
        print(f"made anew: {', '.join(renewed)}; the notebooks before: {args.dir / 'older'}")
    else:
        print(f"the assignments of {args.dir} are those of this version of the course")
    return 0
