import heapq
import itertools
import math
from functools import partial
from typing import NamedTuple

import numpy as np

from course_utils.decoding.beam_search import cut_at_end, expand_hypotheses
from course_utils.decoding.beams import Beams, take_rows
from course_utils.decoding.hypotheses import Hypothesis
from course_utils.decoding.penalties import length_normalized_score
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("greedy_search")
def takes_a_fixed_number_of_steps_unless_all_have_ended(ask, state, start, end, max_length):
    last = np.full(len(state["sentence"]), start)
    ended, tokens, costs = np.zeros(len(last), bool), [], []
    for _ in range(max_length):
        following, state = ask(state, last)
        last = np.where(ended, end, following.argmax(-1))
        tokens.append(last)
        costs.append(np.take_along_axis(following, last[:, None], axis=1)[:, 0])
        ended = np.logical_or(ended, last == end)
        if np.all(ended):
            break
    return cut_at_end(np.array(tokens).T, np.array(costs).T, end)


@right("greedy_search")
def goes_sentence_by_sentence(ask, state, start, end, max_length):
    found = []
    for sentence in range(len(state["sentence"])):
        own, tokens, costs = take_rows(state, np.array([sentence])), [], []
        while len(tokens) < max_length and tokens[-1:] != [end]:
            logs, own = ask(own, np.array([tokens[-1] if tokens else start]))
            tokens.append(int(logs[0].argmax()))
            costs.append(float(logs[0].max()))
        total = sum(costs)
        found.append(Hypothesis(tuple(tokens), tuple(costs), total, total, tokens[-1] == end))
    return found


@right("greedy_search")
def sorts_and_keeps_float32(ask, state, start, end, max_length):
    rows = np.arange(len(state["sentence"]))
    tokens = np.full((len(rows), max_length + 1), start)
    costs = np.zeros((len(rows), max_length), np.float32)
    t = 0
    while t < max_length and not (tokens[:, 1 : t + 1] == end).any(axis=1).all():
        logs, state = ask(state, tokens[:, t])
        tokens[:, t + 1] = np.argsort(-logs, axis=1, kind="stable")[:, 0]
        costs[:, t] = logs[rows, tokens[:, t + 1]]
        t += 1
    return cut_at_end(tokens[:, 1 : t + 1], costs[:, :t], end)


@right("beam_search")
def splits_the_hypotheses_one_by_one(
    ask,
    state,
    start,
    end,
    beam_width,
    max_length,
    alpha=0.0,
    *,
    penalty="power",
    n_best=None,
    stop_early=True,
    on_step=None,
):
    score = partial(length_normalized_score, alpha=alpha, penalty=penalty)
    n_best = beam_width if n_best is None else n_best
    beams = Beams(state, start, end, max_length, n_best, score, stop_early, on_step)
    while beams.searching:
        following, state = ask(state, beams.last_tokens)
        following = beams.by_sentence(following)
        chosen = expand_hypotheses(beams.log_probabilities, following, beam_width)
        finished, live = [], []
        for tokens, totals in zip(chosen[1].tolist(), chosen[2].tolist(), strict=True):
            leaves = [token == end or beams.length >= max_length for token in tokens]
            possible = [total > -np.inf for total in totals]
            finished.append([out and there for out, there in zip(leaves, possible, strict=True)])
            live.append([not out and there for out, there in zip(leaves, possible, strict=True)])
        rows = beams.advance(following, *chosen, finished, live)
        state = take_rows(state, rows)
    return beams.best()


@right("expand_hypotheses")
def sorts_all_places_with_lexsort(sums, following, beam_width):
    totals = np.asarray(sums, float)[:, :, None] + following
    batch, live, vocabulary = totals.shape
    flat = totals.reshape(batch, -1)
    places = np.tile(np.arange(live * vocabulary), (batch, 1))
    order = np.lexsort((places, -flat))[:, :beam_width]
    taken = np.take_along_axis(flat, order, axis=1)
    return order // vocabulary, order % vocabulary, taken


@right("expand_hypotheses")
def unravels_sorted_places(sums, following, beam_width):
    totals = following + np.expand_dims(sums, axis=-1)
    order = np.argsort(-totals.reshape(len(totals), -1), axis=-1, kind="stable")[:, :beam_width]
    parents, tokens = np.unravel_index(order, totals.shape[1:])
    taken = totals[np.arange(len(totals))[:, None], parents, tokens]
    return parents.astype(np.int32), tokens.astype(np.int32), taken


@right("expand_hypotheses")
def keeps_lists_in_a_heap(sums, following, beam_width):
    of_sentences = []
    for own, logs in zip(sums.tolist(), following.tolist(), strict=True):
        costs = (
            (-(total + log), parent, token)
            for parent, total in enumerate(own)
            for token, log in enumerate(logs[parent])
        )
        best = heapq.nsmallest(beam_width, costs)
        of_sentences.append([(parent, token, -cost) for cost, parent, token in best])
    return tuple([[one[i] for one in best] for best in of_sentences] for i in range(3))


@right("length_normalized_score")
def multiplies_by_a_power_of_e(log_probability, length, alpha, penalty="power"):
    bases = np.asarray(length, float) if penalty == "power" else np.add(length, 5) / 6
    return log_probability * np.exp(-alpha * np.log(bases))


@right("length_normalized_score")
def divides_by_a_quotient_of_powers(log_probability, length, alpha, penalty="power"):
    added, divisor = {"power": (0, 1), "gnmt": (5, 6)}[penalty]
    return np.divide(log_probability, np.power(added + np.array(length, float), alpha)) * (
        divisor**alpha
    )


@right("length_normalized_score")
def goes_number_by_number(log_probability, length, alpha, penalty="power"):
    pairs = np.broadcast(log_probability, length)
    scores = [float(p) / (t if penalty == "power" else (5 + t) / 6) ** alpha for p, t in pairs]
    return np.array(scores).reshape(pairs.shape)


def _searches(search_one):
    """A beam search made of one for a single sentence, which gives all that it found."""

    def beam_search(
        next_log_probabilities,
        state,
        start,
        end,
        beam_width,
        max_length,
        length_penalty=0.0,
        *,
        penalty="power",
        n_best=None,
        stop_early=True,
        on_step=None,
    ):
        def finished(tokens, costs):
            score = length_normalized_score(sum(costs), len(tokens), length_penalty, penalty)
            return Hypothesis(tokens, costs, sum(costs), float(score), tokens[-1] == end)

        best = []
        for sentence in range(len(state["sentence"])):
            own = take_rows(state, np.array([sentence]))
            numbers = start, end, beam_width, max_length
            found = search_one(next_log_probabilities, own, numbers, finished)
            best.append(sorted(found, key=lambda h: -h.score)[: n_best or beam_width])
        return best

    beam_search.__name__ = search_one.__name__
    return right("beam_search")(beam_search)


@_searches
def keeps_lists_of_live_ones(ask, state, numbers, finished):
    start, end, beam_width, max_length = numbers
    live, found = [((), ())], []
    while live:
        logs, state = ask(state, np.array([tokens[-1] if tokens else start for tokens, _ in live]))
        candidates = sorted(
            (-(sum(costs) + log), row, token)
            for row, (_, costs) in enumerate(live)
            for token, log in enumerate(logs[row].tolist())
            if log > -math.inf
        )
        longer, rows = [], []
        for _, row, token in candidates[:beam_width]:
            tokens, costs = (*live[row][0], token), (*live[row][1], float(logs[row, token]))
            if token == end or len(tokens) == max_length:
                found.append(finished(tokens, costs))
            else:
                longer.append((tokens, costs))
                rows.append(row)
        live, state = longer, take_rows(state, np.array(rows, int))
    return found


@_searches
def keeps_arrays_of_all_tokens(ask, state, numbers, finished):
    start, end, beam_width, max_length = numbers
    tokens, costs, found = np.full((1, 1), start), np.zeros((1, 0)), []
    while len(tokens):
        logs, state = ask(state, tokens[:, -1])
        sums = costs.sum(axis=1)
        parents, last, _ = (
            part[0] for part in expand_hypotheses(sums[None], logs[None], beam_width)
        )
        possible = logs[parents, last] > -np.inf
        parents, last = parents[possible], last[possible]
        tokens = np.concatenate([tokens[parents], last[:, None]], axis=1)
        costs = np.concatenate([costs[parents], logs[parents, last][:, None]], axis=1)
        leaves = (last == end) | (costs.shape[1] == max_length)
        for row, own in zip(tokens[leaves, 1:].tolist(), costs[leaves].tolist(), strict=True):
            found.append(finished(tuple(row), tuple(own)))
        tokens, costs, state = tokens[~leaves], costs[~leaves], take_rows(state, parents[~leaves])
    return found


class _Node(NamedTuple):
    """The last token of a hypothesis, and the hypothesis before it."""

    total: float
    token: int
    log: float
    parent: "_Node | None"


@_searches
def traces_nodes_back(ask, state, numbers, finished):
    start, end, beam_width, max_length = numbers
    live, found = [_Node(0.0, start, 0.0, None)], []
    for length in range(1, max_length + 1):
        logs, state = ask(state, np.array([node.token for node in live]))
        longer = [
            (_Node(live[row].total + log, token, log, live[row]), row)
            for (row, token), log in np.ndenumerate(logs)
            if np.isfinite(log)
        ]
        best = heapq.nlargest(beam_width, longer, key=lambda pair: pair[0].total)
        going_on = []
        for node, row in best:
            if node.token == end or length == max_length:
                found.append(finished(*_traced(node)))
            else:
                going_on.append((node, row))
        if not going_on:
            break
        live, rows = zip(*going_on, strict=True)
        state = take_rows(state, np.array(rows))
    return found


def _traced(node):
    path = []
    while node.parent:
        path.append((node.token, float(node.log)))
        node = node.parent
    return tuple(zip(*reversed(path), strict=True))


@right("attribute_error")
def divides_probabilities(reference, hypothesis, reference_score, hypothesis_score):
    if list(reference) == list(hypothesis):
        return "none"
    return "model" if math.exp(hypothesis_score - reference_score) >= 1 else "search"


@right("attribute_error")
def compares_arrays(reference, hypothesis, reference_score, hypothesis_score):
    failed = ("model", "search")[int(np.greater(reference_score, hypothesis_score))]
    return "none" if np.array_equal(reference, hypothesis) else failed


@right("attribute_error")
def compares_token_by_token(reference, hypothesis, reference_score, hypothesis_score):
    pairs = itertools.zip_longest(reference, hypothesis)
    if all(one == other for one, other in pairs):
        return "none"
    if max(reference_score, hypothesis_score) == hypothesis_score:
        return "model"
    return "search"
