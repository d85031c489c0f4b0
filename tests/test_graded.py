import pytest

from course_utils.checks import all_exercises
from course_utils.commands.solution import all_references
from course_utils.graded import graded


def test_the_function_stays_and_knows_its_points():
    @graded(points=3)
    def double(number):
        return 2 * number

    assert double(4) == 8
    assert double.points == 3


@pytest.mark.parametrize("points", [0, -1, 1.5, "2"])
def test_points_are_whole_and_positive(points):
    with pytest.raises(ValueError, match=str(points)):
        graded(points=points)


def test_every_graded_function_has_an_exercise_with_as_many_points():
    promised = {name: exercise.points for name, exercise in all_references().items()}
    checked = {name: sum(p.points for p in found) for name, found in all_exercises().items()}
    assert promised == checked


def test_bodies_are_small():
    for exercise in all_references().values():
        solution = exercise.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        assert len(solution.strip().splitlines()) <= 15, exercise.name
