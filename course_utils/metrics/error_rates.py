"""Word and letter error rate: the edits between what was said and what was written.

An edit replaces, leaves out or adds one word or letter. The error rate of a test set is the edits
of all its utterances over the length of all references, so a long utterance counts more than a
short one. It may exceed 1: a recognizer may add more words than were said.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from course_utils.graded import graded
from course_utils.metrics.confidence_intervals import Interval, bootstrap_interval


@graded(points=4)
def edit_distance(reference, hypothesis) -> int:
    """The fewest edits that turn one sequence into the other: the Levenshtein distance.

    An edit is a substitution, a deletion (a token of the reference is missing) or an insertion (the
    hypothesis has one more). With D[i, j] the distance of the first i tokens of the reference and
    the first j of the hypothesis, D[i, 0] = i, D[0, j] = j, and

        D[i, j] = min(D[i - 1, j - 1] + (0 if the tokens i and j are equal else 1),
                      D[i - 1, j] + 1,
                      D[i, j - 1] + 1).

    Args:
        reference: What was said: a text (its letters count), a list (its words), an array of ids.
        hypothesis: What was written, of the same kind; both may be empty.

    Returns:
        A whole number of at least 0.

    Source:
        V. I. Levenshtein, "Binary Codes Capable of Correcting Deletions, Insertions and
        Reversals", Soviet Physics Doklady 10 (1966); by dynamic programming: R. A. Wagner and
        M. J. Fischer, "The String-to-String Correction Problem", JACM 21 (1974).
    """
    ### BEGIN SOLUTION
    above = list(range(len(hypothesis) + 1))
    for i, said in enumerate(reference, start=1):
        row = [i]
        for j, written in enumerate(hypothesis, start=1):
            replaced = above[j - 1] + int(said != written)
            row.append(min(replaced, above[j] + 1, row[j - 1] + 1))
        above = row
    return above[-1]
    ### END SOLUTION


class Edits(NamedTuple):
    """How many edits of each kind turn a reference into a hypothesis; as few as can be.

    Attributes:
        substitutions: Tokens of the reference with another in their place.
        deletions: Tokens of the reference that the hypothesis lacks.
        insertions: Tokens that the hypothesis has beside them.
    """

    substitutions: int
    deletions: int
    insertions: int


def edits(reference: Sequence, hypothesis: Sequence) -> Edits:
    """The edits of one utterance by their kind, counted by rapidfuzz.

    Where several ways are equally short, one of them is counted; the sum is the same.

    Args:
        reference: A text (its letters count), a list of words, an array of ids.
        hypothesis: Of the same kind.

    Raises:
        ValueError: One is a text and the other is not.
    """
    kinds = [op.tag for op in Levenshtein.editops(*_comparable(reference, hypothesis))]
    return Edits(kinds.count("replace"), kinds.count("delete"), kinds.count("insert"))


def error_rate(references: Sequence[Sequence], hypotheses: Sequence[Sequence]) -> float:
    """The edits of all utterances over the length of all references.

    Of texts it is the letter error rate, of lists of words the word error rate.

    Args:
        references: What was said in each utterance: texts, lists of words or arrays of ids. Some
            may be empty: what is written there counts as insertions.
        hypotheses: What was written, `hypotheses[i]` for `references[i]`.

    Returns:
        0 or more; above 1 if there are more edits than tokens to be recognized.

    Raises:
        ValueError: There are no references or only empty ones, another number of hypotheses, a text
            where a list of utterances is meant, or a text beside another kind.
    """
    n_edits, n_tokens = edits_and_lengths(references, hypotheses).sum(axis=0)
    return float(n_edits / n_tokens)


def error_rate_interval(
    references: Sequence[Sequence],
    hypotheses: Sequence[Sequence],
    confidence: float = 0.95,
    n_samples: int = 1000,
    seed: int = 0,
) -> Interval:
    """The error rate with its confidence interval, of utterances drawn with repetition.

    Utterances are drawn, not tokens: the errors of one utterance come together.

    Args:
        references: As for `error_rate`.
        hypotheses: As for `error_rate`.
        confidence: Share of the resampled figures that lie within, between 0 and 1.
        n_samples: Sets of utterances to draw, each as large as the one given.
        seed: Of the draws.

    Raises:
        ValueError: As `error_rate`, or `confidence` is not between 0 and 1.
    """

    def rate(counts):
        return counts[..., 0] / np.maximum(counts[..., 1], 1)  # a set may be of empty ones alone

    counts = edits_and_lengths(references, hypotheses)
    return bootstrap_interval(rate, counts, confidence, n_samples, seed)


def edits_and_lengths(references: Sequence[Sequence], hypotheses: Sequence[Sequence]) -> np.ndarray:
    """For each utterance the edits and the length of the reference, (utterances, 2).

    Raises:
        ValueError: As `error_rate`.
    """
    for name, utterances in (("references", references), ("hypotheses", hypotheses)):
        if isinstance(utterances, str):
            raise ValueError(f"{name} is a list of utterances, got one text: {utterances!r}")
    if len(references) != len(hypotheses):
        raise ValueError(
            f"each utterance has a reference and a hypothesis, got {len(references)} references "
            f"and {len(hypotheses)} hypotheses"
        )
    if not sum(map(len, references)):
        found = "they are all empty" if len(references) else "there are none"
        raise ValueError(f"an error rate needs references: {found}")
    return np.array(
        [
            (Levenshtein.distance(*_comparable(reference, hypothesis)), len(reference))
            for reference, hypothesis in zip(references, hypotheses, strict=True)
        ]
    )


def _comparable(*sequences: Sequence) -> list[str] | list[list]:
    """Sequences as rapidfuzz compares them: texts, or lists of plain values."""
    texts = [isinstance(sequence, str) for sequence in sequences]
    if all(texts):
        return list(sequences)
    if any(texts):
        raise ValueError(f"one is a text and the other is not: {sequences[0]!r}, {sequences[1]!r}")
    return [s.tolist() if isinstance(s, np.ndarray) else list(s) for s in sequences]
