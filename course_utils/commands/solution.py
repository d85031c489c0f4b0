"""`course solution NAME`: the reference answer of an exercise."""

from course_utils.classroom.editions.exercises import Exercise, read_exercises
from course_utils.folders import repository


def add_parser(subparsers) -> None:
    """Adds the command to the `course` parser."""
    parser = subparsers.add_parser(
        "solution",
        help="print the reference answer of an exercise",
        description="Prints the reference answer of a graded function. Try it yourself first: "
        "the check says what is wrong with yours.",
    )
    parser.add_argument("name", help="the function's name, for instance mu_law_encode")
    parser.set_defaults(run=run)


def run(args) -> int:
    """Prints the answer; exit status 0."""
    exercises = all_references()
    if args.name not in exercises:
        raise ValueError(f"no exercise is called {args.name}; there are {', '.join(exercises)}")
    print(exercises[args.name].reference, end="")
    return 0


def all_references() -> dict[str, Exercise]:
    """The graded functions of every chapter, by name."""
    chapters = sorted((repository() / "course_utils").rglob("*.py"))
    return {name: found for file in chapters for name, found in read_exercises(file).items()}
