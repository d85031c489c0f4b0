"""Wrong answers: the n-grams of a sentence."""

from collections import Counter
from functools import partial

from course_utils.metrics import bleu as ngrams
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _runs(tokens, order):
    return [tuple(tokens[i : i + order]) for i in range(len(tokens) - order + 1)]


@mutant("ngram_counts", "this is the list of n-grams")
def forgets_to_count(tokens, order):
    return _runs(tokens, order)


@mutant("ngram_counts", "number of n-grams")
def counts_them_together(tokens, order):
    return len(_runs(tokens, order))


@mutant("ngram_counts", "these are single tokens")
def ignores_the_order(tokens, order):
    return Counter(tokens)


@mutant("ngram_counts", "these are single tokens")
def counts_tuples_of_one(tokens, order):
    return Counter((token,) for token in tokens)


@mutant("ngram_counts", "each n-gram was counted once")
def counts_a_set(tokens, order):
    return Counter(set(_runs(tokens, order)))


@mutant("ngram_counts", "the last n-gram is missing")
def stops_one_too_early(tokens, order):
    return Counter(tuple(tokens[i : i + order]) for i in range(len(tokens) - order))


@mutant("ngram_counts", "stop order - 1 earlier")
def begins_at_every_token(tokens, order):
    return Counter(tuple(tokens[i : i + order]) for i in range(len(tokens)))


@mutant("ngram_counts", "joined to the beginning")
def goes_round(tokens, order):
    around = list(tokens) + list(tokens)
    return Counter(tuple(around[i : i + order]) for i in range(len(tokens)))


@mutant("ngram_counts", "n-grams overlap")
def cuts_into_pieces(tokens, order):
    pieces = (tuple(tokens[i : i + order]) for i in range(0, len(tokens), order))
    return Counter(piece for piece in pieces if len(piece) == order)


@mutant("ngram_counts", "a tuple of tokens, not a text")
def joins_with_spaces(tokens, order):
    return Counter(" ".join(tokens[i : i + order]) for i in range(len(tokens) - order + 1))


@mutant("ngram_counts", "unhashable type: 'list'")
def counts_lists(tokens, order):
    return Counter(tokens[i : i + order] for i in range(len(tokens) - order + 1))


@mutant("ngram_counts", "keep it as it is")
def sorts_the_tokens(tokens, order):
    return Counter(tuple(sorted(run)) for run in _runs(tokens, order))


@mutant("ngram_counts", "only those of `order`")
def counts_shorter_ones_too(tokens, order):
    return sum((Counter(_runs(tokens, n)) for n in range(1, order + 1)), Counter())


@mutant("ngram_counts", "do not stand side by side")
def pairs_any_two(tokens, order):
    if order != 2:
        return ngrams.ngram_counts(tokens, order)
    return Counter((a, b) for i, a in enumerate(tokens) for b in tokens[i + 1 :])


@mutant("ngram_counts", "is no n-gram itself")
def takes_a_short_sentence_whole(tokens, order):
    if len(tokens) < order:
        return Counter([tuple(tokens)])
    return Counter(_runs(tokens, order))


@mutant("ngram_counts", "keep it as it is")
def counts_sorted_runs_in_a_dict(tokens, order):
    counts = {}
    for run in _runs(tokens, order):
        counts[tuple(sorted(run))] = counts.get(tuple(sorted(run)), 0) + 1
    return counts


@mutant("ngram_counts", "nothing back")
def forgets_to_return(tokens, order):
    Counter(_runs(tokens, order))


@mutant("ngram_counts", "changes its argument")
def eats_the_sentence(tokens, order):
    counts = Counter()
    tokens = tokens if isinstance(tokens, list) else list(tokens)
    while len(tokens) >= order:
        counts[tuple(tokens[:order])] += 1
        tokens.pop(0)
    return counts


@mutant("ngram_counts", "an n-gram of one token is a tuple, too")
def leaves_single_tokens_as_they_are(tokens, order):
    return Counter(tokens) if order == 1 else Counter(_runs(tokens, order))


@mutant("ngram_counts", "`order` has no effect")
def pairs_always(tokens, order):
    return Counter(_runs(tokens, 2))


@mutant("ngram_counts", "each count is one too low")
def begins_to_count_at_0(tokens, order):
    counts = {}
    for run in _runs(tokens, order):
        counts[run] = counts[run] + 1 if run in counts else 0
    return counts


@mutant("ngram_counts", "nothing was counted")
def never_adds(tokens, order):
    counts = {}
    for run in _runs(tokens, order):
        counts[run] = counts.get(run, 0)
    return counts


@mutant("ngram_counts", "these are shares")
def divides_by_the_number(tokens, order):
    runs = _runs(tokens, order)
    return {run: n / len(runs) for run, n in Counter(runs).items()}


@mutant("ngram_counts", "the first n-gram is missing")
def begins_at_1(tokens, order):
    return Counter(_runs(tokens[1:], order))


@mutant("ngram_counts", "a token stays what it is")
def makes_texts_of_tokens(tokens, order):
    return Counter(_runs([str(token) for token in tokens], order))
