"""The `course` command, also `python -m course_utils`."""

import argparse
import sys

from course_utils.commands import present

COMMANDS = present(
    (
        *("lab", "solution", "test", "train", "evaluate", "listen", "transcribe"),
        *("synthesize", "classroom"),
    )
)


def main(argv: list[str] | None = None) -> int:
    """Runs a command and returns its exit status: 2, with one line on stderr, for wrong input."""
    parser = argparse.ArgumentParser(
        prog="course",
        description="Sequence models: study the notebooks, check your answers, run every test.",
        epilog="`course COMMAND --help` says more, with examples.",
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(subparsers)
    args, rest = parser.parse_known_args(argv)
    if rest and not hasattr(args, "pytest_arguments"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        args.pytest_arguments = rest
    try:
        return args.run(args)
    except (ValueError, OSError) as error:
        print("course:", " ".join(str(error).split()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("course: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
