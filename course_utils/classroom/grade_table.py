"""What grading came to: a table for the terminal, and grades.csv."""

import csv
import io
from collections.abc import Sequence

from nbgrader.api import Gradebook, MissingEntry

from course_utils.classroom.grading.grading import Outcome

COLUMNS = ("assignment", "student", "points", "of", "late_penalty", "state", "notes")


def grade_rows(gradebook: Gradebook, outcomes: Sequence[Outcome]) -> list[dict[str, str]]:
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


def _row(gradebook: Gradebook, outcome: Outcome) -> list[str]:
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
