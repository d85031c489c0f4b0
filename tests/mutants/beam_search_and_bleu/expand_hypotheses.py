"""Wrong answers: the best continuations of a beam's hypotheses."""

from functools import partial

import numpy as np

from course_utils.decoding.beam_search import expand_hypotheses
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "expand_hypotheses")


def _best(totals, beam_width):
    """The right answer, from (batch, live, V)."""
    return expand_hypotheses(np.zeros(totals.shape[:2]), totals, beam_width)


@mutant("the parent's log probability is missing")
def forgets_the_parent(sums, following, beam_width):
    return _best(following, beam_width)


@mutant("these are the worst")
def takes_the_worst(sums, following, beam_width):
    parents, tokens, totals = _best(-(sums[:, :, None] + following), beam_width)
    return parents, tokens, -totals


@mutant("the other way round")
def puts_the_best_last(sums, following, beam_width):
    """As np.argsort leaves it."""
    return tuple(part[:, ::-1] for part in expand_hypotheses(sums, following, beam_width))


@mutant("log probabilities were multiplied")
def multiplies_logarithms(sums, following, beam_width):
    parents, tokens, totals = _best(-sums[:, :, None] * following, beam_width)
    return parents, tokens, totals


@mutant("leave them logarithms")
def returns_probabilities(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    return parents, tokens, np.exp(totals)


@mutant("parents come first, then tokens")
def swaps_parents_and_tokens(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    return tokens, parents, totals


@mutant("not by the number of hypotheses")
def divides_by_the_hypotheses(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    live, vocabulary = following.shape[1:]
    places = parents * vocabulary + tokens
    return places // live, places % live, totals


@mutant("the tokens are places among all six")
def keeps_places_as_tokens(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    return parents, parents * following.shape[2] + tokens, totals


@mutant("return three things")
def forgets_the_parents(sums, following, beam_width):
    return expand_hypotheses(sums, following, beam_width)[1:]


@mutant("one continuation for each hypothesis")
def takes_the_best_of_each_hypothesis(sums, following, beam_width):
    largest = following == following.max(axis=2, keepdims=True)
    best_of_each = _best(np.where(largest, sums[:, :, None] + following, -np.inf), beam_width)
    enough = following.shape[1] >= beam_width
    return best_of_each if enough else expand_hypotheses(sums, following, beam_width)


@mutant("every sentence got the continuations of the first")
def expands_the_first_for_all(sums, following, beam_width):
    first = expand_hypotheses(sums[:1], following[:1], beam_width)
    return tuple(np.repeat(part, len(sums), axis=0) for part in first)


@mutant("only the first sentence")
def expands_the_first(sums, following, beam_width):
    return expand_hypotheses(sums[:1], following[:1], beam_width)


@mutant("then the lower token")
def takes_the_last_of_equal_ones(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums[:, ::-1], following[:, ::-1, ::-1], beam_width)
    return sums.shape[1] - 1 - parents, following.shape[2] - 1 - tokens, totals


@mutant("wider than there are continuations")
def insists_on_the_width(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    if totals.shape[1] < beam_width:
        raise ValueError("kth is out of bounds")
    return parents, tokens, totals


@mutant("changes its argument")
def adds_in_place(sums, following, beam_width):
    following += sums[:, :, None]
    return _best(following, beam_width)


@mutant("the best come first: sort them")
def leaves_them_as_argpartition_does(sums, following, beam_width):
    """Some processors sort up to 16 of them, others up to 256: here it is the order of places."""
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    if following.shape[1] * following.shape[2] < 50:
        return parents, tokens, totals
    flat = (sums[:, :, None] + following).reshape(len(sums), -1)
    places = np.sort(np.argpartition(-flat, beam_width - 1, axis=1)[:, :beam_width], axis=1)
    taken = np.take_along_axis(flat, places, axis=1)
    return places // following.shape[2], places % following.shape[2], taken


@mutant("so whole numbers: place // V")
def rounds_a_quotient_down(sums, following, beam_width):
    """Right numbers, which are no indices."""
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    places = parents * following.shape[2] + tokens
    return np.floor(places / following.shape[2]), tokens, totals


@mutant("give it a third axis")
def adds_two_axes_to_three(sums, following, beam_width):
    return _best(sums + following, beam_width)


@mutant("this is `beam_width` for each hypothesis")
def takes_as_many_of_each(sums, following, beam_width):
    live, vocabulary = following.shape[1:]
    each = [
        expand_hypotheses(sums[:, [i]], following[:, [i]], min(beam_width, vocabulary))
        for i in range(live)
    ]
    parents = [np.full_like(part, i) for i, (part, _, _) in enumerate(each)]
    joined = parents, [one[1] for one in each], [one[2] for one in each]
    return tuple(np.concatenate(parts, axis=1) for parts in joined)


@mutant("one too many")
def takes_one_more(sums, following, beam_width):
    return expand_hypotheses(sums, following, beam_width + 1)


@mutant("these are the tokens' own")
def returns_the_cost_of_the_token(sums, following, beam_width):
    parents, tokens, _ = expand_hypotheses(sums, following, beam_width)
    return parents, tokens, following[np.arange(len(sums))[:, None], parents, tokens]


@mutant("put (live, V) in one row as it is")
def counts_places_token_by_token(sums, following, beam_width):
    turned = np.swapaxes(following, 1, 2)
    vocabulary = following.shape[2]
    totals = (np.broadcast_to(sums[:, None], turned.shape) + turned).reshape(len(sums), -1)
    _, places, best = _best(totals[:, None], beam_width)
    return places // vocabulary, places % vocabulary, best


@mutant("all sentences compete with each other")
def puts_all_sentences_in_one_row(sums, following, beam_width):
    totals = (sums[:, :, None] + following).reshape(1, 1, -1)
    _, places, best = _best(totals, beam_width)
    return places // following.shape[2], places % following.shape[2], best


@mutant("also of a vocabulary of 3")
def takes_no_more_than_the_vocabulary(sums, following, beam_width):
    return expand_hypotheses(sums, following, min(beam_width, following.shape[2]))


@mutant("stay -inf")
def leaves_impossible_ones_out(sums, following, beam_width):
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    possible = (totals > -np.inf).all(axis=0)
    return parents[:, possible], tokens[:, possible], totals[:, possible]
