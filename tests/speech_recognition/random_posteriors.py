"""Random outputs of a recognizer, and their texts by trying every path."""

from itertools import groupby, product

import numpy as np


def random_log_probabilities(rng, steps, tokens, sharpness=1.0):
    """Log probabilities (steps, tokens); the larger the sharpness, the surer."""
    logits = sharpness * rng.normal(size=(steps, tokens))
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def said_by(path, blank=0):
    """What a path says, in another way than the course's."""
    return tuple(token for token, _ in groupby(path) if token != blank)


def all_texts(log_probabilities, blank=0):
    """The log probability of every text that some path says, over all paths."""
    steps, tokens = log_probabilities.shape
    found = {}
    for path in product(range(tokens), repeat=steps):
        log_p = float(log_probabilities[np.arange(steps), list(path)].sum())
        text = said_by(path, blank)
        found[text] = np.logaddexp(found.get(text, -np.inf), log_p)
    return found
