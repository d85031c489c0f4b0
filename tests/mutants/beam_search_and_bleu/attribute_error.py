"""Wrong answers: whether the search failed, or the model."""

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


@mutant("found what the model likes better")
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
