import numpy as np
import pytest

from course_utils.decoding.penalties import length_normalized_score
from course_utils.decoding.stopping import best_reachable_score, may_stop


@pytest.mark.parametrize("penalty", ["power", "gnmt"])
@pytest.mark.parametrize("alpha", [0, 0.3, 1, 2])
def test_no_end_scores_above_what_can_be_reached(penalty, alpha):
    rng = np.random.default_rng(0)

    def score(sums, lengths):
        return length_normalized_score(sums, lengths, alpha, penalty)

    sums = -rng.exponential(5, 50)
    bound = best_reachable_score(sums, 3, 9, score)
    for length in range(4, 10):
        assert np.all(score(sums - rng.exponential(1e-9, 50), np.full(50, length)) <= bound)
    np.testing.assert_array_equal(bound, score(sums, np.full(50, 9)))


def per_token(sums, lengths):
    return length_normalized_score(sums, lengths, 1)


def test_a_sentence_goes_on_while_a_longer_end_could_still_win():
    """At length 6 a live log probability of -6 may still come to score -1, -3 only -0.5."""
    live, to_beat = np.array([-6.0, -6.0, -3.0, -6.0]), np.array([-1.0, -1.1, -0.9, -np.inf])
    assert may_stop(live, to_beat, 3, 6, per_token).tolist() == [True, False, False, False]
    assert not may_stop(live, np.full(4, -np.inf), 3, 6, per_token).any()
    assert not may_stop(np.full(4, -np.inf), to_beat, 6, 6, per_token).any()
