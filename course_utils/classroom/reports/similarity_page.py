"""The similarity of submissions as a page with the code side by side, and as a table."""

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape

from course_utils.classroom.reports.pages import page, table
from course_utils.classroom.reports.similarity import OwnCode, Pair

SHOWN = 50  # pairs whose code stands on the page

ABOUT = """\
<p>What is left of each submission without the given code, compared by fingerprints: names, spaces,
comments and the order of cells do not matter. What many in the class wrote hardly counts. The
similarity is the share of the smaller submission's own code that the other has too. It is a reason
to read both, not a proof: short functions have few right answers. Marked lines hold what both have
and most of the class has not.</p>
"""


def similarity_page(
    assignment: str,
    pairs: Sequence[Pair],
    codes: Mapping[str, OwnCode],
    unreadable: Mapping[str, str],
) -> str:
    """The page: the pairs, those that could not be read, and the code of each pair."""
    head = ["similarity", "student", "student", "shared fingerprints"]
    rows = [[f"{p.similarity:.0%}", *p.students, str(len(p.shared))] for p in pairs]
    body = ABOUT + f"<p>Submissions: {len(codes)}; pairs to look at: {len(pairs)}.</p>\n"
    if pairs:
        body += table(head, rows)
    if unreadable:
        body += table(["not compared", "why"], [list(item) for item in unreadable.items()])
    body += "".join(_side_by_side(pair, codes) for pair in pairs[:SHOWN])
    return page(f"Similar submissions of {assignment}", body)


def similarity_csv(pairs: Sequence[Pair]) -> str:
    """The pairs as comma-separated values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "other_student", "similarity", "bits", "shared_fingerprints"])
    for pair in pairs:
        figures = [f"{pair.similarity:.3f}", f"{pair.bits:.1f}", len(pair.shared)]
        writer.writerow([*pair.students, *figures])
    return text.getvalue()


def _side_by_side(pair: Pair, codes: Mapping[str, OwnCode]) -> str:
    columns = "".join(
        f"<div><h3>{escape(student)}</h3><pre>{_marked(codes[student], pair.shared)}</pre></div>"
        for student in pair.students
    )
    summary = f"{pair.similarity:.0%}: {pair.students[0]} and {pair.students[1]}"
    return (
        f"<details><summary>{escape(summary)}</summary>"
        f'<div class="columns">{columns}</div></details>\n'
    )


def _marked(code: OwnCode, shared: frozenset[int]) -> str:
    marked = code.lines_with(shared)
    lines = enumerate(code.text.split("\n"), start=1)
    return "\n".join(
        f"<mark>{escape(line)}</mark>" if number in marked else escape(line)
        for number, line in lines
    )
