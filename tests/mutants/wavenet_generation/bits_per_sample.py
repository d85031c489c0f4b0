"""Wrong answers: what a network's guesses cost."""

from functools import partial

import numpy as np

from course_utils.wavenet import scoring
from tests.mutants import collect

MUTANTS = []


mutant = partial(collect, MUTANTS)


def _chosen(log_probabilities, targets):
    return np.take_along_axis(log_probabilities, targets[..., None].astype(int), -1)[..., 0]


@mutant("bits_per_sample", "this is in nats: divide")
def stays_in_nats(log_probabilities, targets):
    return float(-_chosen(log_probabilities, targets).mean())


@mutant("bits_per_sample", "not multiplying")
def multiplies_by_ln_2(log_probabilities, targets):
    return float(-_chosen(log_probabilities, targets).mean() * np.log(2))


@mutant("bits_per_sample", "the sign is missing: costs")
def forgets_the_minus(log_probabilities, targets):
    return -scoring.bits_per_sample(log_probabilities, targets)


@mutant("bits_per_sample", "this is the sum")
def adds_up(log_probabilities, targets):
    return float(-_chosen(log_probabilities, targets).sum() / np.log(2))


@mutant("bits_per_sample", "cost of each sample")
def forgets_the_mean(log_probabilities, targets):
    return -_chosen(log_probabilities, targets) / np.log(2)


@mutant("bits_per_sample", "perplexity")
def raises_two_to_it(log_probabilities, targets):
    return 2 ** scoring.bits_per_sample(log_probabilities, targets)


@mutant("bits_per_sample", "only the target's counts")
def averages_all_codes(log_probabilities, targets):
    return float(-log_probabilities.mean() / np.log(2))


@mutant("bits_per_sample", "likeliest code")
def scores_its_best_guess(log_probabilities, targets):
    return float(-log_probabilities.max(axis=-1).mean() / np.log(2))


@mutant("bits_per_sample", "row t is read at target t alone")
def indexes_every_row_with_all(log_probabilities, targets):
    return float(-log_probabilities[..., targets].mean() / np.log(2))


@mutant("bits_per_sample", "logarithms already")
def takes_the_log_again(log_probabilities, targets):
    with np.errstate(all="ignore"):
        return float(-np.log2(_chosen(log_probabilities, targets)).mean())


@mutant("bits_per_sample", "averaged before the log")
def averages_probabilities(log_probabilities, targets):
    return float(-np.log2(np.exp(_chosen(log_probabilities, targets)).mean()))


@mutant("bits_per_sample", "only one axis was averaged")
def divides_by_the_rows(log_probabilities, targets):
    return float(-_chosen(log_probabilities, targets).sum() / len(targets) / np.log(2))


@mutant("bits_per_sample", "one figure per row")
def averages_rows_apart(log_probabilities, targets):
    means = -_chosen(log_probabilities, targets).mean(axis=-1) / np.log(2)
    return means if means.ndim else float(means)


@mutant("bits_per_sample", "do not multiply by a one-hot")
def multiplies_by_a_one_hot(log_probabilities, targets):
    one_hot = np.eye(log_probabilities.shape[-1])[targets]
    with np.errstate(all="ignore"):
        return float(-(one_hot * log_probabilities).sum(axis=-1).mean() / np.log(2))


@mutant("bits_per_sample", "no small number")
def adds_an_epsilon(log_probabilities, targets):
    return float(-np.log2(np.exp(_chosen(log_probabilities, targets)) + 1e-9).mean())


@mutant("bits_per_sample", "decimal digits")
def divides_by_ln_10(log_probabilities, targets):
    return float(-_chosen(log_probabilities, targets).mean() / np.log(10))


@mutant("bits_per_sample", "divided by the number of codes")
def divides_by_the_codes(log_probabilities, targets):
    n_codes = log_probabilities.shape[-1]
    return float(-_chosen(log_probabilities, targets).sum() / n_codes / np.log(2))


@mutant("bits_per_sample", "by all numbers there are")
def divides_by_every_number(log_probabilities, targets):
    size = log_probabilities.size
    return float(-_chosen(log_probabilities, targets).sum() / size / np.log(2))


@mutant("bits_per_sample", "the first sample")
def returns_inside_the_loop(log_probabilities, targets):
    for cost in _chosen(log_probabilities, targets).ravel():
        return float(-cost / np.log(2))


@mutant("bits_per_sample", "looked up in the first row")
def looks_up_in_a_flat_array(log_probabilities, targets):
    return float(-log_probabilities.ravel()[targets.ravel()].mean() / np.log(2))


@mutant("bits_per_sample", "about their own targets already")
def shifts_the_targets(log_probabilities, targets):
    chosen = _chosen(log_probabilities[..., :-1, :], targets[..., 1:])
    return float(-chosen.mean() / np.log(2))


@mutant("bits_per_sample", "entropy of the network's guesses")
def averages_the_entropy(log_probabilities, targets):
    with np.errstate(all="ignore"):
        each = np.nan_to_num(np.exp(log_probabilities) * log_probabilities)
    return float(-each.sum(axis=-1).mean() / np.log(2))


@mutant("bits_per_sample", "these are hits")
def counts_hits(log_probabilities, targets):
    return float((log_probabilities.argmax(axis=-1) == targets).mean())


@mutant("bits_per_sample", "1 - p(target)")
def averages_what_is_missing(log_probabilities, targets):
    return float(1 - np.exp(_chosen(log_probabilities, targets)).mean())


@mutant("bits_per_sample", "this is the median")
def takes_the_median_cost(log_probabilities, targets):
    return float(-np.median(_chosen(log_probabilities, targets)) / np.log(2))


@mutant("bits_per_sample", "do not round")
def rounds_to_two_digits(log_probabilities, targets):
    with np.errstate(all="ignore"):
        return float(np.round(-_chosen(log_probabilities, targets).mean() / np.log(2), 2))


@mutant("bits_per_sample", "was left out: keep it")
def leaves_infinite_costs_out(log_probabilities, targets):
    chosen = _chosen(log_probabilities, targets)
    return float(-chosen[np.isfinite(chosen)].mean() / np.log(2))


@mutant("bits_per_sample", "changes its argument")
def divides_in_place(log_probabilities, targets):
    log_probabilities /= -np.log(2)
    return float(_chosen(log_probabilities, targets).mean())
