"""`course kernels`: installs the kernelspecs of the notebooks."""

import argparse
import sys

from course_utils.study.kernels import install_kernels


def add_parser(subparsers) -> None:
    """Adds the command to the parser of `course`."""
    parser = subparsers.add_parser(
        "kernels",
        help="install the Jupyter kernels `course` and `course-gpu`",
        description="Installs two kernels for this Python: `course` computes on a GPU if the Keras "
        "backend sees one, else on the CPU; `course-gpu` refuses to start without a GPU. "
        "`course lab` and `course test` do this by themselves.",
    )
    parser.add_argument(
        "--prefix",
        default=sys.prefix,
        metavar="DIR",
        help="install below DIR/share/jupyter (default: this Python's environment)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Installs both kernelspecs and prints where."""
    for folder in install_kernels(args.prefix):
        print(f"{folder.name}: {folder}")
    return 0
