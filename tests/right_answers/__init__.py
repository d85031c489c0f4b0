"""Right answers as learners write them, other than the course's: each must get every point.

One module per notebook, which holds `ANSWERS`, a list of `RightAnswer`.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class RightAnswer:
    """A right answer to `exercise`."""

    exercise: str
    function: Callable


def collect(answers: list[RightAnswer], exercise: str) -> Callable:
    """Adds the function below it to `answers`, under the exercise's name."""

    def add(function: Callable) -> Callable:
        description = function.__name__
        function.__name__ = exercise
        function.description = description
        answers.append(RightAnswer(exercise, function))
        return function

    return add
