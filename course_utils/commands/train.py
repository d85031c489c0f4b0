"""`course train`: trains the networks of the notebooks for longer than a notebook can."""

import argparse

from course_utils.commands import (
    train_dates,
    train_speech,
    train_translation,
    train_trigger_word,
    train_wavenet,
)

DESCRIPTION = """\
Trains a network of the notebooks for longer than a notebook can: on the recordings that the course
ships or on your own, on dates of the languages that you choose.
"""

CHAPTERS = (train_wavenet, train_translation, train_dates, train_trigger_word, train_speech)


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Adds the command; one subcommand per chapter."""
    parser = subparsers.add_parser(
        "train", help="train a network for longer than a notebook can", description=DESCRIPTION
    )
    chapters = parser.add_subparsers(dest="chapter", metavar="WHAT", required=True)
    for chapter in CHAPTERS:
        chapter.add_parser(chapters)
