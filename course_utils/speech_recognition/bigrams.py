"""A small language model: how likely a label is after the one before it, by counting."""

from collections.abc import Iterable, Sequence

import numpy as np

from course_utils.speech_recognition.alphabet import BLANK
from course_utils.validation import require_at_least, require_positive


class Bigrams:
    """Log probabilities of the next label, from how often it followed the last one.

    The blank is no label, so its row stands for the beginning and its column for the end.

    Attributes:
        log_probabilities: (tokens, tokens), natural logarithms: row the label before, column the
            next; each row adds up to 1.

    Args:
        sequences: Of labels, such as encoded texts; there may be none.
        n_tokens: How many tokens there are, the blank included.
        smoothing: Added to each count, so that what was never seen is unlikely, not impossible.

    Raises:
        ValueError: A label is out of range, `n_tokens` is below 2, or `smoothing` is not above 0.
    """

    def __init__(self, sequences: Iterable[Sequence[int]], n_tokens: int, smoothing: float = 1.0):
        require_at_least(2, n_tokens=n_tokens)
        require_positive(smoothing=smoothing)
        counts = np.full((n_tokens, n_tokens), float(smoothing))
        for sequence in sequences:
            _require_labels(sequence, n_tokens)
            around = [BLANK, *map(int, sequence), BLANK]
            np.add.at(counts, (around[:-1], around[1:]), 1)
        self.log_probabilities = np.log(counts / counts.sum(axis=1, keepdims=True))

    def __call__(self, prefix: Sequence[int]) -> np.ndarray:
        """Log probabilities (tokens,) of what follows a prefix; at the blank's place of the end."""
        return self.log_probabilities[prefix[-1] if len(prefix) else BLANK]

    def log_probability(self, labels: Sequence[int]) -> float:
        """Log probability of a whole sequence, its end included.

        Raises:
            ValueError: A label is out of range.
        """
        _require_labels(labels, len(self.log_probabilities))
        around = [BLANK, *map(int, labels), BLANK]
        return float(self.log_probabilities[around[:-1], around[1:]].sum())


def _require_labels(labels: Sequence[int], n_tokens: int) -> None:
    wrong = [int(label) for label in labels if not BLANK < label < n_tokens]
    if wrong:
        raise ValueError(f"labels are 1 to {n_tokens - 1}, got {wrong[0]}")
