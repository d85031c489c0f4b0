"""Wrong answers: the n-grams of a hypothesis that its references have too."""

from collections import Counter
from functools import partial, reduce
from operator import and_, or_

from course_utils.metrics import bleu as ngrams
from course_utils.metrics.bleu import ngram_counts
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _most(references, order):
    return reduce(or_, (ngram_counts(reference, order) for reference in references))


@mutant("clipped_precision", "not clipped: no n-gram")
def does_not_clip(hypothesis, references, order):
    counts, most = ngram_counts(hypothesis, order), _most(references, order)
    return sum(n for gram, n in counts.items() if gram in most), counts.total()


@mutant("clipped_precision", "this is the ratio: return")
def divides(hypothesis, references, order):
    matches, total = ngrams.clipped_precision(hypothesis, references, order)
    return matches / total if total else 0.0


@mutant("clipped_precision", "here twice")
def matches_each_ngram_once(hypothesis, references, order):
    counts, most = ngram_counts(hypothesis, order), _most(references, order)
    return len(counts.keys() & most.keys()), counts.total()


@mutant("clipped_precision", "repeated n-grams count each time")
def compares_sets(hypothesis, references, order):
    counts, most = ngram_counts(hypothesis, order), _most(references, order)
    return len(counts.keys() & most.keys()), len(counts)


@mutant("clipped_precision", "this is recall")
def divides_by_the_reference(hypothesis, references, order):
    most = _most(references, order)
    return len(ngram_counts(hypothesis, order).keys() & most.keys()), len(most)


@mutant("clipped_precision", "not of the reference")
def totals_the_reference(hypothesis, references, order):
    most = _most(references, order)
    return (ngram_counts(hypothesis, order) & most).total(), most.total()


@mutant("clipped_precision", "swapped")
def swaps_them(hypothesis, references, order):
    return ngrams.clipped_precision(hypothesis, references, order)[::-1]


@mutant("clipped_precision", "return two numbers")
def returns_the_matches_alone(hypothesis, references, order):
    return ngrams.clipped_precision(hypothesis, references, order)[0]


@mutant("clipped_precision", "the references were added up")
def adds_the_references_up(hypothesis, references, order):
    counts = ngram_counts(hypothesis, order)
    most = sum((ngram_counts(reference, order) for reference in references), Counter())
    return (counts & most).total(), counts.total()


@mutant("clipped_precision", "only one reference counts here")
def looks_at_the_first_reference(hypothesis, references, order):
    return ngrams.clipped_precision(hypothesis, references[:1], order)


@mutant("clipped_precision", "only one reference counts here")
def takes_the_best_reference(hypothesis, references, order):
    return max(ngrams.clipped_precision(hypothesis, [one], order) for one in references)


@mutant("clipped_precision", "not only if all have it")
def wants_all_references(hypothesis, references, order):
    counts = ngram_counts(hypothesis, order)
    least = reduce(and_, (ngram_counts(reference, order) for reference in references))
    return (counts & least).total(), counts.total()


@mutant("clipped_precision", "one after the other")
def judges_one_after_the_other(hypothesis, references, order):
    pairs = [ngrams.clipped_precision(hypothesis, [one], order) for one in references]
    return tuple(map(sum, zip(*pairs, strict=True)))


@mutant("clipped_precision", "these are single tokens")
def ignores_the_order(hypothesis, references, order):
    return ngrams.clipped_precision(hypothesis, references, 1)


@mutant("clipped_precision", "a phantom n-gram")
def counts_at_least_one(hypothesis, references, order):
    """NLTK's way not to divide by 0."""
    matches, total = ngrams.clipped_precision(hypothesis, references, order)
    return matches, max(1, total)


@mutant("clipped_precision", "changes its argument")
def crosses_matches_out(hypothesis, references, order):
    counted = ngrams.clipped_precision(hypothesis, references, order)
    for token in hypothesis:
        for reference in references:
            if token in reference:
                reference.remove(token)
    return counted


@mutant("clipped_precision", "never below 0")
def totals_by_length(hypothesis, references, order):
    matches, _ = ngrams.clipped_precision(hypothesis, references, order)
    return matches, len(hypothesis) - order + 1


@mutant("clipped_precision", "or the first that has the n-gram")
def clips_by_the_first_that_has_it(hypothesis, references, order):
    matches, counts = 0, ngram_counts(hypothesis, order)
    for gram, n in counts.items():
        for reference in references:
            if gram in ngram_counts(reference, order):
                matches += min(n, ngram_counts(reference, order)[gram])
                break
    return matches, counts.total()


@mutant("clipped_precision", "each different n-gram is clipped once")
def clips_every_occurrence(hypothesis, references, order):
    counts, most = ngram_counts(hypothesis, order), _most(references, order)
    return sum(min(counts[gram], most[gram]) for gram in counts.elements()), counts.total()


@mutant("clipped_precision", "these are the n-grams without a match")
def counts_what_is_left(hypothesis, references, order):
    counts = ngram_counts(hypothesis, order)
    return (counts - _most(references, order)).total(), counts.total()


@mutant("clipped_precision", "clip n-gram by n-gram")
def clips_the_totals(hypothesis, references, order):
    counts = ngram_counts(hypothesis, order)
    return min(counts.total(), _most(references, order).total()), counts.total()


@mutant("clipped_precision", "not tokens")
def totals_the_tokens(hypothesis, references, order):
    return ngrams.clipped_precision(hypothesis, references, order)[0], len(hypothesis)


@mutant("clipped_precision", "with the same `order`")
def counts_single_tokens_of_references(hypothesis, references, order):
    counts = ngram_counts(hypothesis, order)
    return (counts & _most(references, 1)).total(), counts.total()
