"""Right answers get all points, also those that are written in another way than the course's."""

import math

import numpy as np
import pytest

from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from course_utils.decoding import beam_search as chapter
from course_utils.decoding import penalties
from course_utils.decoding.beams import take_rows
from course_utils.decoding.hypotheses import Hypothesis
from course_utils.translation import search_errors

OF_THE_COURSE = [
    penalties.length_normalized_score,
    chapter.greedy_search,
    chapter.expand_hypotheses,
    chapter.beam_search,
    search_errors.attribute_error,
]
EXERCISES = {f.__name__: all_exercises()[f.__name__] for f in OF_THE_COURSE}


@pytest.mark.parametrize("function", OF_THE_COURSE, ids=lambda f: f.__name__)
def test_the_answers_of_the_course_get_all_points(function):
    report = try_properties(function, EXERCISES[function.__name__])
    assert report.earned == report.possible == function.points, str(report)


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


def attribute_error(reference, hypothesis, reference_score, hypothesis_score):
    if list(reference) == list(hypothesis):
        return "none"
    return "model" if math.exp(hypothesis_score - reference_score) >= 1 else "search"


@pytest.mark.parametrize("name", EXERCISES)
def test_right_answers_may_be_written_in_another_way(name):
    report = try_properties(globals()[name], EXERCISES[name])
    assert report.earned == report.possible, str(report)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_stub_gets_nothing(name):
    def stub(*args, **kwargs):
        raise NotImplementedError()

    report = try_properties(stub, EXERCISES[name])
    assert report.earned == 0
    assert all("not written yet" in outcome.wrong.mistake for outcome in report.outcomes)


NONSENSE = [None, "text", (), (1, 2), (1, 2, 3), 7, np.nan, object(), [[]], [None], [[None]]]


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_gets_nothing_and_raises_nothing(name, nonsense):
    def answer(*args, **kwargs):
        return nonsense

    answer.__name__ = name
    report = try_properties(answer, EXERCISES[name])
    assert report.earned == 0, str(report)
    assert "your function raised" not in str(report)
