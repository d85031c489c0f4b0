"""Translators that answer from a table, for checks: what a right answer finds is known."""

from typing import NamedTuple

import numpy as np

from course_utils.checks.properties import Wrong

CHARACTERS = "-0123456789"


class TableState(NamedTuple):
    """Steps done (1,), and the weights of the last one (1, Tx)."""

    step: np.ndarray
    alphas: np.ndarray


class TableTranslator:
    """Gives in each step what a table says, whatever the text.

    Args:
        table: Log probabilities (Ty, 11).
        alphas: Weights (Ty, Tx).
    """

    def __init__(self, table, alphas):
        self.table, self._alphas = np.asarray(table), np.asarray(alphas, np.float32)
        self.vocabulary = {"<unk>": 0, "<pad>": 1}
        self.Ty, self.Tx = self._alphas.shape
        self.texts = []

    def start(self, texts):
        """The state before the first step, with weights of zero."""
        if isinstance(texts, str) or len(texts) != 1:
            raise Wrong("translator.start takes a list of texts: start([text])", repr(texts))
        self.texts.append(texts[0])
        return TableState(np.zeros(1, int), np.zeros((1, self.Tx), np.float32))

    def step(self, state):
        """Log probabilities (1, 11), and the new state."""
        if hasattr(state, "characters"):
            raise Wrong(
                "this state is from `begin`: it belongs to only_real_dates(...), and the "
                "translator's own search takes the state of translator.start"
            )
        if not isinstance(state, TableState):
            raise Wrong("translator.step takes a state: from start, or from the step before")
        if state.step.max() >= self.Ty:
            raise Wrong(f"the date is written after {self.Ty} steps: translator.Ty")
        return self.table[state.step], TableState(state.step + 1, self._alphas[state.step])

    def next_log_probabilities(self, state, tokens):
        """The same for a search: (rows, 12), the last of them impossible."""
        log_probabilities, state = self.step(state)
        return np.pad(log_probabilities, ((0, 0), (0, 1)), constant_values=-np.inf), state


def some_alphas(Ty=10, Tx=6, seed=7):
    """Weights (Ty, Tx), other ones in each row, that sum to 1."""
    e = np.random.default_rng(seed).exponential(size=(Ty, Tx)) ** 3
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)


def table_of(*choices):
    """Log probabilities (steps, 11): for each step a dictionary from characters to probabilities.

    What a step leaves of 1 is shared by its other characters.
    """
    rows = []
    for chances in choices:
        others = (1 - sum(chances.values())) / (len(CHARACTERS) - len(chances))
        rows.append([chances.get(character, others) for character in CHARACTERS])
    return np.log(rows)
