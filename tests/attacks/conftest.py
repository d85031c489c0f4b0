import pytest

pytest.register_assert_rewrite("tests.attacks.grading")

from tests.attacks.grading import graded, judged, student_code  # noqa: E402

__all__ = ["graded", "judged", "student_code"]
