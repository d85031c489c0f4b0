"""Wrong answers: what short hypotheses lose."""

from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _penalty(c, r, formula):
    """The right cases, with another formula for those that are too short."""
    if c >= r:
        return 1.0
    return float(formula(c, r)) if c else 0.0


@mutant("brevity_penalty", "no penalty, though")
def turns_the_comparison(hypothesis_length, reference_length):
    if hypothesis_length <= reference_length:
        return 1.0
    return float(np.exp(1 - reference_length / hypothesis_length))


@mutant("brevity_penalty", "c and r are swapped")
def swaps_the_lengths(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp(1 - c / r))


@mutant("brevity_penalty", "the sign is turned")
def turns_the_sign(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp(r / c - 1))


@mutant("brevity_penalty", "the ratio is upside down")
def turns_sign_and_ratio(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp(c / r - 1))


@mutant("brevity_penalty", "the 1 is missing")
def forgets_the_one(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp(-r / c))


@mutant("brevity_penalty", "this is the ratio of lengths")
def takes_the_ratio(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: c / r)


@mutant("brevity_penalty", "exp of it")
def forgets_exp(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: 1 - r / c)


@mutant("brevity_penalty", "not with //")
def divides_whole_numbers(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp(1 - r // c))


@mutant("brevity_penalty", "exp of the difference")
def takes_the_difference(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp(c - r))


@mutant("brevity_penalty", "not percent")
def gives_percent(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: 100 * np.exp(1 - r / c))


@mutant("brevity_penalty", "never above 1")
def rewards_length(hypothesis_length, reference_length):
    if hypothesis_length == 0:
        return 0.0
    return float(np.exp(1 - reference_length / hypothesis_length))


@mutant("brevity_penalty", "long hypotheses are not punished here")
def punishes_length(hypothesis_length, reference_length):
    shorter, longer = sorted([hypothesis_length, reference_length])
    return float(np.exp(1 - longer / shorter)) if shorter else 0.0


@mutant("brevity_penalty", "a factor of 1, not of 0")
def adds_nothing(hypothesis_length, reference_length):
    if hypothesis_length >= reference_length:
        return 0.0
    return float(np.exp(1 - reference_length / hypothesis_length))


@mutant("brevity_penalty", "divide by 0: look at the lengths before")
def divides_by_zero(hypothesis_length, reference_length):
    return min(1.0, float(np.exp(1 - reference_length / hypothesis_length)))


@mutant("brevity_penalty", "no tokens at all: the penalty is 0")
def dodges_the_division(hypothesis_length, reference_length):
    if hypothesis_length == 0 or hypothesis_length >= reference_length:
        return 1.0
    return float(np.exp(1 - reference_length / hypothesis_length))


@mutant("brevity_penalty", "nothing is missing where the references are empty too")
def is_zero_without_tokens(hypothesis_length, reference_length):
    if hypothesis_length == 0:
        return 0.0
    return min(1.0, float(np.exp(1 - reference_length / hypothesis_length)))


@mutant("brevity_penalty", "nothing back")
def prints_it(hypothesis_length, reference_length):
    print(_penalty(hypothesis_length, reference_length, lambda c, r: np.exp(1 - r / c)))


@mutant("brevity_penalty", "brackets: 1 - r / c")
def subtracts_before_it_divides(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.exp((1 - r) / c))


@mutant("brevity_penalty", "this is what is lost")
def gives_what_is_lost(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: 1 - np.exp(1 - r / c))


@mutant("brevity_penalty", "the base is e: exp, not 2")
def takes_a_power_of_2(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: 2 ** (1 - r / c))


@mutant("brevity_penalty", "no rounding")
def rounds_to_two_digits(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: round(np.exp(1 - r / c), 2))


@mutant("brevity_penalty", "no penalty, though")
def forgives_a_tenth(hypothesis_length, reference_length):
    if hypothesis_length >= 0.9 * reference_length:
        return 1.0
    return float(np.exp(1 - reference_length / hypothesis_length)) if hypothesis_length else 0.0


@mutant("brevity_penalty", "this is a logarithm")
def takes_the_logarithm_of_the_ratio(hypothesis_length, reference_length):
    return _penalty(hypothesis_length, reference_length, lambda c, r: np.log(c / r))
