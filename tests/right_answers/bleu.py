import math
import statistics
from collections import Counter, defaultdict
from functools import partial

import numpy as np

from course_utils.metrics import bleu
from course_utils.metrics.bleu_statistics import bleu_statistics
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("ngram_counts")
def counts_shifted_copies(tokens, order):
    return Counter(zip(*(tokens[i:] for i in range(order)), strict=False))


@right("ngram_counts")
def counts_in_a_dict(tokens, order):
    counts = {}
    for start in range(len(tokens) - order + 1):
        run = tuple(tokens[start : start + order])
        counts[run] = counts.get(run, 0) + 1
    return counts


@right("ngram_counts")
def counts_in_a_defaultdict(tokens, order):
    counts = defaultdict(int)
    for run in zip(*(tokens[i:] for i in range(order)), strict=False):
        counts[run] += 1
    return counts


@right("clipped_precision")
def goes_through_a_dict(hypothesis, references, order):
    counts = dict(bleu.ngram_counts(hypothesis, order))
    of_references = [dict(bleu.ngram_counts(reference, order)) for reference in references]
    matches = [min(n, max(r.get(gram, 0) for r in of_references)) for gram, n in counts.items()]
    return sum(matches), max(0, len(hypothesis) - order + 1)


@right("clipped_precision")
def subtracts_what_is_left(hypothesis, references, order):
    left = Counter(bleu.ngram_counts(hypothesis, order))
    total = sum(left.values())
    most = Counter()
    for reference in references:
        for gram, n in bleu.ngram_counts(reference, order).items():
            most[gram] = max(most[gram], n)
    left.subtract(most)
    return total - sum(n for n in left.values() if n > 0), total


@right("clipped_precision")
def counts_in_numpy(hypothesis, references, order):
    counts = bleu.ngram_counts(hypothesis, order)
    of_references = [bleu.ngram_counts(reference, order) for reference in references]
    matches = np.int64(0)
    for gram, n in counts.items():
        matches += min(n, max(of_reference[gram] for of_reference in of_references))
    return [matches, sum(counts.values())]


@right("brevity_penalty")
def has_no_case_for_long_ones(hypothesis_length, reference_length):
    if hypothesis_length == 0:
        return float(reference_length == 0)
    return np.exp(min(0, 1 - reference_length / hypothesis_length))


@right("brevity_penalty")
def lets_the_division_fail(hypothesis_length, reference_length):
    try:
        return min(1, math.e ** (1 - reference_length / hypothesis_length))
    except ZeroDivisionError:
        return 0 if reference_length else 1


@right("brevity_penalty")
def divides_in_float32(hypothesis_length, reference_length):
    c, r = np.float32(hypothesis_length), np.float32(reference_length)
    if c >= r:
        return np.float32(1)
    with np.errstate(divide="ignore"):
        return np.exp(1 - r / c)


@right("corpus_bleu")
def takes_the_logarithm_of_zero(
    hypotheses, references=None, max_order=4, smooth="none", smooth_value=None, tokenize=None
):
    counted = bleu_statistics(hypotheses, references, max_order, tokenize)
    matches, totals = counted.matches.sum(0), counted.totals.sum(0)
    c, r = sum(counted.hypothesis_length), sum(counted.reference_length)
    precisions = bleu.smoothed_precisions(matches, totals, smooth, smooth_value)
    with np.errstate(divide="ignore"):
        logs = np.log(np.nan_to_num(precisions))
    penalty = bleu.brevity_penalty(c, r)
    return bleu.Bleu(penalty * np.exp(logs.mean()), precisions, penalty, matches, totals, c, r)


@right("corpus_bleu")
def takes_the_mean_of_a_library(
    hypotheses, references=None, max_order=4, smooth="none", smooth_value=None, tokenize=None
):
    total = bleu_statistics(hypotheses, references, max_order, tokenize).sum()
    precisions = bleu.smoothed_precisions(
        total.matches, total.totals, smooth, smooth_value
    ).tolist()
    lengths = int(total.hypothesis_length), int(total.reference_length)
    penalty = bleu.brevity_penalty(*lengths)
    there = all(precision > 0 for precision in precisions)
    score = penalty * statistics.geometric_mean(precisions) if there else 0
    counts = total.matches.tolist(), total.totals.tolist()
    return bleu.Bleu(score, precisions, penalty, *counts, *lengths)


@right("corpus_bleu")
def multiplies_and_takes_the_root(
    hypotheses, references=None, max_order=4, smooth="none", smooth_value=None, tokenize=None
):
    total = bleu_statistics(hypotheses, references, max_order, tokenize).sum()
    precisions = bleu.smoothed_precisions(total.matches, total.totals, smooth, smooth_value)
    product = 1.0
    for precision in precisions:
        product *= 0 if np.isnan(precision) else precision
    penalty = bleu.brevity_penalty(total.hypothesis_length, total.reference_length)
    return bleu.Bleu(
        score=penalty * product ** (1 / max_order),
        precisions=precisions,
        brevity_penalty=penalty,
        matches=total.matches,
        totals=total.totals,
        hypothesis_length=total.hypothesis_length,
        reference_length=total.reference_length,
    )


@right("sentence_bleu")
def takes_orders_away_one_by_one(
    hypothesis,
    references,
    max_order=4,
    smooth="exp",
    smooth_value=None,
    tokenize=None,
    effective_order=True,
):
    def of_orders(n):
        return bleu.corpus_bleu([hypothesis], [references], n, smooth, smooth_value, tokenize)

    while effective_order and max_order > 1 and math.isnan(of_orders(max_order).precisions[-1]):
        max_order -= 1
    return of_orders(max_order)


@right("sentence_bleu")
def counts_totals_above_zero(
    hypothesis,
    references,
    max_order=4,
    smooth="exp",
    smooth_value=None,
    tokenize=None,
    effective_order=True,
):
    counted = bleu_statistics([hypothesis], [references], max_order, tokenize)
    orders = int(max(1, (counted.totals > 0).sum())) if effective_order else max_order
    return bleu.corpus_bleu(counted, max_order=orders, smooth=smooth, smooth_value=smooth_value)


@right("sentence_bleu")
def counts_the_orders_that_have_ngrams(
    hypothesis,
    references,
    max_order=4,
    smooth="exp",
    smooth_value=None,
    tokenize=None,
    effective_order=True,
):
    options = {"smooth": smooth, "smooth_value": smooth_value, "tokenize": tokenize}
    whole = bleu.corpus_bleu([hypothesis], [references], max_order, **options)
    if effective_order:
        max_order = max(1, int(np.sum(np.asarray(whole.totals) > 0)))
    return bleu.corpus_bleu([hypothesis], [references], max_order, **options)
