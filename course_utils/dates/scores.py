"""How many dates are translated exactly, in all and format by format."""

from collections.abc import Sequence

from course_utils.dates.examples import DateExample


def exact_match(answers: Sequence, examples: Sequence[DateExample]) -> float:
    """Share of answers that are the example's date, character by character.

    Args:
        answers: One for each example; `str(answer)` is "YYYY-MM-DD", anything else where it is not
            known.
        examples: At least one.

    Raises:
        ValueError: There are no examples, or not as many as answers.
    """
    if not examples:
        raise ValueError("a share needs at least 1 example, got 0")
    right, n = exact_matches(answers, examples, by=None)[""]
    return right / n


def exact_matches(
    answers: Sequence, examples: Sequence[DateExample], by: str | None = "format"
) -> dict[str, tuple[int, int]]:
    """Counts exact answers in groups of examples.

    Args:
        answers: As for `exact_match`.
        examples: What was to be translated.
        by: The attribute that groups are made by, "format" or "locale"; None makes one group "".

    Returns:
        Name of the group -> (exact answers, examples), in the order of the names.

    Raises:
        ValueError: There are not as many answers as examples.
    """
    if len(answers) != len(examples):
        raise ValueError(f"{len(examples)} examples need as many answers, got {len(answers)}")
    counts = {}
    for answer, example in zip(answers, examples, strict=True):
        group = getattr(example, by) if by else ""
        right, n = counts.get(group, (0, 0))
        counts[group] = right + (str(answer) == example.iso), n + 1
    return dict(sorted(counts.items()))
