import numpy as np
import pytest

from course_utils.decoding.beams import cut_at_end

LOGS = np.array([[-1.0, -2.0, -4.0], [-0.5, -np.inf, -np.inf], [-1, -1, -1]])


def test_what_follows_the_end_is_dropped():
    long, short, cut = cut_at_end(np.array([[3, 9, 3], [9, 3, 9], [3, 3, 3]]), LOGS, end=9)
    assert long == ((3, 9), (-1.0, -2.0), -3.0, -3.0, True)
    assert short == ((9,), (-0.5,), -0.5, -0.5, True)
    assert cut == ((3, 3, 3), (-1.0, -1.0, -1.0), -3.0, -3.0, False)


def test_an_impossible_token_is_an_error():
    with pytest.raises(ValueError, match="sentence 1 has no possible token 2"):
        cut_at_end(np.full((3, 3), 3), LOGS, end=9)
