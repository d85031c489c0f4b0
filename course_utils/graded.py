"""The decorator of functions that a student writes."""

from collections.abc import Callable


def graded(points: int) -> Callable[[Callable], Callable]:
    """Marks a function as an exercise worth `points`; the function itself stays as it is.

    The lines of its body between `### BEGIN SOLUTION` and `### END SOLUTION` are what a student
    writes; everything outside them is given.

    Args:
        points: A whole number of at least 1, the sum of the points of the exercise's checks.

    Raises:
        ValueError: `points` is no such number.
    """
    if not isinstance(points, int) or points < 1:
        raise ValueError(f"points must be a whole number of at least 1, got {points!r}")

    def mark(function: Callable) -> Callable:
        function.points = points
        return function

    return mark
