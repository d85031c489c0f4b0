"""N-grams of one sentence, and how many of them its references have too."""

from collections import Counter

from course_utils.graded import graded


@graded(points=2)
def ngram_counts(tokens, order: int) -> "Counter":
    """Counts the n-grams of a sentence: each run of `order` tokens that stand side by side.

    Args:
        tokens: The sentence, a list or tuple of tokens.
        order: Length of the n-grams, at least 1.

    Returns:
        How often each n-gram, a tuple of tokens, occurs; empty for a sentence shorter than `order`.

    Raises:
        ValueError: `order` is below 1.
    """
    if order < 1:
        raise ValueError(f"the order of an n-gram is at least 1, got {order}")
    ### BEGIN SOLUTION
    starts = range(len(tokens) - order + 1)
    return Counter(tuple(tokens[start : start + order]) for start in starts)
    ### END SOLUTION


@graded(points=3)
def clipped_precision(hypothesis, references, order: int) -> tuple[int, int]:
    """Counts the n-grams of a hypothesis that are matched by its references (modified precision).

    An n-gram of the hypothesis is matched at most as often as it occurs in one reference: in the
    one that has it most often. "the the the" has one match in "the cat", not three.

    Args:
        hypothesis: The sentence to judge, a list or tuple of tokens.
        references: A list of right translations, each a list or tuple of tokens.
        order: Length of the n-grams, at least 1.

    Returns:
        (matches, total): n-grams matched, and n-grams of the hypothesis. Their ratio is the
        precision; it is left to the caller, since a corpus adds up both before it divides.

    Raises:
        ValueError: There is no reference, or one is text instead of tokens.

    Source:
        K. Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation",
        ACL 2002, section 2.1.
    """
    if not references:
        raise ValueError("no reference: there must be at least one")
    if any(isinstance(reference, str) for reference in references):
        raise ValueError("references is a list of token sequences, but one of them is text")
    ### BEGIN SOLUTION
    counts = ngram_counts(hypothesis, order)
    most = Counter()
    for reference in references:
        most |= ngram_counts(reference, order)
    return (counts & most).total(), counts.total()
    ### END SOLUTION
