"""Wrong answers: the log probability of a text."""

from functools import partial

import numpy as np

from course_utils.speech_recognition.ctc import ctc_forward, ctc_log_likelihood
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "ctc_log_likelihood")


@mutant("both ends are added up")
def takes_the_last_place(logs, labels, blank=0):
    return float(ctc_forward(logs, labels, blank)[-1, -1])


@mutant("both ends are added up")
def takes_the_last_label(logs, labels, blank=0):
    ctc_log_likelihood(logs, labels, blank)
    return float(ctc_forward(logs, labels, blank)[-1, max(0, 2 * len(labels) - 1)])


@mutant("only the last two places")
def adds_up_all_places(logs, labels, blank=0):
    return float(np.logaddexp.reduce(ctc_forward(logs, labels, blank)[-1]))


@mutant("both ends are added up")
def takes_the_likelier_end(logs, labels, blank=0):
    return float(ctc_forward(logs, labels, blank)[-1, -2:].max())


@mutant("add probabilities, not logarithms")
def adds_logarithms(logs, labels, blank=0):
    return float(ctc_forward(logs, labels, blank)[-1, -2:].sum())


@mutant("return its logarithm")
def returns_the_probability(logs, labels, blank=0):
    return float(np.exp(ctc_log_likelihood(logs, labels, blank)))


@mutant("this is the loss")
def returns_the_loss(logs, labels, blank=0):
    return -ctc_log_likelihood(logs, labels, blank)


@mutant("mean over steps")
def takes_the_mean_over_steps(logs, labels, blank=0):
    return ctc_log_likelihood(logs, labels, blank) / len(logs)


@mutant("mean over labels")
def takes_the_mean_over_labels(logs, labels, blank=0):
    return ctc_log_likelihood(logs, labels, blank) / max(1, len(labels))


@mutant("there is one place: count it once")
def counts_the_only_place_twice(logs, labels, blank=0):
    last = ctc_forward(logs, labels, blank)[-1]
    return float(np.logaddexp(last[-1], last[-2 if len(last) > 1 else -1]))


@mutant("IndexError")
def needs_two_places(logs, labels, blank=0):
    last = ctc_forward(logs, labels, blank)[-1]
    return float(np.logaddexp(last[-1], last[-2]))


@mutant("raise ValueError")
def gives_minus_infinity(logs, labels, blank=0):
    return float(np.logaddexp.reduce(ctc_forward(logs, labels, blank)[-1, -2:]))


@mutant("both ends: add them up")
def returns_both_ends(logs, labels, blank=0):
    return ctc_forward(logs, labels, blank)[-1, -2:]


@mutant("the last places, not the first")
def takes_the_first_places(logs, labels, blank=0):
    return float(np.logaddexp.reduce(ctc_forward(logs, labels, blank)[-1, :2]))


@mutant("nothing back")
def forgets_to_return(logs, labels, blank=0):
    ctc_log_likelihood(logs, labels, blank)


@mutant("changes its argument")
def appends_to_the_labels(logs, labels, blank=0):
    found = ctc_log_likelihood(logs, labels, blank)
    labels.append(blank)
    return found
