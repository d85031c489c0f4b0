"""Wrong answers: the fewest edits between two sequences."""

import difflib
from functools import partial

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein

from course_utils.metrics.error_rates import edit_distance
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "edit_distance")


def _table(reference, hypothesis, substitution=1, equal=0, first_row=True, first_column=True):
    """The whole table D, but for what the caller changes."""
    n, m = len(reference), len(hypothesis)
    table = np.zeros((n + 1, m + 1), int)
    if first_column:
        table[:, 0] = np.arange(n + 1)
    if first_row:
        table[0] = np.arange(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            same = reference[i - 1] == hypothesis[j - 1]
            table[i, j] = min(
                table[i - 1, j - 1] + (equal if same else substitution),
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
            )
    return table


@mutant("a substitution counts 1")
def counts_a_substitution_twice(reference, hypothesis):
    return int(_table(reference, hypothesis, substitution=2)[-1, -1])


@mutant("equal tokens cost nothing")
def lets_equal_tokens_cost(reference, hypothesis):
    return int(_table(reference, hypothesis, equal=1)[-1, -1])


@mutant("D[0, j] = j")
def leaves_the_first_row_empty(reference, hypothesis):
    return int(_table(reference, hypothesis, first_row=False)[-1, -1])


@mutant("a missing or an additional token is an edit, too")
def leaves_row_and_column_empty(reference, hypothesis):
    return int(_table(reference, hypothesis, first_row=False, first_column=False)[-1, -1])


@mutant("this compares place by place")
def compares_place_by_place(reference, hypothesis):
    wrong = sum(a != b for a, b in zip(reference, hypothesis, strict=False))
    return wrong + abs(len(reference) - len(hypothesis))


@mutant("is an edit, too")
def forgets_missing_tokens(reference, hypothesis):
    return len(set(hypothesis) - set(reference))


@mutant("the last token counts too")
def stops_before_the_last(reference, hypothesis):
    return int(_table(reference[:-1], hypothesis[:-1])[-1, -1])


@mutant("this is a rate")
def divides_by_the_length(reference, hypothesis):
    return edit_distance(reference, hypothesis) / max(1, len(reference))


@mutant("2 edits")
def counts_a_swap_once(reference, hypothesis):
    return OSA.distance(list(reference), list(hypothesis))


@mutant("there is a shorter way")
def takes_what_difflib_finds(reference, hypothesis):
    matcher = difflib.SequenceMatcher(None, list(reference), list(hypothesis), autojunk=False)
    return sum(
        max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    )


@mutant("these are letters")
def compares_the_letters_of_words(reference, hypothesis):
    if isinstance(reference, list):
        reference, hypothesis = " ".join(map(str, reference)), " ".join(map(str, hypothesis))
    return Levenshtein.distance(list(reference), list(hypothesis))


@mutant("do not split them")
def splits_texts_with_spaces(reference, hypothesis):
    if isinstance(reference, str) and " " in reference:
        reference, hypothesis = reference.split() * 2, hypothesis.split() * 2
    return Levenshtein.distance(list(reference), list(hypothesis))


@mutant("nothing back")
def forgets_to_return(reference, hypothesis):
    edit_distance(reference, hypothesis)


@mutant("IndexError")
def looks_one_token_too_far(reference, hypothesis):
    table = _table(reference, hypothesis)
    for i in range(1, len(reference) + 1):
        for j in range(1, len(hypothesis) + 1):
            table[i, j] = min(
                table[i - 1, j - 1] + (reference[i] != hypothesis[j]),
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
            )
    return int(table[-1, -1])


@mutant("changes its argument")
def pops_the_tokens(reference, hypothesis):
    distance = edit_distance(reference, hypothesis)
    if isinstance(reference, list) and reference:
        reference.pop()
    return distance
