"""The prefix beam search as a beam that is fed: for sound that is still being said, and for speed.

It finds what `prefix_beam_search` finds. Its prefixes are rows of arrays, so a step takes hardly
longer for 30 tokens than for 3, nor after a hundred labels than after one.
"""

from collections.abc import Callable

import numpy as np

from course_utils.speech_recognition.alphabet import BLANK
from course_utils.speech_recognition.prefix_beam_search import (
    PrefixHypothesis,
    best_first,
    log_prior,
)
from course_utils.validation import require_at_least


class PrefixBeam:
    """The best prefixes of what it has been fed so far.

    Args:
        beam_width: Prefixes that are kept after each step, at least 1.
        blank: Id of the blank.
        language_model: As for `prefix_beam_search`, as the next two are.
        language_weight: Factor of the language model's logarithms.
        length_bonus: Added to a prefix's prior for each label.

    Raises:
        ValueError: `beam_width` is below 1.
    """

    def __init__(
        self,
        beam_width: int,
        blank: int = BLANK,
        language_model: Callable | None = None,
        language_weight: float = 1.0,
        length_bonus: float = 0.0,
    ):
        require_at_least(1, beam_width=beam_width)
        self._width, self._blank = beam_width, blank
        self._model, self._weight, self._bonus = language_model, language_weight, length_bonus
        self._tree = _PrefixTree()
        self._nodes, self._last = [0], np.array([blank])  # of each prefix its last label
        self._in_blank, self._in_label, self._priors = np.zeros(1), np.full(1, -np.inf), np.zeros(1)

    def feed(self, log_probabilities: np.ndarray) -> None:
        """Goes on by some steps, (steps, tokens); there may be none."""
        for step in np.asarray(log_probabilities, float):
            self._advance(step)

    def best(self) -> list[PrefixHypothesis]:
        """The hypotheses if the sound ends here, best first."""
        prefixes = map(self._tree.prefix, self._nodes)
        ends = zip(self._in_blank.tolist(), self._in_label.tolist(), strict=True)
        prior = log_prior(self._model, self._weight, self._bonus, self._blank)
        return best_first(dict(zip(prefixes, ends, strict=True)), prior)

    def _advance(self, step: np.ndarray) -> None:
        n, last = len(self._nodes), self._last
        either = np.logaddexp(self._in_blank, self._in_label)
        longer = either[:, None] + step
        longer[np.arange(n), last] = self._in_blank + step[last]
        longer[:, self._blank] = -np.inf
        in_blank, in_label = either + step[self._blank], self._in_label + step[last]
        children, parents = self._children_and_parents()
        present = parents, last[children]  # these longer ones are in the beam
        in_label[children] = np.logaddexp(in_label[children], longer[present])
        longer[present] = -np.inf
        following = self._following()
        of_longer = longer + (following + self._priors[:, None])
        of_same = np.logaddexp(in_blank, in_label) + self._priors
        scores = np.concatenate([of_same, of_longer.ravel()])
        kept = np.argpartition(-scores, min(self._width, len(scores)) - 1)[: self._width]
        kept = kept[scores[kept] > -np.inf]
        staying, growing = kept[kept < n], kept[kept >= n] - n
        rows, tokens = growing // len(step), growing % len(step)
        self._nodes = [self._nodes[row] for row in staying.tolist()] + [
            self._tree.child(self._nodes[row], token)
            for row, token in zip(rows.tolist(), tokens.tolist(), strict=True)
        ]
        self._last = np.concatenate([last[staying], tokens])
        own = longer[rows, tokens]
        self._in_blank = np.concatenate([in_blank[staying], np.full(len(rows), -np.inf)])
        self._in_label = np.concatenate([in_label[staying], own])
        self._priors = np.concatenate([self._priors[staying], of_longer[rows, tokens] - own])

    def _children_and_parents(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of prefixes that are longer by a label than another one, and rows of the others."""
        place = {node: row for row, node in enumerate(self._nodes)}
        parents = np.array([place.get(self._tree.parents[node], -1) for node in self._nodes])
        (children,) = (parents >= 0).nonzero()
        return children, parents[children]

    def _following(self) -> np.ndarray | float:
        """What the priors grow by: (prefixes, tokens), or the same for all."""
        if self._model is None:
            return self._bonus
        rows = [self._tree.remembered(node, self._model) for node in self._nodes]
        return self._weight * np.array(rows) + self._bonus


class _PrefixTree:
    """Prefixes as nodes of a tree: each is longer by a label than its parent.

    Attributes:
        parents: Of each node; -1 of node 0, which is the empty prefix.
    """

    def __init__(self):
        self.parents, self._labels = [-1], [BLANK]
        self._children: dict[tuple[int, int], int] = {}
        self._results: dict[int, np.ndarray] = {}

    def child(self, node: int, label: int) -> int:
        """The node that is longer by a label."""
        if (node, label) not in self._children:
            self._children[node, label] = len(self.parents)
            self.parents.append(node)
            self._labels.append(label)
        return self._children[node, label]

    def prefix(self, node: int) -> tuple[int, ...]:
        """All labels of a node."""
        labels = []
        while node > 0:
            labels.append(self._labels[node])
            node = self.parents[node]
        return tuple(labels[::-1])

    def remembered(self, node: int, function: Callable) -> np.ndarray:
        """A function's result for the prefix of a node, computed once."""
        if node not in self._results:
            self._results[node] = function(self.prefix(node))
        return self._results[node]
