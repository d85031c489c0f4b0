"""Right answers about BLEU get all points, also those that are written in another way."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from course_utils.metrics import bleu
from course_utils.metrics.bleu import smoothed_precisions
from course_utils.metrics.bleu_statistics import bleu_statistics

EXERCISES = all_exercises()
OF_THE_COURSE = [
    bleu.ngram_counts,
    bleu.clipped_precision,
    bleu.brevity_penalty,
    bleu.corpus_bleu,
    bleu.sentence_bleu,
]
NAMES = [function.__name__ for function in OF_THE_COURSE]


@pytest.mark.parametrize("function", OF_THE_COURSE, ids=NAMES)
def test_the_answers_of_the_course_get_all_points(function):
    report = try_properties(function, EXERCISES[function.__name__])
    assert report.earned == report.possible == function.points, str(report)


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


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_may_be_written_in_another_way(name):
    report = try_properties(globals()[name], EXERCISES[name])
    assert report.earned == report.possible, str(report)


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_gets_nothing(name):
    def stub(*args, **kwargs):
        raise NotImplementedError()

    report = try_properties(stub, EXERCISES[name])
    assert report.earned == 0
    assert all("not written yet" in outcome.wrong.mistake for outcome in report.outcomes)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("nonsense", [None, "text", (), (1, 2), (1, 2, 3), 7, np.nan, object()])
def test_nonsense_gets_nothing_and_raises_nothing(name, nonsense):
    report = try_properties(lambda *args, **kwargs: nonsense, EXERCISES[name])
    assert report.earned == 0, str(report)
    assert "your function raised" not in str(report)
