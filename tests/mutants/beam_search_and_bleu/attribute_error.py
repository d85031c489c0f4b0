"""Wrong answers: whether the search failed, or the model."""

import math
from functools import partial

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "attribute_error")


@mutant("the other way round")
def swaps_the_two(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    return "model" if reference_score > hypothesis_score else "search"


@mutant("compare the scores as numbers with their signs")
def compares_without_signs(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    close = abs(reference_score - hypothesis_score) < 2
    return "search" if close and reference_score > hypothesis_score else "model"


@mutant('return the word "search"')
def says_whether_the_search_failed(reference, hypothesis, reference_score, hypothesis_score):
    return reference_score > hypothesis_score


@mutant('"search" only where the reference scores higher')
def blames_the_search_always(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    return "search" if reference_score != hypothesis_score else "model"


@mutant("equal scores")
def blames_the_search_for_a_tie(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    return "search" if reference_score >= hypothesis_score else "model"


@mutant("equal tokens are no error")
def compares_scores_alone(reference, hypothesis, reference_score, hypothesis_score):
    return "search" if reference_score > hypothesis_score else "model"


@mutant("a list and a tuple")
def compares_list_with_tuple(reference, hypothesis, reference_score, hypothesis_score):
    if reference == hypothesis:
        return "none"
    return "search" if reference_score > hypothesis_score else "model"


@mutant("in another order")
def compares_sets(reference, hypothesis, reference_score, hypothesis_score):
    if set(reference) == set(hypothesis):
        return "none"
    return "search" if reference_score > hypothesis_score else "model"


@mutant("a part of the reference")
def compares_as_far_as_both_go(reference, hypothesis, reference_score, hypothesis_score):
    if all(a == b for a, b in zip(reference, hypothesis, strict=False)):
        return "none"
    return "search" if reference_score > hypothesis_score else "model"


@mutant("not the letters put together")
def joins_the_tokens(reference, hypothesis, reference_score, hypothesis_score):
    if "".join(reference) == "".join(hypothesis):
        return "none"
    return "search" if reference_score > hypothesis_score else "model"


@mutant("they need no length penalty here")
def divides_by_the_lengths(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    means = reference_score / len(reference), hypothesis_score / len(hypothesis)
    return "search" if means[0] > means[1] else "model"


@mutant("and a word more")
def looks_for_the_reference_at_the_front(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(hypothesis[: len(reference)]) == tuple(reference):
        return "none"
    return "search" if reference_score > hypothesis_score else "model"


@mutant("any difference counts")
def wants_a_margin(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    return "search" if reference_score > hypothesis_score + 0.1 else "model"


@mutant("exp of both is 0")
def compares_probabilities(reference, hypothesis, reference_score, hypothesis_score):
    if tuple(reference) == tuple(hypothesis):
        return "none"
    return "search" if math.exp(reference_score) > math.exp(hypothesis_score) else "model"


@mutant("compare the tokens as they are")
def compares_in_lower_case(reference, hypothesis, reference_score, hypothesis_score):
    if [token.lower() for token in reference] == [token.lower() for token in hypothesis]:
        return "none"
    return "search" if reference_score > hypothesis_score else "model"


@mutant("equal scores do not make a translation right")
def compares_scores_for_equality(reference, hypothesis, reference_score, hypothesis_score):
    if reference_score == hypothesis_score:
        return "none"
    return "search" if reference_score > hypothesis_score else "model"
