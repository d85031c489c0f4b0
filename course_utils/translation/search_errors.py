"""Whose fault a wrong translation is: the search's, or the model's."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_utils.graded import graded


@graded(points=3)
def attribute_error(reference, hypothesis, reference_score: float, hypothesis_score: float) -> str:
    """Says what failed, by what the model thinks of the right translation.

    The search looks for the sentence that the model scores highest. If the reference scores
    higher than what it found, the search missed it. If not, a perfect search would not have taken
    the reference either: the model prefers a wrong sentence (Ng, Katanforoosh and Mourri,
    "Sequence Models", week 3: error analysis in beam search).

    Args:
        reference: Tokens of the right translation.
        hypothesis: Tokens that the search found.
        reference_score: Of the reference, by the model, in the same way as the hypothesis.
        hypothesis_score: Of the hypothesis.

    Returns:
        "none" if the tokens are equal, else "search" or "model".

    Raises:
        ValueError: A score is NaN.
    """
    if reference_score != reference_score or hypothesis_score != hypothesis_score:
        raise ValueError(f"a score is NaN: {reference_score}, {hypothesis_score}")
    ### BEGIN SOLUTION
    if tuple(reference) == tuple(hypothesis):
        return "none"
    return "search" if reference_score > hypothesis_score else "model"
    ### END SOLUTION


@dataclass(frozen=True)
class ErrorCounts:
    """How many translations are right, and what failed in the others."""

    none: int
    search: int
    model: int

    @property
    def wrong(self) -> int:
        """Translations that differ from their reference."""
        return self.search + self.model

    @property
    def advice(self) -> str:
        """What to work on."""
        if not self.wrong:
            return "nothing is wrong"
        if self.search > self.model:
            return "work on the search: a wider beam finds what the model prefers"
        return "work on the model: no search can find what it does not prefer"

    def __str__(self) -> str:
        """A table, with what to work on below."""
        rows = [
            f"{'right':14} {self.none:6,}",
            f"{'search failed':14} {self.search:6,} {self._share(self.search)}",
            f"{'model failed':14} {self.model:6,} {self._share(self.model)}",
            self.advice,
        ]
        return "\n".join(rows)

    def _share(self, number: int) -> str:
        return f"{number / self.wrong:7.1%} of those wrong" if self.wrong else ""


def count_errors(
    references: Sequence[Sequence],
    hypotheses: Sequence[Sequence],
    reference_scores: Sequence[float],
    hypothesis_scores: Sequence[float],
    attribute: Callable[..., str] = attribute_error,
) -> ErrorCounts:
    """Counts what failed over many translations.

    Args:
        references: Tokens of each right translation.
        hypotheses: Tokens that the search found for each.
        reference_scores: Of each reference, by the model.
        hypothesis_scores: Of each hypothesis.
        attribute: `attribute_error`, or one's own.

    Raises:
        ValueError: There are not as many of one as of the others.
    """
    columns = references, hypotheses, reference_scores, hypothesis_scores
    if len({len(column) for column in columns}) > 1:
        raise ValueError(f"these belong together: {', '.join(str(len(c)) for c in columns)} given")
    counts = Counter(attribute(*row) for row in zip(*columns, strict=True))
    return ErrorCounts(counts["none"], counts["search"], counts["model"])
