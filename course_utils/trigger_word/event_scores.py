"""How well events fit the words that were said: precision, recall and F1 of events.

A word is (start_ms, end_ms). An event finds it if it comes between the word's start and
`tolerance_ms` after its end. Each event finds at most one word, each word is found at most once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from course_utils.graded import graded

TOLERANCE_MS = 500


@graded(points=4)
def event_scores(event_times_ms, words, tolerance_ms):
    """Precision, recall and F1 of events.

    Take the words in order of their ends: each is found by the earliest event that lies in
    [start_ms, end_ms + tolerance_ms] (both ends count) and has found no other word.

    Args:
        event_times_ms: Of the events, in any order.
        words: (start_ms, end_ms) of each word that was said, in any order.
        tolerance_ms: How late an event may come.

    Returns:
        precision, recall, f1: the share of the events that found a word (1 if there are none), the
        share of the words that were found (1 if there are none), and
        2 * found / (events + words) (1 if there are neither).
    """
    ### BEGIN SOLUTION
    free = sorted(event_times_ms)
    found = 0
    for start, end in sorted(words, key=lambda word: word[1]):
        hits = [time for time in free if start <= time <= end + tolerance_ms]
        if hits:
            free.remove(hits[0])
            found += 1
    n_events, n_words = len(event_times_ms), len(words)
    precision = found / n_events if n_events else 1.0
    recall = found / n_words if n_words else 1.0
    f1 = 2 * found / (n_events + n_words) if n_events + n_words else 1.0
    return precision, recall, f1
    ### END SOLUTION


class Matching(NamedTuple):
    """Which events found which words.

    Attributes:
        pairs: (event, word) of each word that was found, as indices.
        false_alarms: Indices of the events that found none.
        missed: Indices of the words that no event found.
        delays_ms: For each pair, how long after the word's end the event came; negative before.
    """

    pairs: tuple[tuple[int, int], ...]
    false_alarms: tuple[int, ...]
    missed: tuple[int, ...]
    delays_ms: tuple[float, ...]


def match_events(
    event_times_ms: Sequence[float],
    words: Sequence[tuple[float, float]],
    tolerance_ms: float = TOLERANCE_MS,
) -> Matching:
    """Pairs events with words as `event_scores` does; no other pairing has more pairs."""
    times = np.asarray(event_times_ms, float)
    free = list(np.argsort(times, kind="stable"))
    pairs = []
    for word in sorted(range(len(words)), key=lambda i: words[i][1]):
        start, end = words[word]
        hit = next((i for i in free if start <= times[i] <= end + tolerance_ms), None)
        if hit is not None:
            free.remove(hit)
            pairs.append((int(hit), word))
    found = {word for _, word in pairs}
    return Matching(
        tuple(pairs),
        tuple(sorted(int(i) for i in free)),
        tuple(word for word in range(len(words)) if word not in found),
        tuple(float(times[event]) - words[word][1] for event, word in pairs),
    )
