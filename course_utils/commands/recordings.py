"""Options that say which recordings a command reads, the same for all of them."""

import argparse
from pathlib import Path


def add_recording_options(parser: argparse.ArgumentParser) -> None:
    """Adds `--data`, `--sample-rate` and `--speaker-pattern`."""
    option = parser.add_argument
    option("--data", type=Path, metavar="DIR", help="recordings (default: the course's own)")
    option("--sample-rate", type=int, default=16_000, metavar="HZ", help="default: %(default)s")
    option(
        "--speaker-pattern",
        metavar="RE",
        help="a regular expression whose first group, in a file's path below DIR, is the speaker; "
        "default: the name of the file's folder",
    )
