"""Right answers get all points, also those that are written in another way than the course's."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from course_utils.checks.beam_search_and_bleu import EXERCISES
from course_utils.checks.report import try_properties
from course_utils.decoding.beams import take_rows
from course_utils.decoding.hypotheses import Hypothesis
from course_utils.metrics import bleu
from course_utils.metrics.bleu import smoothed_precisions
from course_utils.metrics.bleu_statistics import bleu_statistics


def length_normalized_score(log_probability, length, alpha, penalty="power"):
    bases = np.asarray(length, float) if penalty == "power" else np.add(length, 5) / 6
    return log_probability * np.exp(-alpha * np.log(bases))


def greedy_search(next_log_probabilities, state, start, end, max_length):
    """One sentence after the other."""
    found = []
    for sentence in range(len(state["sentence"])):
        own, tokens, costs = take_rows(state, np.array([sentence])), [], []
        while len(tokens) < max_length and tokens[-1:] != [end]:
            logs, own = next_log_probabilities(own, np.array([tokens[-1] if tokens else start]))
            tokens.append(int(logs[0].argmax()))
            costs.append(float(logs[0].max()))
        total = sum(costs)
        found.append(Hypothesis(tuple(tokens), tuple(costs), total, total, tokens[-1] == end))
    return found


def expand_hypotheses(log_probabilities, next_log_probabilities, beam_width):
    taken = []
    for sums, following in zip(log_probabilities, next_log_probabilities, strict=True):
        candidates = [
            (-(total + cost), parent, token)
            for parent, total in enumerate(sums)
            for token, cost in enumerate(following[parent])
        ]
        taken.append(sorted(candidates)[:beam_width])
    costs, parents, tokens = np.moveaxis(np.array(taken), -1, 0)
    return parents.astype(int), tokens.astype(int), -costs


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
    """One sentence after the other, with lists of hypotheses."""
    return [
        _search_one(
            next_log_probabilities,
            take_rows(state, np.array([sentence])),
            (start, end, beam_width, max_length),
            lambda total, t: length_normalized_score(total, t, length_penalty, penalty),
        )[: n_best or beam_width]
        for sentence in range(len(state["sentence"]))
    ]


def _search_one(ask, state, numbers, score):
    start, end, beam_width, max_length = numbers
    live, finished = [((), 0.0)], []
    while live:
        logs, state = ask(state, np.array([tokens[-1] if tokens else start for tokens, _ in live]))
        candidates = sorted(
            (-(total + cost), row, token)
            for row, (_, total) in enumerate(live)
            for token, cost in enumerate(logs[row].tolist())
        )
        longer, rows = [], []
        for cost, row, token in candidates[:beam_width]:
            tokens = (*live[row][0], token)
            if token == end or len(tokens) == max_length:
                value = float(score(-cost, len(tokens)))
                finished.append(Hypothesis(tokens, (), -cost, value, token == end))
            else:
                longer.append((tokens, -cost))
                rows.append(row)
        live, state = longer, take_rows(state, np.array(rows, int))
    return sorted(finished, key=lambda h: -h.score)


def ngram_counts(tokens, order):
    shifted = [tokens[i:] for i in range(order)]
    return Counter(zip(*shifted, strict=False))


def clipped_precision(hypothesis, references, order):
    counts = bleu.ngram_counts(hypothesis, order)
    of_references = [bleu.ngram_counts(reference, order) for reference in references]
    matches = np.int64(0)
    for gram, n in counts.items():
        matches += min(n, max(of_reference[gram] for of_reference in of_references))
    return [matches, sum(counts.values())]


def brevity_penalty(hypothesis_length, reference_length):
    if hypothesis_length == 0:
        return float(reference_length == 0)
    return np.exp(min(0, 1 - reference_length / hypothesis_length))


def corpus_bleu(
    hypotheses, references=None, max_order=4, smooth="none", smooth_value=None, tokenize=None
):
    statistics = bleu_statistics(hypotheses, references, max_order, tokenize)
    matches, totals = statistics.matches.sum(0), statistics.totals.sum(0)
    c, r = sum(statistics.hypothesis_length), sum(statistics.reference_length)
    precisions = smoothed_precisions(matches, totals, smooth, smooth_value)
    with np.errstate(divide="ignore"):
        logs = np.log(np.nan_to_num(precisions))
    penalty = bleu.brevity_penalty(c, r)
    return bleu.Bleu(penalty * np.exp(logs.mean()), precisions, penalty, matches, totals, c, r)


def sentence_bleu(
    hypothesis,
    references,
    max_order=4,
    smooth="exp",
    smooth_value=None,
    tokenize=None,
    effective_order=True,
):
    whole = bleu.corpus_bleu(
        [hypothesis], [references], max_order, smooth, smooth_value, tokenize=tokenize
    )
    there = whole.precisions[~np.isnan(whole.precisions)]
    if not effective_order or not (there > 0).all() or not len(there):
        return whole
    return replace(whole, score=whole.brevity_penalty * np.prod(there) ** (1 / len(there)))


def attribute_error(reference, hypothesis, reference_score, hypothesis_score):
    if list(reference) == list(hypothesis):
        return "none"
    return "model" if math.exp(hypothesis_score - reference_score) >= 1 else "search"


@pytest.mark.parametrize("name", EXERCISES)
def test_right_answers_may_be_written_in_another_way(name):
    report = try_properties(globals()[name], EXERCISES[name])
    assert report.earned == report.possible, str(report)
