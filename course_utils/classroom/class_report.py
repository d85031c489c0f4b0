"""Which exercise is too hard: the points of a class per function, as a figure and as a page."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from nbgrader.api import Gradebook

from course_utils import plots
from course_utils.classroom.editions.classroom_edition import CHECK
from course_utils.classroom.pages import page, table

NO_RESPONSE = "No response."  # what nbgrader comments on a solution cell that is as handed out


@dataclass(frozen=True)
class FunctionPoints:
    """How a class did on one function.

    Attributes:
        name: Of the function.
        possible: Points for a right answer.
        earned: Points by student; of students who handed nothing in there is none.
        untouched: The students who left the function as they got it.
    """

    name: str
    possible: float
    earned: Mapping[str, float]
    untouched: frozenset[str]

    @property
    def tried(self) -> dict[str, float]:
        """Points of those who wrote something."""
        return {s: points for s, points in self.earned.items() if s not in self.untouched}

    @property
    def mean_share(self) -> float | None:
        """The mean part of the points, 0 to 1, of those who wrote something; None if nobody did."""
        tried = self.tried.values()
        return sum(tried) / len(tried) / self.possible if tried else None

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many students have all points, some, none, and how many wrote nothing."""
        tried = list(self.tried.values())
        full = sum(points >= self.possible for points in tried)
        none = sum(points <= 0 for points in tried)
        return full, len(tried) - full - none, none, len(self.earned) - len(tried)


def read_points(gradebook: Gradebook, assignment: str) -> list[FunctionPoints]:
    """How the class did on each function of an assignment, in the gradebook's order of cells.

    Raises:
        nbgrader.api.MissingEntry: The gradebook does not know the assignment.
    """
    functions = []
    for notebook in gradebook.find_assignment(assignment).notebooks:
        untouched = {
            cell.name: frozenset(c.notebook.student.id for c in cell.comments if _untouched(c))
            for cell in notebook.solution_cells
        }
        for cell in notebook.grade_cells:
            name = cell.name.removeprefix(CHECK)
            earned = {grade.notebook.student.id: grade.score for grade in cell.grades}
            left = untouched.get(name, frozenset())
            functions.append(FunctionPoints(name, cell.max_score, earned, left))
    return functions


def _untouched(comment) -> bool:
    return comment.auto_comment == NO_RESPONSE


TOO_HARD = 0.6  # the mean part of the points below which a function deserves a look
PARTS = ("all points", "some points", "no points", "nothing written")
PART_COLORS = (plots.BLUE, plots.ORANGE, plots.RED, "#bbbbbb")

ABOUT = f"""\
<p>Points count visible and hidden checks. A function is marked where those who wrote something got
less than {TOO_HARD:.0%} of its points on average: it is worth going through in class, or its text
needs another look.</p>
"""


def too_hard(function: FunctionPoints) -> bool:
    """Whether those who tried it got less than `TOO_HARD` of its points on average."""
    return function.mean_share is not None and function.mean_share < TOO_HARD


def draw_points(axes: Axes, functions: Sequence[FunctionPoints]) -> None:
    """Draws one bar per function: how many students have all, some or none of its points."""
    places = range(len(functions))
    left = [0] * len(functions)
    for index, (part, color) in enumerate(zip(PARTS, PART_COLORS, strict=True)):
        students = [function.counts[index] for function in functions]
        axes.barh(places, students, left=left, color=color, label=part, height=0.7)
        left = [sum(pair) for pair in zip(left, students, strict=True)]
    for place, function in zip(places, functions, strict=True):
        axes.text(left[place], place, f" {_share(function)}", va="center", fontsize=9)
    axes.set_yticks(places, [_label(function) for function in functions])
    axes.invert_yaxis()
    axes.set(xlabel="students", title="points per function; right of the bars the mean")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=4, frameon=False)


def points_figure(functions: Sequence[FunctionPoints]) -> bytes:
    """The figure as PNG."""
    (axes,) = plots.row(height=1.6 + 0.32 * len(functions))
    draw_points(axes, functions)
    png = io.BytesIO()
    axes.figure.savefig(png, format="png")
    plt.close(axes.figure)
    return png.getvalue()


def points_page(assignment: str, functions: Sequence[FunctionPoints], png: bytes) -> str:
    """The page: the figure and a table of its numbers."""
    picture = base64.b64encode(png).decode()
    head = ["function", "points", "mean", *PARTS, ""]
    rows = [
        [f.name, f"{f.possible:g}", _share(f), *map(str, f.counts), "hard" if too_hard(f) else ""]
        for f in functions
    ]
    students = {student for function in functions for student in function.earned}
    body = (
        f"<p>{len(students)} students.</p>\n{ABOUT}"
        f'<img src="data:image/png;base64,{picture}" alt="students per function: all points, '
        'some, none or nothing written; the numbers are in the table below">\n'
        f"{table(head, rows)}"
    )
    return page(f"Points of {assignment}", body)


def _share(function: FunctionPoints) -> str:
    return "-" if function.mean_share is None else f"{function.mean_share:.0%}"


def _label(function: FunctionPoints) -> str:
    return f"{function.name} ◂" if too_hard(function) else function.name
