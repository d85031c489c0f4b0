from collections import Counter, defaultdict
from functools import partial

import numpy as np

from course_utils.decoding.beam_search import cut_at_end
from course_utils.metrics import bleu
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


@right("expand_hypotheses")
def sorts_all_places_with_lexsort(sums, following, beam_width):
    totals = np.asarray(sums, float)[:, :, None] + following
    batch, live, vocabulary = totals.shape
    flat = totals.reshape(batch, -1)
    places = np.tile(np.arange(live * vocabulary), (batch, 1))
    order = np.lexsort((places, -flat))[:, :beam_width]
    taken = np.take_along_axis(flat, order, axis=1)
    return order // vocabulary, order % vocabulary, taken


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
