"""What the steps of `course classroom` have in common: how they are added, and their options."""

import argparse
from pathlib import Path


def add_step(
    steps: argparse._SubParsersAction,
    name: str,
    help: str,
    description: str,
    examples: str,
    folder: str = "folder of the course",
) -> argparse.ArgumentParser:
    """Adds a step with the folder that it works in, `dir`.

    Args:
        steps: Of `course classroom`.
        name: Of the step.
        help: A line about it.
        description: What it does, with its line breaks.
        examples: Ways to call it.
        folder: What DIR is.
    """
    parser = steps.add_parser(
        name,
        help=help,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help=folder)
    return parser


def add_trust_option(parser: argparse.ArgumentParser) -> None:
    """Adds the way around the sandbox."""
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="run submissions without a sandbox: they can then do whatever you can",
    )
