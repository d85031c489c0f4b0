"""Random models that are small enough to try every sentence, and the best of all sentences.

Nothing here uses course_utils: the sentences are enumerated and scored in plain Python.
"""

import math
from typing import NamedTuple

import numpy as np

START, END = 0, 1


class State(NamedTuple):
    """Which table each hypothesis is read from, and its last token but one."""

    tables: np.ndarray
    before: dict


def random_tables(n, vocabulary, seed, sharpness=1.5):
    """(n, V, V, V): log p(token | last but one, last) of n second-order Markov models."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, sharpness, (n, vocabulary, vocabulary, vocabulary))
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def markov_model(tables):
    """(next_log_probabilities, state) of a batch: tables[i] predicts sentence i.

    The last token but one is in the state, so a state that is not reordered is noticed.
    """

    def next_log_probabilities(state, tokens):
        before = state.before["token"]
        following = State(state.tables, {"token": tokens.copy(), "unused": None})
        return tables[state.tables, before, tokens], following

    n = len(tables)
    return next_log_probabilities, State(np.arange(n), {"token": np.full(n, START), "unused": None})


def all_sentences(table, max_length):
    """(tokens, log probability) of every possible sentence, in the order of their tokens."""
    found = []

    def extend(tokens, log_probability, before, last):
        for token, cost in enumerate(table[before, last].tolist()):
            if cost == -math.inf:
                continue
            longer, total = (*tokens, token), log_probability + cost
            if token == END or len(longer) == max_length:
                found.append((longer, total))
            else:
                extend(longer, total, last, token)

    extend((), 0.0, START, START)
    return found


def score_of(log_probability, length, alpha, penalty):
    """Written again, without `length_normalized_score`."""
    base = length if penalty == "power" else (5 + length) / 6
    return log_probability / math.pow(base, alpha)


def all_scores(table, max_length, alpha, penalty):
    """The score of every possible sentence, by its tokens.

    Sentences of the same steps in another order are equally likely; only rounding tells them apart.
    """
    return {
        tokens: score_of(log_probability, len(tokens), alpha, penalty)
        for tokens, log_probability in all_sentences(table, max_length)
    }
