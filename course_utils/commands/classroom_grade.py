"""`course classroom grade`: grades every submission, many at a time."""

import argparse
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nbgrader, which takes seconds to import
    from nbgrader.api import Gradebook

    from course_utils.classroom.grading.grading import Outcome

NOT_GRADED = 3
COLUMNS = ("assignment", "student", "points", "of", "late_penalty", "state", "notes")

DESCRIPTION = """\
Grades what lies in DIR/submitted (after `nbgrader collect` or `nbgrader zip_collect`), several
submissions at a time, each in a sandbox, and writes

  DIR/autograded, DIR/feedback    as `nbgrader autograde` and `nbgrader generate_feedback` do
  DIR/gradebook.db                the points, for nbgrader's formgrader and `nbgrader export`
  DIR/grades.csv                  the points of everyone who was looked at

A submission is graded again only if it, the assignment, the course or what you gave by hand has
changed. So after an interruption, just start the command again. Points and comments that you gave
by hand stay, and feedback shows them. A file that cannot be read as a notebook is graded as an
empty one. When the machine fails, the submission is tried once more and then listed as not graded;
the exit status is 3. If the course was updated since the assignments were made, nothing is graded
until you run `course classroom renew DIR`.
"""

EXAMPLES = """\
examples:
  course classroom grade ~/classes/autumn
  course classroom grade ~/classes/autumn --assignment 01_wavenet_data --jobs 8
  course classroom grade ~/classes/autumn --address tcp://10.0.0.5:8786    on a Dask cluster
"""


def add_parser(steps: argparse._SubParsersAction) -> None:
    """Adds the command."""
    parser = steps.add_parser(
        "grade",
        help="grade every submission, many at a time",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path, metavar="DIR", help="folder of the class")
    parser.add_argument(
        "--assignment", metavar="A", help="such as 01_wavenet_data (default: all handed in)"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="submissions graded at a time (default: one on each core, or thread of the cluster)",
    )
    parser.add_argument(
        "--again", action="store_true", help="also grade again what has not changed"
    )
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="run submissions without a sandbox: they can then do whatever you can",
    )
    parser.add_argument(
        "--address",
        metavar="URL",
        help="of a Dask scheduler, whose workers grade instead of this machine",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Grades and prints the table; 3 if a submission was not graded.

    Raises:
        ValueError: DIR is no course, nothing was handed in, or submissions cannot be run here.
    """
    from tqdm import tqdm

    from course_utils.atomic import write_text
    from course_utils.classroom.course_folder import (
        locked,
        open_course,
        open_gradebook,
        trusts_submissions,
    )
    from course_utils.classroom.grading.grading import STATE, Grading

    if args.jobs is not None and args.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, not {args.jobs}")
    course = open_course(args.dir)
    with locked(args.dir / STATE), open_gradebook(course) as gradebook:
        grading = Grading(course, gradebook, args.assignment, args.trust_submissions, args.again)
        with _workers(args) as workers:
            if not (args.trust_submissions or trusts_submissions(args.dir)):
                _require_sandbox(workers)
            total = len(grading.folders)
            outcomes = list(tqdm(grading.run(workers), "grading", total, unit="submission"))
        rows = grade_rows(gradebook, outcomes)
    write_text(args.dir / "grades.csv", grade_csv(rows))
    print(grade_table(rows))
    states = [outcome.state for outcome in outcomes]
    counts = [f"{states.count(state)} {state}" for state in dict.fromkeys(states)]
    print(f"{', '.join(counts)}: {args.dir / 'grades.csv'}")
    return NOT_GRADED if "not graded" in states else 0


def _workers(args: argparse.Namespace):
    from course_utils.classroom.grading.grading import STATE
    from course_utils.classroom.grading.workers import local_workers

    if args.address is None:
        return local_workers(args.dir.resolve() / STATE / "work", args.jobs)
    from course_utils.classroom.grading.workers import cluster_workers

    return cluster_workers(args.address, args.jobs)


def _require_sandbox(workers) -> None:
    from course_utils.classroom.sandbox.sandbox import SandboxError, try_sandbox

    try:
        workers.submit(try_sandbox).result()
    except SandboxError as error:
        raise ValueError(f"nothing was graded: {error}") from None


def grade_rows(gradebook: "Gradebook", outcomes: Sequence["Outcome"]) -> list[dict[str, str]]:
    """One row per submission, by `COLUMNS`; points count what people gave, too."""
    return [
        dict(zip(COLUMNS, _row(gradebook, outcome), strict=True))
        for outcome in sorted(outcomes, key=lambda outcome: (outcome.assignment, outcome.student))
    ]


def grade_csv(rows: Sequence[dict[str, str]]) -> str:
    """The rows as comma-separated values."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def grade_table(rows: Sequence[dict[str, str]]) -> str:
    """The rows as text, by assignment."""
    lines, assignment = [], None
    width = max((len(row["student"]) for row in rows), default=0)
    for row in rows:
        if row["assignment"] != assignment:
            assignment = row["assignment"]
            of = max(row["of"] for row in rows if row["assignment"] == assignment)
            lines.append(f"{assignment}, of {of or '?'} points")
        line = f"  {row['student']:{width}}  {row['points']:>6}  {row['state']}"
        lines.append(f"{line}: {row['notes']}" if row["notes"] else line)
    return "\n".join(lines)


def _row(gradebook: "Gradebook", outcome: "Outcome") -> list[str]:
    from nbgrader.api import MissingEntry

    notes = "; ".join(outcome.notes)
    try:
        submission = gradebook.find_submission(outcome.assignment, outcome.student)
    except MissingEntry:
        return [outcome.assignment, outcome.student, "", "", "", outcome.state, notes]
    penalty = submission.late_submission_penalty or 0
    points = max(0, submission.score - penalty) if outcome.state != "not graded" else None
    figures = [points, submission.max_score, penalty]
    texts = ["" if figure is None else f"{figure:g}" for figure in figures]
    return [outcome.assignment, outcome.student, *texts, outcome.state, notes]
