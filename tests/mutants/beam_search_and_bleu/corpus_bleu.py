"""Wrong answers: BLEU of a corpus."""

from dataclasses import replace
from functools import partial

import numpy as np

from course_utils.metrics.bleu import Bleu, brevity_penalty, corpus_bleu, smoothed_precisions
from course_utils.metrics.bleu_statistics import bleu_statistics
from tests.mutants import collect

MUTANTS = []


def mutant(says):
    """A wrong `corpus_bleu`: the function below makes a `Bleu` of statistics and smoothing."""

    def add(function):
        def answer(
            hypotheses,
            references=None,
            max_order=4,
            smooth="none",
            smooth_value=None,
            tokenize=None,
        ):
            statistics = bleu_statistics(hypotheses, references, max_order, tokenize)
            with np.errstate(all="ignore"):
                return function(statistics, smooth, smooth_value)

        answer.__name__ = function.__name__
        return collect(MUTANTS, "corpus_bleu", says)(answer)

    return add


def _right(statistics, smooth, smooth_value):
    return corpus_bleu(statistics, None, statistics.matches.shape[1], smooth, smooth_value)


def _with_mean(mean, statistics, smooth, smooth_value):
    """The right `Bleu`, with another mean of the precisions."""
    bleu = _right(statistics, smooth, smooth_value)
    precisions = np.nan_to_num(bleu.precisions)
    return replace(bleu, score=float(bleu.brevity_penalty * mean(precisions)))


@mutant("return a `Bleu`, with its `score`")
def returns_a_number(statistics, smooth, smooth_value):
    return _right(statistics, smooth, smooth_value).score


@mutant("the score is 0 to 100")
def divides_by_a_hundred(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, score=bleu.score / 100)


@mutant("percent twice")
def takes_percent_twice(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, score=bleu.score * 100)


@mutant("exp of it")
def forgets_exp(statistics, smooth, smooth_value):
    mean_log = partial(_with_mean, lambda precisions: np.log(precisions).mean())
    return mean_log(statistics, smooth, smooth_value)


@mutant("their fourth root is missing")
def forgets_the_root(statistics, smooth, smooth_value):
    return _with_mean(np.prod, statistics, smooth, smooth_value)


@mutant("the precisions were added up")
def adds_the_precisions_up(statistics, smooth, smooth_value):
    return _with_mean(np.sum, statistics, smooth, smooth_value)


@mutant("the precisions of the sentences were averaged")
def averages_the_sentences_precisions(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    precisions = (100 * statistics.matches / np.maximum(statistics.totals, 1)).mean(axis=0)
    return replace(bleu, precisions=precisions, score=_geometric(precisions))


@mutant("precisions are in percent, as they come")
def gives_fractions(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, precisions=bleu.precisions / 100)


@mutant("this is the mean of the sentences' BLEU")
def averages_the_sentences(statistics, smooth, smooth_value):
    sentences = [statistics[i : i + 1] for i in range(len(statistics))]
    scores = [_right(sentence, smooth, smooth_value).score for sentence in sentences]
    return replace(_right(statistics, smooth, smooth_value), score=float(np.mean(scores)))


@mutant("this is the arithmetic mean")
def takes_the_arithmetic_mean(statistics, smooth, smooth_value):
    return _with_mean(np.mean, statistics, smooth, smooth_value)


@mutant("this is the harmonic mean")
def takes_the_harmonic_mean(statistics, smooth, smooth_value):
    harmonic = partial(_with_mean, lambda precisions: 1 / np.mean(1 / precisions))
    return harmonic(statistics, smooth, smooth_value)


@mutant("not always 4")
def always_divides_by_four(statistics, smooth, smooth_value):
    quarter = partial(_with_mean, lambda precisions: np.prod(precisions**0.25))
    return quarter(statistics, smooth, smooth_value)


@mutant("precision of the longest n-grams")
def takes_the_last_precision(statistics, smooth, smooth_value):
    return _with_mean(lambda precisions: precisions[-1], statistics, smooth, smooth_value)


@mutant("the brevity penalty is missing")
def forgets_the_penalty(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, score=_geometric(bleu.precisions))


@mutant("penalties of the sentences were averaged")
def averages_the_penalties(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    lengths = zip(statistics.hypothesis_length, statistics.reference_length, strict=True)
    penalty = float(np.mean([brevity_penalty(*pair) for pair in lengths]))
    return replace(bleu, brevity_penalty=penalty, score=penalty * _geometric(bleu.precisions))


@mutant("the brevity penalty is missing")
def swaps_the_lengths(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    penalty = brevity_penalty(bleu.reference_length, bleu.hypothesis_length)
    return replace(bleu, brevity_penalty=penalty, score=penalty * _geometric(bleu.precisions))


@mutant("the penalty is no precision")
def takes_the_penalty_into_the_mean(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, score=_geometric([bleu.brevity_penalty, *bleu.precisions]))


@mutant("the two lengths are swapped")
def returns_the_lengths_swapped(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    c, r = bleu.hypothesis_length, bleu.reference_length
    return replace(bleu, hypothesis_length=r, reference_length=c)


@mutant("an order without a match was left out")
def leaves_zeros_out(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    matched = bleu.precisions[bleu.precisions > 0]
    score = bleu.brevity_penalty * _geometric(matched) if len(matched) else 0.0
    return replace(bleu, score=score)


@mutant("not a small number")
def adds_a_small_number(statistics, smooth, smooth_value):
    small = partial(_with_mean, lambda precisions: _geometric(precisions + 1e-7))
    return small(statistics, smooth, smooth_value)


@mutant("NaN: a precision is NaN")
def passes_nan_on(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, score=bleu.brevity_penalty * _geometric(bleu.precisions))


@mutant("orders without n-grams were left out")
def leaves_missing_orders_out(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    there = bleu.precisions[~np.isnan(bleu.precisions)]
    score = bleu.brevity_penalty * _geometric(there) if len(there) else 0.0
    return replace(bleu, score=score)


@mutant("`smooth` has no effect")
def ignores_smoothing(statistics, smooth, smooth_value):
    return _right(statistics, "none", None)


@mutant("`smooth_value` has no effect")
def ignores_the_value(statistics, smooth, smooth_value):
    return _right(statistics, smooth, None)


@mutant("`matches` are those before smoothing")
def returns_smoothed_counts(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    if smooth != "add-k":
        return bleu
    added = np.append(0, np.ones(len(bleu.matches) - 1))
    return replace(bleu, matches=bleu.matches + added, totals=bleu.totals + added)


@mutant("nothing back")
def forgets_to_return(statistics, smooth, smooth_value):
    total = statistics.sum()
    precisions = smoothed_precisions(total.matches, total.totals, smooth, smooth_value)
    penalty = brevity_penalty(total.hypothesis_length, total.reference_length)
    lengths = total.hypothesis_length, total.reference_length
    Bleu(_geometric(precisions), precisions, penalty, total.matches, total.totals, *lengths)


@mutant("the brevity penalty is there twice")
def multiplies_by_the_penalty_twice(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, score=bleu.score * bleu.brevity_penalty)


@mutant("not that of base 10")
def takes_logarithms_of_base_10(statistics, smooth, smooth_value):
    tens = partial(_with_mean, lambda precisions: np.exp(np.log10(precisions).mean()))
    return tens(statistics, smooth, smooth_value)


@mutant("the fields are in another order")
def puts_the_penalty_before_the_precisions(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, precisions=bleu.brevity_penalty, brevity_penalty=bleu.precisions)


@mutant("matches come first")
def returns_the_counts_swapped(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, matches=bleu.totals, totals=bleu.matches)


@mutant("`precisions` are those after smoothing")
def returns_unsmoothed_precisions(statistics, smooth, smooth_value):
    unsmoothed = _right(statistics, "none", None).precisions
    return replace(_right(statistics, smooth, smooth_value), precisions=unsmoothed)


@mutant("the brevity penalty stays what it is")
def returns_zeros_where_the_score_is_0(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return bleu if bleu.score else replace(bleu, brevity_penalty=0.0)


@mutant("stays NaN in the result")
def makes_zeros_of_nan(statistics, smooth, smooth_value):
    bleu = _right(statistics, smooth, smooth_value)
    return replace(bleu, precisions=np.nan_to_num(bleu.precisions))


@mutant("smoothed, though `smooth` is 'none'")
def always_smooths(statistics, smooth, smooth_value):
    return _right(statistics, "exp" if smooth == "none" else smooth, smooth_value)


def _geometric(precisions):
    return float(np.exp(np.log(precisions).mean()))
