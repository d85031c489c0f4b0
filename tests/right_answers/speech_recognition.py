import math
from collections import Counter, defaultdict
from functools import cache, partial
from itertools import groupby, pairwise

import numpy as np
from rapidfuzz.distance import Levenshtein

from course_utils.speech_recognition import ctc
from course_utils.speech_recognition.alphabet import BLANK
from course_utils.speech_recognition.prefix_beam_search import (
    PrefixHypothesis,
    best_first,
    log_prior,
)
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("edit_distance")
def fills_the_whole_table(reference, hypothesis):
    n, m = len(reference), len(hypothesis)
    table = np.zeros((n + 1, m + 1), int)
    table[:, 0], table[0] = np.arange(n + 1), np.arange(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            if reference[i - 1] == hypothesis[j - 1]:
                table[i, j] = table[i - 1, j - 1]
            else:
                table[i, j] = 1 + min(table[i - 1, j - 1], table[i - 1, j], table[i, j - 1])
    return table[n, m]


@right("edit_distance")
def remembers_in_a_cache(reference, hypothesis):
    @cache
    def distance(i, j):
        if i == 0 or j == 0:
            return i + j
        same = reference[i - 1] == hypothesis[j - 1]
        return min(
            distance(i - 1, j - 1) + (0 if same else 1),
            distance(i - 1, j) + 1,
            distance(i, j - 1) + 1,
        )

    return distance(len(reference), len(hypothesis))


@right("edit_distance")
def asks_a_library(reference, hypothesis):
    return Levenshtein.distance(list(reference), list(hypothesis))


@right("edit_distance")
def fills_a_dict(reference, hypothesis):
    d = {(-1, j): j + 1 for j in range(-1, len(hypothesis))}
    d |= {(i, -1): i + 1 for i in range(-1, len(reference))}
    for i, a in enumerate(reference):
        for j, b in enumerate(hypothesis):
            d[i, j] = min(d[i - 1, j - 1] + (a != b), d[i - 1, j] + 1, d[i, j - 1] + 1)
    return int(d[len(reference) - 1, len(hypothesis) - 1])


@right("collapse")
def groups_equal_neighbors(path, blank=BLANK):
    return [token for token, _ in groupby(path) if token != blank]


@right("collapse")
def remembers_the_token_before(path, blank=BLANK):
    said, before = [], None
    for token in path:
        if token != before and token != blank:
            said.append(token)
        before = token
    return said


@right("collapse")
def masks_an_array(path, blank=BLANK):
    path = np.array(list(path))
    if not len(path):
        return path
    new = np.append(True, path[1:] != path[:-1])
    return path[new & (path != blank)]


@right("minimum_steps")
def counts_pairs_of_neighbors(labels):
    return len(labels) + sum(a == b for a, b in pairwise(labels))


@right("minimum_steps")
def compares_shifted_arrays(labels):
    labels = np.array(list(labels))
    return len(labels) + np.count_nonzero(labels[1:] == labels[:-1])


@right("minimum_steps")
def counts_twice_and_takes_the_runs_off(labels):
    return 2 * len(labels) - len(list(groupby(labels)))


@right("greedy_decode")
def groups_the_likeliest(log_probabilities, blank=BLANK):
    path = [int(step.argmax()) for step in log_probabilities]
    return [token for token, _ in groupby(path) if token != blank]


@right("greedy_decode")
def stays_in_numpy(log_probabilities, blank=BLANK):
    path = np.asarray(log_probabilities).argmax(-1)
    return path[(np.diff(path, prepend=-1) != 0) & (path != blank)]


@right("greedy_decode")
def takes_the_maximum_by_hand(log_probabilities, blank=BLANK):
    tokens = range(log_probabilities.shape[1])
    path = [max(tokens, key=lambda token: step[token]) for step in log_probabilities.tolist()]
    return tuple(ctc.collapse(path, blank))


@right("ctc_forward")
def goes_over_all_places_at_once(log_probabilities, labels, blank=BLANK):
    places = np.array(ctc.with_blanks(labels, blank))
    barred = np.full(len(places), -np.inf)
    barred[2:][(places[2:] != blank) & (places[2:] != places[:-2])] = 0
    alphas = [np.where(np.arange(len(places)) < 2, log_probabilities[0][places], -np.inf)]
    padded = np.full(len(places) + 2, -np.inf)
    for step in log_probabilities[1:]:
        padded[2:] = alphas[-1]
        arriving = np.logaddexp(padded[2:], padded[1:-1])
        alphas.append(np.logaddexp(arriving, padded[:-2] + barred) + step[places])
    return np.array(alphas)


@right("ctc_forward")
def multiplies_by_matrices(log_probabilities, labels, blank=BLANK):
    places = ctc.with_blanks(labels, blank)
    n = len(places)
    moves = np.eye(n) + np.eye(n, k=1)
    for s in range(2, n):
        moves[s - 2, s] = places[s] != blank and places[s] != places[s - 2]
    row, scale, rows = np.zeros(n), 0.0, []
    row[0] = 1
    for t, step in enumerate(np.exp(np.asarray(log_probabilities, float))):
        row = (row @ moves if t else row + np.eye(n)[min(1, n - 1)] * (n > 1)) * step[places]
        with np.errstate(divide="ignore"):
            rows.append(np.log(row) + scale)
        scale += np.log(row.max())
        row = row / row.max()
    return np.stack(rows)


@right("ctc_forward")
def remembers_each_place(log_probabilities, labels, blank=BLANK):
    places = ctc.with_blanks(labels, blank)
    alphas = np.full((len(log_probabilities), len(places)), -math.inf)
    for t, step in enumerate(log_probabilities):
        for s in range(len(places)):
            ways = [alphas[t - 1, s]] if t else [0.0 if s < 2 else -math.inf]
            if t and s > 0:
                ways.append(alphas[t - 1, s - 1])
            if t and s > 1 and s % 2 == 1 and places[s] != places[s - 2]:
                ways.append(alphas[t - 1, s - 2])
            most = max(ways)
            if most > -math.inf:
                alphas[t, s] = most + math.log(sum(math.exp(way - most) for way in ways))
                alphas[t, s] += step[places[s]]
    return alphas.tolist()


@right("ctc_log_likelihood")
def adds_both_ends(log_probabilities, labels, blank=BLANK):
    if len(log_probabilities) < max(1, ctc.minimum_steps(labels)):
        raise ValueError("too few steps")
    last = ctc.ctc_forward(log_probabilities, labels, blank)[-1]
    return np.logaddexp(last[-1], last[-2]) if len(labels) else last[-1]


@right("ctc_log_likelihood")
def raises_afterwards(log_probabilities, labels, blank=BLANK):
    *_, last = ctc.ctc_forward(log_probabilities, labels, blank)
    with np.errstate(divide="ignore"):
        most = max(last[-2:])
        total = most + np.log(np.exp(np.array(last[-2:]) - most).sum()) if most > -np.inf else most
    if np.isinf(total):
        raise ValueError("no alignment")
    return total


@right("ctc_log_likelihood")
def goes_through_the_end(log_probabilities, labels, blank=BLANK):
    if len(log_probabilities) < ctc.minimum_steps(labels):
        raise ValueError("impossible")
    alphas = np.array(ctc.ctc_forward(log_probabilities, labels, blank))
    total = -np.inf
    for place in range(max(0, alphas.shape[1] - 2), alphas.shape[1]):
        total = np.logaddexp(total, alphas[-1, place])
    return total


@right("prefix_beam_search")
def keeps_two_dicts(
    log_probabilities,
    beam_width,
    blank=BLANK,
    language_model=None,
    language_weight=1.0,
    length_bonus=0.0,
):
    prior = log_prior(language_model, language_weight, length_bonus, blank)
    in_blank, in_label = {(): 0.0}, {}
    nothing = -np.inf
    for step in log_probabilities:
        new_blank, new_label = defaultdict(lambda: nothing), defaultdict(lambda: nothing)
        for prefix in {**in_blank, **in_label}:
            b, own = in_blank.get(prefix, nothing), in_label.get(prefix, nothing)
            new_blank[prefix] = np.logaddexp(new_blank[prefix], np.logaddexp(b, own) + step[blank])
            if prefix:
                new_label[prefix] = np.logaddexp(new_label[prefix], own + step[prefix[-1]])
            for label in range(len(step)):
                if label != blank:
                    before = b if prefix and prefix[-1] == label else np.logaddexp(b, own)
                    longer = (*prefix, label)
                    new_label[longer] = np.logaddexp(new_label[longer], before + step[label])
        ranked = sorted(
            {**new_blank, **new_label},
            key=lambda p: np.logaddexp(new_blank[p], new_label[p]) + prior(p),
            reverse=True,
        )[:beam_width]
        in_blank = {prefix: float(new_blank[prefix]) for prefix in ranked}
        in_label = {prefix: float(new_label[prefix]) for prefix in ranked}
    return best_first({p: (in_blank[p], in_label.get(p, nothing)) for p in in_blank}, prior)


@right("prefix_beam_search")
def scales_probabilities(
    log_probabilities,
    beam_width,
    blank=BLANK,
    language_model=None,
    language_weight=1.0,
    length_bonus=0.0,
):
    prior = log_prior(language_model, language_weight, length_bonus, blank)
    blanks, labels, scale = Counter({(): 1.0}), Counter(), 0.0
    for step in np.exp(log_probabilities):
        new_blanks, new_labels = Counter(), Counter()
        for prefix in set(blanks) | set(labels):
            both = blanks[prefix] + labels[prefix]
            new_blanks[prefix] += both * step[blank]
            for token, p in enumerate(step):
                if token == blank:
                    continue
                if prefix[-1:] == (token,):
                    new_labels[prefix] += labels[prefix] * p
                    new_labels[(*prefix, token)] += blanks[prefix] * p
                else:
                    new_labels[(*prefix, token)] += both * p
        rank = {
            prefix: math.log(new_blanks[prefix] + new_labels[prefix]) + prior(prefix)
            for prefix in set(new_blanks) | set(new_labels)
            if new_blanks[prefix] + new_labels[prefix] > 0
        }
        kept = sorted(rank, key=rank.get)[-beam_width:]
        largest = max(new_blanks[prefix] + new_labels[prefix] for prefix in kept)
        scale += math.log(largest)
        blanks = Counter({prefix: new_blanks[prefix] / largest for prefix in kept})
        labels = Counter({prefix: new_labels[prefix] / largest for prefix in kept})
    with np.errstate(divide="ignore"):
        logs = {
            prefix: [float(np.log(of[prefix])) + scale for of in (blanks, labels)]
            for prefix in blanks
        }
    return best_first(logs, prior)


@right("prefix_beam_search")
def begins_in_a_label_and_sorts_hypotheses(
    log_probabilities,
    beam_width,
    blank=BLANK,
    language_model=None,
    language_weight=1.0,
    length_bonus=0.0,
):
    prior = log_prior(language_model, language_weight, length_bonus, blank)
    beam = [((), -np.inf, np.float64(0))]  # that the empty path ends in a label changes nothing
    for step in log_probabilities:
        ways = defaultdict(lambda: ([], []))
        for prefix, in_blank, in_label in beam:
            ways[prefix][0].append(np.logaddexp(in_blank, in_label) + step[blank])
            for token in set(range(len(step))) - {blank}:
                if prefix and prefix[-1] == token:
                    ways[prefix][1].append(in_label + step[token])
                    ways[(*prefix, token)][1].append(in_blank + step[token])
                else:
                    both = np.logaddexp(in_blank, in_label)
                    ways[(*prefix, token)][1].append(both + step[token])
        summed = [
            (prefix, *(np.logaddexp.reduce(own) if own else -np.inf for own in both))
            for prefix, both in ways.items()
        ]
        summed.sort(key=lambda entry: -(np.logaddexp(entry[1], entry[2]) + prior(entry[0])))
        beam = summed[:beam_width]
    found = [
        PrefixHypothesis(
            prefix,
            np.logaddexp(in_blank, in_label),
            np.logaddexp(in_blank, in_label) + prior(prefix, True),
        )
        for prefix, in_blank, in_label in beam
        if np.logaddexp(in_blank, in_label) > -np.inf
    ]
    return sorted(found, key=lambda hypothesis: hypothesis.score, reverse=True)
