"""Forward tables by walking every way through the places of a text, right and wrong ones."""

from itertools import pairwise, product

import numpy as np


def log_probabilities(steps, tokens, seed):
    """Random log probabilities (steps, tokens)."""
    return np.log(np.random.default_rng(seed).dirichlet(np.ones(tokens), size=steps))


def places_of(labels, blank):
    """The labels with blanks around them."""
    places = np.full(2 * len(labels) + 1, blank)
    places[1::2] = labels
    return places


def forward_table(
    logs, labels, blank=0, skip="right", add=np.logaddexp.reduce, starts=2, stay=True
):
    """The table (steps, places): the sum over all walks that come to a place at a step.

    Args:
        logs: (steps, tokens), few enough to try every walk.
        labels: Ids.
        blank: Id of the blank.
        skip: Which places are reached from two before: "right", "never", "equal" (also between
            equal labels) or "blanks" (also from blank to blank).
        add: What is done with the log probabilities of walks: summed, or the largest taken.
        starts: At how many places a walk may begin.
        stay: Whether a walk may stay at its place.
    """
    places = places_of(labels, blank)
    n = len(places)

    def moves(after):
        allowed = {after - 1, after} if stay else {after - 1}
        label = places[after] != blank
        new = after >= 2 and (places[after] != places[after - 2] or skip == "equal")
        if skip != "never" and ((label and new) or (skip == "blanks" and after >= 2)):
            allowed.add(after - 2)
        return allowed

    table = np.full((len(logs), n), -np.inf)
    for t in range(len(logs)):
        walks = [[] for _ in places]
        for walk in product(range(n), repeat=t + 1):
            if walk[0] < starts and all(before in moves(after) for before, after in pairwise(walk)):
                walks[walk[-1]].append(logs[np.arange(t + 1), places[list(walk)]].sum())
        table[t] = [add(own) if own else -np.inf for own in walks]
    return table


def logs_equal(table):
    """A table to compare: what is impossible as a very small number, since -inf - -inf is none."""
    return np.maximum(np.nan_to_num(np.asarray(table, float), nan=1e9, neginf=-1e9), -1e9)
