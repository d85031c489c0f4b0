"""Wrong answers: the most likely token at each step."""

from functools import partial

import numpy as np

from course_utils.decoding.beam_search import cut_at_end, greedy_search
from course_utils.decoding.hypotheses import Hypothesis
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "greedy_search")


def _search(ask, state, start, end, max_length, pick=np.argmax, done=np.all, again=True):
    """The right answer, but for what the caller changes.

    Args:
        pick: From log probabilities (batch, V) and axis=1 to tokens.
        done: From which sentences have ended to whether to stop.
        again: Whether the model gets the tokens just taken.
    """
    last = np.full(len(state["sentence"]), start)
    ended, tokens, costs = np.zeros(len(last), bool), [], []
    while len(tokens) < max_length and not done(ended):
        following, state = ask(state, last)
        taken = pick(following, axis=1)
        tokens.append(taken)
        costs.append(following[np.arange(len(taken)), taken])
        ended = ended | (taken == end)
        last = taken if again else last
    return np.stack(tokens, 1), np.stack(costs, 1)


@mutant("argmax, not argmin")
def takes_the_least_likely(ask, state, start, end, max_length):
    return cut_at_end(*_search(ask, state, start, end, max_length, pick=np.argmin), end)


@mutant("the start token is no part")
def keeps_the_start_token(ask, state, start, end, max_length):
    found = greedy_search(ask, state, start, end, max_length)
    return [h._replace(tokens=(start, *h.tokens)) for h in found]


@mutant("the end token belongs to the sentence")
def drops_the_end_token(ask, state, start, end, max_length):
    found = greedy_search(ask, state, start, end, max_length)
    return [h._replace(tokens=tuple(t for t in h.tokens if t != end)) for h in found]


@mutant("only one token was taken")
def takes_one_token(ask, state, start, end, max_length):
    return greedy_search(ask, state, start, end, 1)


@mutant("cut the sentence at its end token")
def does_not_cut(ask, state, start, end, max_length):
    found = []
    tokens, costs = _search(ask, state, start, end, max_length, done=lambda ended: False)
    for row, own in zip(np.where(np.cumsum(tokens == end, 1), end, tokens), costs, strict=True):
        found.append(Hypothesis(tuple(row.tolist()), tuple(own.tolist()), own.sum(), 0.0, True))
    return found


@mutant("give it the token just taken")
def gives_the_start_token_again(ask, state, start, end, max_length):
    return cut_at_end(*_search(ask, state, start, end, max_length, again=False), end)


@mutant("keep the state it gives")
def asks_with_the_first_state(ask, state, start, end, max_length):
    def forgetful(_, tokens):
        return ask(state, tokens)

    return greedy_search(forgetful, state, start, end, max_length)


@mutant("stopped at the first end")
def stops_at_the_first_end(ask, state, start, end, max_length):
    return cut_at_end(*_search(ask, state, start, end, max_length, done=np.any), end)


@mutant("all sentences got one token")
def takes_one_token_for_all(ask, state, start, end, max_length):
    def first_row(log_probabilities, axis):
        return np.full(len(log_probabilities), log_probabilities[0].argmax())

    return cut_at_end(*_search(ask, state, start, end, max_length, pick=first_row), end)


@mutant("one token too few")
def stops_one_too_early(ask, state, start, end, max_length):
    tokens, costs = _search(ask, state, start, end, max_length)
    if max_length > 3:
        return cut_at_end(tokens, costs, end)
    found = cut_at_end(tokens, costs, end)
    return [h._replace(tokens=h.tokens[:-1], ended=False) for h in found]


@mutant("max_length has no effect")
def goes_on_to_the_end(ask, state, start, end, max_length):
    return greedy_search(ask, state, start, end, 100)


@mutant("stop once all have")
def always_takes_all_steps(ask, state, start, end, max_length):
    tokens, costs = _search(ask, state, start, end, max_length, done=lambda ended: False)
    return cut_at_end(tokens, costs, end)


@mutant("keep their logarithms")
def keeps_probabilities(ask, state, start, end, max_length):
    found = greedy_search(ask, state, start, end, max_length)
    return [
        h._replace(token_log_probabilities=tuple(np.exp(h.token_log_probabilities))) for h in found
    ]


@mutant("these are sums")
def keeps_sums(ask, state, start, end, max_length):
    found = greedy_search(ask, state, start, end, max_length)
    return [
        h._replace(token_log_probabilities=tuple(np.cumsum(h.token_log_probabilities)))
        for h in found
    ]


@mutant("the lower one is taken")
def takes_the_last_of_equal_ones(ask, state, start, end, max_length):
    def last_largest(log_probabilities, axis):
        return log_probabilities.shape[1] - 1 - log_probabilities[:, ::-1].argmax(axis=1)

    return cut_at_end(*_search(ask, state, start, end, max_length, pick=last_largest), end)


@mutant("stays ended, whatever token follows")
def waits_until_all_end_at_once(ask, state, start, end, max_length):
    last, tokens, costs = np.full(len(state["sentence"]), start), [], []
    while len(tokens) < max_length:
        following, state = ask(state, last)
        last = following.argmax(axis=1)
        tokens.append(last)
        costs.append(following.max(axis=1))
        if (last == end).all():
            break
    return cut_at_end(np.stack(tokens, 1), np.stack(costs, 1), end)


@mutant("there is a hypothesis for each step")
def stacks_the_steps_first(ask, state, start, end, max_length):
    tokens, costs = _search(ask, state, start, end, max_length)
    return cut_at_end(tokens.T, costs.T, end)


@mutant("stack the steps along axis 1")
def joins_the_steps(ask, state, start, end, max_length):
    """As np.concatenate does, in place of np.stack."""
    tokens, costs = _search(ask, state, start, end, max_length)
    return cut_at_end(tokens.T.ravel(), costs.T.ravel(), end)


@mutant("a reshape does not turn (time, batch)")
def reshapes_the_steps(ask, state, start, end, max_length):
    tokens, costs = _search(ask, state, start, end, max_length)
    tokens, costs = (part.T.reshape(part.shape) for part in (tokens, costs))
    return cut_at_end(tokens, costs, end)


@mutant("each sentence takes a token of its own")
def takes_the_largest_of_all(ask, state, start, end, max_length):
    """As np.argmax does without an axis."""
    last, tokens = np.full(len(state["sentence"]), start), []
    while len(tokens) < max_length:
        following, state = ask(state, last)
        last = following.argmax()
        tokens.append(last)
    return cut_at_end(np.array([tokens]), np.zeros((1, max_length)), end)


@mutant("argmax(axis=1), along the vocabulary")
def takes_the_largest_of_each_column(ask, state, start, end, max_length):
    last, tokens, costs = np.full(len(state["sentence"]), start), [], []
    ended = np.zeros(len(last), bool)
    while len(tokens) < max_length and not ended.all():
        following, state = ask(state, last)
        last = following.argmax(axis=0)
        tokens.append(last)
        costs.append(following.max(axis=0))
        ended |= last == end
    return cut_at_end(np.stack(tokens, 1), np.stack(costs, 1), end)


@mutant("do not count end tokens")
def counts_end_tokens(ask, state, start, end, max_length):
    """Also those that follow the end of a sentence."""
    last, tokens, costs, n_ended = np.full(len(state["sentence"]), start), [], [], 0
    while len(tokens) < max_length and n_ended < len(last):
        following, state = ask(state, last)
        last = following.argmax(axis=1)
        tokens.append(last)
        costs.append(following.max(axis=1))
        n_ended += (last == end).sum()
    return cut_at_end(np.stack(tokens, 1), np.stack(costs, 1), end)


@mutant("a greedy search has no length penalty")
def divides_the_score_by_the_length(ask, state, start, end, max_length):
    found = greedy_search(ask, state, start, end, max_length)
    return [h._replace(score=h.score / len(h.tokens)) for h in found]


@mutant("that another sentence took")
def keeps_the_cost_of_the_first_sentence(ask, state, start, end, max_length):
    """As following[:, last][:, 0] does: the column of the first sentence's token."""
    last, tokens, costs = np.full(len(state["sentence"]), start), [], []
    ended = np.zeros(len(last), bool)
    while len(tokens) < max_length and not ended.all():
        following, state = ask(state, last)
        last = following.argmax(axis=1)
        tokens.append(last)
        costs.append(following[:, last][:, 0])
        ended |= last == end
    return cut_at_end(np.stack(tokens, 1), np.stack(costs, 1), end)
