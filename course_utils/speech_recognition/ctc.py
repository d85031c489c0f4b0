"""Connectionist temporal classification: text from a network that names a token at each step.

A path has a token for each step: a character, or the blank, which says nothing. Collapsing it
merges what is repeated and then drops the blanks: "_ccc__oo__t" says "cot". The probability of a
text is the sum over all its alignments, which are the paths that collapse to it (A. Graves et al.,
"Connectionist Temporal Classification: Labelling Unsegmented Sequence Data with Recurrent Neural
Networks", ICML 2006).
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from course_utils.graded import graded
from course_utils.speech_recognition.alphabet import BLANK


@graded(points=3)
def collapse(path, blank=0) -> list:
    """Turns a path into what it says: equal neighbors are merged, then blanks are dropped.

    A blank keeps two equal characters apart: "oo" says "o", "o_o" says "oo".

    Args:
        path: A token for each step: a list, an array or a text; may be empty.
        blank: The token that says nothing.

    Returns:
        The tokens that are left, in a list.

    Source:
        A. Graves et al., ICML 2006, section 3.1.
    """
    ### BEGIN SOLUTION
    merged = [token for i, token in enumerate(path) if i == 0 or token != path[i - 1]]
    return [token for token in merged if token != blank]
    ### END SOLUTION


@graded(points=2)
def minimum_steps(labels) -> int:
    """How many steps a path needs at least that says these labels.

    One for each label, and one more for the blank between two equal neighbors.

    Args:
        labels: A list, an array or a text; may be empty.
    """
    ### BEGIN SOLUTION
    repeats = sum(labels[i] == labels[i - 1] for i in range(1, len(labels)))
    return len(labels) + int(repeats)
    ### END SOLUTION


@graded(points=3)
def greedy_decode(log_probabilities: np.ndarray, blank: int = 0) -> list[int]:
    """What the path of the likeliest tokens says.

    Args:
        log_probabilities: (steps, tokens), natural logarithms; there may be no step.
        blank: Id of the blank.

    Returns:
        Ids of the labels, in a list.
    """
    ### BEGIN SOLUTION
    path = np.argmax(log_probabilities, axis=1)
    return collapse(path.tolist(), blank)
    ### END SOLUTION


def alignments(
    labels: Sequence, n_steps: int, blank=BLANK, *, collapse: Callable = collapse
) -> list[tuple]:
    """All paths of `n_steps` tokens that say these labels, found by trying every path.

    There are (different labels + 1) ** n_steps paths to try.

    Args:
        labels: A list, an array or a text; may be empty.
        n_steps: Length of the paths.
        blank: The token that says nothing.
        collapse: From a path and the blank to the list of labels that it says.
    """
    labels = list(labels)
    tokens = sorted({blank, *labels})
    return [path for path in product(tokens, repeat=n_steps) if collapse(path, blank) == labels]


def with_blanks(labels: Sequence[int], blank: int = BLANK) -> list[int]:
    """The labels with a blank in front of, between and behind them: 2 * labels + 1 tokens."""
    tokens = [blank]
    for label in labels:
        tokens += [int(label), blank]
    return tokens


@graded(points=5)
def ctc_forward(log_probabilities: np.ndarray, labels, blank: int = 0) -> np.ndarray:
    """The forward recursion: how likely it is to have come to each place of a text by each step.

    The places are those of `with_blanks(labels, blank)`: blank, label, blank, label, ..., blank.
    A path begins at one of the first two. From step to step it stays at its place, goes on by one,
    or goes on by two: to a label that is not the label before it. Probabilities are kept as
    logarithms, since products of hundreds of them are too small for a float:
    `np.logaddexp(a, b)` is log(exp(a) + exp(b)).

    Args:
        log_probabilities: (steps, tokens), natural logarithms; at least one step.
        labels: Ids (n,), none of them the blank; may be empty.
        blank: Id of the blank.

    Returns:
        float64 array (steps, 2n + 1): log of the sum over all paths that are at this place at
        this step, of the product of their probabilities so far; -inf where no path is.

    Source:
        A. Graves et al., ICML 2006, equations 5 to 8.
    """
    places = with_blanks(labels, blank)
    ### BEGIN SOLUTION
    alphas = np.full((len(log_probabilities), len(places)), -np.inf)
    alphas[0, :2] = [log_probabilities[0][token] for token in places[:2]]
    for t in range(1, len(alphas)):
        for s, token in enumerate(places):
            arriving = alphas[t - 1, max(s - 1, 0) : s + 1]
            if s >= 2 and token not in (blank, places[s - 2]):
                arriving = alphas[t - 1, s - 2 : s + 1]
            alphas[t, s] = np.logaddexp.reduce(arriving) + log_probabilities[t][token]
    return alphas
    ### END SOLUTION


@graded(points=3)
def ctc_log_likelihood(log_probabilities: np.ndarray, labels, blank: int = 0) -> float:
    """The log probability of a text: of all its alignments together. Its negative is the CTC loss.

    An alignment ends at the last label or at the blank behind it.

    Args:
        log_probabilities: (steps, tokens), natural logarithms.
        labels: Ids (n,), none of them the blank; may be empty.
        blank: Id of the blank.

    Returns:
        The natural logarithm, a float.

    Raises:
        ValueError: A label is the blank, or there are fewer steps than the labels need.
    """
    if blank in labels:
        raise ValueError(f"the blank {blank} is no label, got {list(labels)}")
    steps, needed = len(log_probabilities), max(1, minimum_steps(labels))
    if steps < needed:
        raise ValueError(f"no alignment: these labels need {needed} steps, and there are {steps}")
    ### BEGIN SOLUTION
    last = ctc_forward(log_probabilities, labels, blank)[-1]
    return float(np.logaddexp.reduce(last[-2:]))
    ### END SOLUTION


def ctc_posteriors(
    log_probabilities: np.ndarray,
    labels: Sequence[int],
    blank: int = BLANK,
    *,
    ctc_forward: Callable = ctc_forward,
) -> np.ndarray:
    """How much of the text's probability passes through each token at each step.

    The CTC loss of a softmax has a simple gradient with respect to the logits: the softmax minus
    these (A. Graves et al., ICML 2006, equation 16).

    Args:
        log_probabilities: (steps, tokens), natural logarithms.
        labels: Ids (n,), none of them the blank; may be empty.
        blank: Id of the blank.
        ctc_forward: The forward recursion; from the end to the beginning it is the backward one.

    Returns:
        (steps, tokens), 0 to 1; each step adds up to 1.

    Raises:
        ValueError: There is no alignment.
    """
    log_probabilities = np.asarray(log_probabilities, float)
    places = with_blanks(labels, blank)
    forward = ctc_forward(log_probabilities, labels, blank)
    backward = ctc_forward(log_probabilities[::-1], labels[::-1], blank)[::-1, ::-1]
    with np.errstate(invalid="ignore"):  # -inf - -inf, where no path is
        through = np.nan_to_num(forward + backward - log_probabilities[:, places], nan=-np.inf)
    total = np.logaddexp.reduce(through, axis=1, keepdims=True)
    if np.isneginf(total).any():
        raise ValueError(f"no alignment of {len(labels)} labels in {len(log_probabilities)} steps")
    shares = np.zeros(log_probabilities.shape)
    for place, token in enumerate(places):
        shares[:, token] += np.exp(through[:, place] - total[:, 0])
    return shares
