"""What the attacks are measured by: an honest submission, and none."""

from course_utils.checks.wavenet_data import EXERCISES
from tests.attacks.submissions import Attack, exercises


def test_honest_work_gets_its_points(graded):
    assert graded(Attack("nothing")).notes == []


def test_perfect_work_gets_all(graded):
    full = {name: sum(p.points for p in properties) for name, properties in EXERCISES.items()}
    answers = {name: exercise.reference for name, exercise in exercises().items()}
    graded(Attack("nothing", answers=answers, deserves=full))
