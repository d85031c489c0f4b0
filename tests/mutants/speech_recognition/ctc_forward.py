"""Wrong answers: the forward recursion over the places of a text."""

from functools import partial

import numpy as np

from course_utils.speech_recognition.ctc import ctc_forward, with_blanks
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "ctc_forward")


def _forward(
    logs,
    labels,
    blank=0,
    *,
    skip=lambda s, places, blank: places[s] not in (blank, places[s - 2]),
    add=np.logaddexp.reduce,
    starts=2,
    stay=True,
    emit=True,
    in_place=False,
):
    """The right answer, but for what the caller changes.

    Args:
        skip: Whether place s is reached from two before: of s, the places and the blank.
        add: Of the log probabilities that arrive at a place.
        starts: At how many places a path may begin.
        stay: Whether a path may stay.
        emit: Whether tokens after the first have a probability.
        in_place: Whether a row is made from itself and not from the row before.
    """
    places = with_blanks(labels, blank)
    alphas = np.full((len(logs), len(places)), -np.inf)
    for s in range(min(starts, len(places))):
        alphas[0, s] = logs[0][places[s]]
    for t in range(1, len(logs)):
        if in_place:
            alphas[t] = alphas[t - 1]
        before = alphas[t] if in_place else alphas[t - 1]
        for s, token in enumerate(places):
            arriving = [before[s]] if stay else []
            if s >= 1:
                arriving.append(before[s - 1])
            if s >= 2 and skip(s, places, blank):
                arriving.append(before[s - 2])
            own = logs[t][token] if emit else 0
            alphas[t, s] = (add(arriving) if arriving else -np.inf) + own
    return alphas


@mutant("the blank may be left out")
def never_leaves_a_blank_out(logs, labels, blank=0):
    return _forward(logs, labels, blank, skip=lambda *_: False)


@mutant("the label cannot be left out")
def leaves_labels_out(logs, labels, blank=0):
    return _forward(
        logs, labels, blank, skip=lambda s, places, _: s == 2 or places[s] != places[s - 2]
    )


@mutant("two equal labels need the blank")
def joins_equal_labels(logs, labels, blank=0):
    return _forward(logs, labels, blank, skip=lambda s, places, blank: places[s] != blank)


@mutant("the label cannot be left out")
def jumps_from_anywhere(logs, labels, blank=0):
    return _forward(logs, labels, blank, skip=lambda *_: True)


@mutant("this is the best one")
def takes_the_best_path(logs, labels, blank=0):
    return _forward(logs, labels, blank, add=max)


@mutant("add probabilities, not logarithms")
def adds_logarithms(logs, labels, blank=0):
    return _forward(logs, labels, blank, add=sum)


@mutant("a path may begin with the first label")
def begins_with_the_blank_alone(logs, labels, blank=0):
    return _forward(logs, labels, blank, starts=1)


@mutant("a path begins at place 0 or 1")
def begins_anywhere(logs, labels, blank=0):
    return _forward(logs, labels, blank, starts=99)


@mutant("a path may also stay")
def always_goes_on(logs, labels, blank=0):
    return _forward(logs, labels, blank, stay=False)


@mutant("add its log")
def forgets_the_tokens_probability(logs, labels, blank=0):
    return _forward(logs, labels, blank, emit=False)


@mutant("use the row of the step before")
def works_in_place(logs, labels, blank=0):
    return _forward(logs, labels, blank, in_place=True)


@mutant("[s - 1] is then [-1], the last place")
def goes_around(logs, labels, blank=0):
    places, alphas = with_blanks(labels, blank), ctc_forward(logs, labels, blank)
    for t in range(1, len(logs)):
        for s, token in enumerate(places):
            arriving = np.logaddexp(alphas[t - 1, s], alphas[t - 1, s - 1])
            if token not in (blank, places[s - 2 if len(places) > 1 else 0]):
                arriving = np.logaddexp(arriving, alphas[t - 1, s - 2])
            alphas[t, s] = arriving + logs[t][token]
    return alphas


@mutant("0 is the logarithm of 1")
def fills_with_zeros(logs, labels, blank=0):
    return np.where(np.isneginf(alphas := ctc_forward(logs, labels, blank)), 0, alphas)


@mutant("keep their logarithms")
def returns_probabilities(logs, labels, blank=0):
    return np.exp(ctc_forward(logs, labels, blank))


@mutant("after 1,000 steps everything is impossible")
def multiplies_probabilities(logs, labels, blank=0):
    places = with_blanks(labels, blank)
    alphas = np.zeros((len(logs), len(places)))
    alphas[0, :2] = [np.exp(logs[0][token]) for token in places[:2]]
    for t in range(1, len(logs)):
        for s, token in enumerate(places):
            arriving = alphas[t - 1, max(s - 1, 0) : s + 1].sum()
            if s >= 2 and token not in (blank, places[s - 2]):
                arriving += alphas[t - 1, s - 2]
            alphas[t, s] = arriving * np.exp(logs[t][token])
    with np.errstate(divide="ignore"):
        return np.log(alphas)


@mutant("return the whole table")
def returns_the_last_row(logs, labels, blank=0):
    return ctc_forward(logs, labels, blank)[-1]


@mutant("this is transposed")
def puts_places_first(logs, labels, blank=0):
    return ctc_forward(logs, labels, blank).T


@mutant("has a column for each token")
def takes_places_for_tokens(logs, labels, blank=0):
    n = 2 * len(labels) + 1
    alphas = np.full((len(logs), n), -np.inf)
    alphas[0, :2] = logs[0][:2]
    for t in range(1, len(logs)):
        for s in range(n):
            alphas[t, s] = np.logaddexp.reduce(alphas[t - 1, max(s - 2, 0) : s + 1]) + logs[t][s]
    return alphas


@mutant("the blank is an argument")
def takes_token_0_for_the_blank(logs, labels, blank=0):
    return _forward(logs, labels, 0)


@mutant("nothing back")
def forgets_to_return(logs, labels, blank=0):
    ctc_forward(logs, labels, blank)


@mutant("only the first step is filled in")
def fills_in_the_first_step(logs, labels, blank=0):
    alphas = ctc_forward(logs, labels, blank)
    alphas[1:] = -np.inf
    return alphas


@mutant("without labels there is one place")
def begins_with_the_first_label(logs, labels, blank=0):
    alphas = ctc_forward(logs, labels, blank)
    alphas[0, 1] = logs[0][labels[0]]
    return alphas


@mutant("changes its argument")
def exponentiates_in_place(logs, labels, blank=0):
    alphas = ctc_forward(logs, labels, blank)
    np.exp(logs, out=logs)
    return alphas
