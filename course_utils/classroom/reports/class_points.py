"""The points of a class from nbgrader's gradebook: one figure per student and function."""

from collections.abc import Mapping
from dataclasses import dataclass

from nbgrader.api import Gradebook

from course_utils.classroom.editions.classroom_edition import CHECK

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
