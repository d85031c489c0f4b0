"""Wrong answers: log probabilities made comparable over lengths."""

import math
from functools import partial

import numpy as np

from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "length_normalized_score")


def _base(length, penalty):
    return (5 + length) / 6 if penalty == "gnmt" else length


@mutant("the length has no effect")
def ignores_the_length(log_probability, length, alpha, penalty="power"):
    return log_probability


@mutant("divide by T^alpha, do not multiply")
def multiplies(log_probability, length, alpha, penalty="power"):
    return log_probability * _base(length, penalty) ** alpha


@mutant("T was multiplied by alpha")
def multiplies_length_and_alpha(log_probability, length, alpha, penalty="power"):
    return log_probability / (_base(length, penalty) * alpha)


@mutant("base and exponent are swapped")
def swaps_base_and_exponent(log_probability, length, alpha, penalty="power"):
    return log_probability / alpha ** _base(length, penalty)


@mutant("alpha has no effect: T^alpha, not T")
def divides_by_the_length(log_probability, length, alpha, penalty="power"):
    return log_probability / length


@mutant("the end token counts in the length")
def leaves_the_end_token_out(log_probability, length, alpha, penalty="power"):
    return log_probability / np.maximum(_base(length - 1, penalty), 1) ** alpha


@mutant("the start token does not count")
def counts_the_start_token(log_probability, length, alpha, penalty="power"):
    return log_probability / _base(length + 1, penalty) ** alpha


@mutant("this is the GNMT penalty")
def takes_gnmt_always(log_probability, length, alpha, penalty="power"):
    return log_probability / ((5 + length) / 6) ** alpha


@mutant("not the probability")
def divides_the_probability(log_probability, length, alpha, penalty="power"):
    return np.exp(log_probability) / _base(length, penalty) ** alpha


@mutant("this is T^alpha")
def takes_power_always(log_probability, length, alpha, penalty="power"):
    return log_probability / length**alpha


@mutant("6 is under the power too")
def divides_by_6_after_the_power(log_probability, length, alpha, penalty="power"):
    if penalty == "gnmt":
        return log_probability / ((5 + length) ** alpha / 6)
    return log_probability / length**alpha


@mutant("the division by 6 is missing")
def forgets_6(log_probability, length, alpha, penalty="power"):
    return log_probability / (5 + length if penalty == "gnmt" else length) ** alpha


@mutant("add before you divide")
def forgets_the_brackets(log_probability, length, alpha, penalty="power"):
    return log_probability / (5 + length / 6 if penalty == "gnmt" else length) ** alpha


@mutant("element by element")
def takes_numbers_only(log_probability, length, alpha, penalty="power"):
    return log_probability / math.pow(_base(length, penalty), alpha)


@mutant("keep the scores apart: no sum")
def adds_the_scores_up(log_probability, length, alpha, penalty="power"):
    return np.sum(log_probability / _base(length, penalty) ** alpha)


@mutant("changes its argument")
def divides_in_place(log_probability, length, alpha, penalty="power"):
    if isinstance(log_probability, np.ndarray) and log_probability.ndim == 1:
        log_probability /= _base(length, penalty) ** alpha
        return log_probability
    return log_probability / _base(length, penalty) ** alpha


@mutant("the root is that of alpha 0.5")
def takes_the_root_for_gnmt(log_probability, length, alpha, penalty="power"):
    if penalty == "gnmt":
        return log_probability / np.sqrt((5 + length) / 6)
    return log_probability / length**alpha


@mutant("also above 1")
def keeps_alpha_below_1(log_probability, length, alpha, penalty="power"):
    return log_probability / _base(length, penalty) ** min(alpha, 1)


@mutant("alpha 0 is a number, too")
def takes_0_for_not_given(log_probability, length, alpha, penalty="power"):
    return log_probability / _base(length, penalty) ** (alpha or 1)


@mutant("it is not subtracted")
def subtracts_the_logarithm(log_probability, length, alpha, penalty="power"):
    return log_probability - alpha * np.log(_base(length, penalty))


@mutant("divide with /, not with //")
def divides_whole_numbers(log_probability, length, alpha, penalty="power"):
    return log_probability // _base(length, penalty) ** alpha


@mutant("brackets: the divisor")
def divides_twice(log_probability, length, alpha, penalty="power"):
    if penalty == "gnmt":
        return log_probability / (5 + length) / 6**alpha
    return log_probability / length**alpha


@mutant("a length of its own")
def divides_by_the_longest(log_probability, length, alpha, penalty="power"):
    return log_probability / _base(np.max(length), penalty) ** alpha
