"""Prefix beam search: the likeliest texts, each with all of its alignments that the beam keeps.

A beam of paths would hold many alignments of the same text. Here a beam holds texts so far
(prefixes), and two numbers for each: the probability of its paths that end in a blank, and of those
that end in its last label. The two go on differently: after a blank the same label again is a
second one, after itself it is the same one, held longer (A. Hannun et al., "First-Pass Large
Vocabulary Continuous Speech Recognition using Bi-Directional Recurrent DNNs", arXiv:1408.2873).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from heapq import nlargest
from typing import NamedTuple

import numpy as np

from course_utils.graded import graded
from course_utils.validation import require_at_least


class PrefixHypothesis(NamedTuple):
    """A text that a search found.

    Attributes:
        labels: Its ids.
        log_probability: Of those of its alignments that stayed in the beam, together.
        score: What hypotheses are compared by: the log probability, and the prior that a language
            model gives the text with its end.
    """

    labels: tuple[int, ...]
    log_probability: float
    score: float


def log_add(a: float, b: float) -> float:
    """log(exp(a) + exp(b)), as `np.logaddexp`, which takes longer for single numbers."""
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


def log_prior(
    language_model: Callable | None, language_weight: float, length_bonus: float, blank: int
) -> Callable:
    """What a language model adds to the score of a prefix: a function of it, 0 without a model.

    Args:
        language_model: From a prefix, a tuple of labels, to log probabilities (tokens,) of what
            follows it; that of the end is at the blank's place.
        language_weight: Factor of these logarithms.
        length_bonus: Added for each label: to a language model each one costs.
        blank: Id of the blank.

    Returns:
        A function of a prefix, and of whether it `ended`. It remembers what it has computed.
    """

    @cache
    def so_far(prefix: tuple[int, ...]) -> float:
        if not prefix:
            return 0.0
        return so_far(prefix[:-1]) + length_bonus + of_next(prefix[:-1], prefix[-1])

    def of_next(prefix: tuple[int, ...], token: int) -> float:
        return language_weight * float(language_model(prefix)[token]) if language_model else 0.0

    def prior(prefix: tuple[int, ...], ended: bool = False) -> float:
        return so_far(prefix) + (of_next(prefix, blank) if ended else 0.0)

    return prior


def best_first(
    beam: Mapping[tuple[int, ...], tuple[float, float]], prior: Callable
) -> list[PrefixHypothesis]:
    """The hypotheses of a beam at the end of the sound, best first.

    Args:
        beam: From each prefix to two log probabilities: of its paths that end in a blank, and of
            those that end in its last label. Impossible prefixes are left out.
        prior: As from `log_prior`.
    """
    found = []
    for prefix, (in_blank, in_label) in beam.items():
        log_p = log_add(in_blank, in_label)
        if log_p > -math.inf:
            found.append(PrefixHypothesis(prefix, log_p, log_p + prior(prefix, ended=True)))
    return sorted(found, key=lambda hypothesis: -hypothesis.score)


@graded(points=6)
def prefix_beam_search(
    log_probabilities: np.ndarray,
    beam_width: int,
    blank: int = 0,
    language_model: "Callable | None" = None,
    language_weight: float = 1.0,
    length_bonus: float = 0.0,
) -> "list[PrefixHypothesis]":
    """Looks for the likeliest text, not the likeliest path: step by step, with a beam of prefixes.

    The beam is a dict from each prefix, a tuple of labels, to two log probabilities: of its paths
    that end in a blank, and of those that end in its last label. It begins with `()`, whose only
    path is empty and counts as ending in a blank. At each step every prefix goes on in these ways:

    - a blank: the prefix stays as it is, and its paths end in a blank;
    - its last label again: paths that ended in this label stay with the same prefix, those that
      ended in a blank come to the prefix that is longer by this label;
    - another label: all paths come to the prefix that is longer by it.

    Where several ways lead to one prefix their probabilities are added: `log_add(a, b)` is
    log(exp(a) + exp(b)). The beam keeps those with the largest log probability (of both endings
    together) plus `prior(prefix)`, the language model's share. `best_first(beam, prior)` makes the
    result of the last beam.

    Args:
        log_probabilities: (steps, tokens), natural logarithms; there may be no step.
        beam_width: Prefixes that are kept after each step, at least 1.
        blank: Id of the blank.
        language_model: From a prefix to log probabilities (tokens,) of the next label, at the
            blank's place of the end; None for none.
        language_weight: Factor of the language model's logarithms.
        length_bonus: Added to a prefix's prior for each label.

    Returns:
        At most `beam_width` `PrefixHypothesis(labels, log_probability, score)`, best first.

    Raises:
        ValueError: `beam_width` is below 1.

    Source:
        A. Hannun et al., arXiv:1408.2873, algorithm 1.
    """
    require_at_least(1, beam_width=beam_width)
    log_probabilities = np.asarray(log_probabilities, float).tolist()
    prior = log_prior(language_model, language_weight, length_bonus, blank)
    beam = {(): (0.0, -math.inf)}
    ### BEGIN SOLUTION
    for step in log_probabilities:
        grown = defaultdict(lambda: [-math.inf, -math.inf])
        for prefix, (in_blank, in_label) in beam.items():
            either = log_add(in_blank, in_label)
            grown[prefix][0] = log_add(grown[prefix][0], either + step[blank])
            if prefix:
                grown[prefix][1] = log_add(grown[prefix][1], in_label + step[prefix[-1]])
            for token, log_p in enumerate(step):
                if token != blank:
                    longer = grown[(*prefix, token)]
                    before = in_blank if prefix[-1:] == (token,) else either
                    longer[1] = log_add(longer[1], before + log_p)
        score = {prefix: log_add(*ends) + prior(prefix) for prefix, ends in grown.items()}
        beam = {prefix: grown[prefix] for prefix in nlargest(beam_width, score, key=score.get)}
    return best_first(beam, prior)
    ### END SOLUTION
