from itertools import permutations

import numpy as np
import pytest

from course_utils.trigger_word.detection import event_scores, match_events

WORDS = [(1000, 1600), (3000, 3700)]


@pytest.mark.parametrize(
    ("times", "words", "scores"),
    [
        ([], [], (1, 1, 1)),
        ([], WORDS, (1, 0, 0)),
        ([500], [], (0, 1, 0)),
        ([1700, 3800], WORDS, (1, 1, 1)),
        ([3800, 1700], WORDS[::-1], (1, 1, 1)),
        ([1000, 4200], WORDS, (1, 1, 1)),
        ([999, 4201], WORDS, (0, 0, 0)),
        ([1700, 1900], WORDS, (0.5, 0.5, 0.5)),
        ([1700, 1900, 3800], WORDS, (2 / 3, 1, 0.8)),
        ([1700, 2000], [(1000, 1600), (1650, 2200)], (1, 1, 1)),
        ([2000, 2100], [(1000, 1600), (1650, 2200)], (1, 1, 1)),
    ],
)
def test_scores(times, words, scores):
    assert event_scores(times, words, 500) == pytest.approx(scores)


def most_pairs(times, words, tolerance):
    """By brute force."""
    n = max(len(times), len(words))
    padded = list(times) + [np.inf] * (n - len(times))
    return max(
        sum(s <= t <= e + tolerance for t, (s, e) in zip(order, words, strict=False))
        for order in permutations(padded)
    )


@pytest.mark.parametrize("seed", range(50))
def test_no_pairing_has_more_pairs(seed):
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 3000, rng.integers(0, 6)).tolist()
    starts = rng.integers(0, 2500, rng.integers(1, 5))
    words = [(int(s), int(s + rng.integers(100, 800))) for s in starts]
    matching = match_events(times, words, 400)
    assert len(matching.pairs) == most_pairs(times, words, 400)
    assert event_scores(times, words, 400)[1] == pytest.approx(len(matching.pairs) / len(words))
    assert sorted([e for e, _ in matching.pairs] + [*matching.false_alarms]) == [*range(len(times))]
    assert sorted([w for _, w in matching.pairs] + [*matching.missed]) == [*range(len(words))]


def test_delays_are_counted_from_the_end_of_the_word():
    matching = match_events([3500, 1700], WORDS)
    assert matching.pairs == ((1, 0), (0, 1))
    assert matching.delays_ms == (100, -200)
