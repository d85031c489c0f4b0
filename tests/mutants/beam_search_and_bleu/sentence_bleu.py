"""Wrong answers: BLEU of a sentence."""

from dataclasses import replace

import numpy as np

from course_utils.metrics.bleu import corpus_bleu, sentence_bleu
from tests.mutants import collect

MUTANTS = []


def mutant(says):
    """A wrong `sentence_bleu`; the function below gets all seven arguments."""

    def add(function):
        def answer(
            hypothesis,
            references,
            max_order=4,
            smooth="exp",
            smooth_value=None,
            tokenize=None,
            effective_order=True,
        ):
            with np.errstate(all="ignore"):
                return function(
                    hypothesis,
                    references,
                    max_order=max_order,
                    smooth=smooth,
                    smooth_value=smooth_value,
                    tokenize=tokenize,
                    effective_order=effective_order,
                )

        answer.__name__ = function.__name__
        return collect(MUTANTS, "sentence_bleu", says)(answer)

    return add


@mutant("return a `Bleu`, with its `score`")
def returns_a_number(hypothesis, references, **options):
    return sentence_bleu(hypothesis, references, **options).score


@mutant("a sentence needs smoothing")
def does_not_smooth(hypothesis, references, **options):
    return sentence_bleu(hypothesis, references, **options | {"smooth": "none"})


@mutant("an order without a match counts, smoothed")
def leaves_unmatched_orders_out(hypothesis, references, max_order, **options):
    bleu = sentence_bleu(hypothesis, references, max_order, **options)
    if not options["effective_order"] or not bleu.matches.any():
        return bleu
    orders = np.count_nonzero(bleu.matches)
    return sentence_bleu(hypothesis, references, orders, **options)


@mutant("though `smooth` is 'exp'")
def always_smooths_by_floor(hypothesis, references, **options):
    return sentence_bleu(hypothesis, references, **options | {"smooth": "floor"})


@mutant("1 hypotheses, but references for 6")
def forgets_to_wrap_the_references(hypothesis, references, effective_order, **options):
    return corpus_bleu([hypothesis], references, **options)


@mutant("leave out the orders it has none of")
def is_a_corpus_of_one(hypothesis, references, effective_order, **options):
    return corpus_bleu([hypothesis], [references], **options)


@mutant("not over 4")
def still_divides_by_four(hypothesis, references, **options):
    bleu = sentence_bleu(hypothesis, references, **options)
    orders = len(bleu.precisions)
    return replace(bleu, score=float(np.prod(bleu.precisions**0.25))) if orders < 4 else bleu


@mutant("only those without n-grams are")
def drops_zeros_unless_smoothed(hypothesis, references, max_order, **options):
    bleu = sentence_bleu(hypothesis, references, max_order, **options)
    matched = bleu.precisions[bleu.precisions > 0]
    if not options["effective_order"] or not len(matched):
        return bleu
    score = bleu.brevity_penalty * np.exp(np.log(matched).mean())
    return replace(bleu, score=float(score))


@mutant("the length of a text is not its number of tokens")
def counts_characters(hypothesis, references, max_order, effective_order, **options):
    orders = min(max_order, max(1, len(hypothesis))) if effective_order else max_order
    return corpus_bleu([hypothesis], [references], orders, **options)


@mutant("a sentence without tokens scores 0")
def takes_the_mean_of_nothing(hypothesis, references, **options):
    bleu = sentence_bleu(hypothesis, references, **options)
    return bleu if bleu.hypothesis_length else replace(bleu, score=float("nan"))


@mutant("`effective_order` has no effect")
def is_always_effective(hypothesis, references, effective_order, **options):
    return sentence_bleu(hypothesis, references, **options)


@mutant("`max_order` has no effect")
def ignores_max_order(hypothesis, references, max_order, **options):
    return sentence_bleu(hypothesis, references, **options)


@mutant("`smooth_value` has no effect")
def ignores_the_value(hypothesis, references, smooth_value, **options):
    return sentence_bleu(hypothesis, references, **options)


@mutant("nothing back")
def forgets_to_return(hypothesis, references, **options):
    sentence_bleu(hypothesis, references, **options)


@mutant("the best reference was chosen")
def takes_the_best_reference(hypothesis, references, **options):
    several = references if isinstance(references[0], (list, tuple)) else [references]
    judged = [sentence_bleu(hypothesis, [one], **options) for one in several]
    return max(judged, key=lambda bleu: bleu.score)


@mutant("only the first reference counts")
def takes_the_first_reference(hypothesis, references, **options):
    several = references if isinstance(references[0], (list, tuple)) else [references]
    return sentence_bleu(hypothesis, several[:1], **options)


@mutant("orders that do not count are still in the `Bleu`")
def changes_the_score_alone(hypothesis, references, effective_order, **options):
    whole = corpus_bleu([hypothesis], [references], **options)
    best = sentence_bleu(hypothesis, references, effective_order=effective_order, **options)
    return replace(whole, score=best.score)


@mutant("the brevity penalty is there twice")
def multiplies_by_the_penalty_again(hypothesis, references, **options):
    bleu = sentence_bleu(hypothesis, references, **options)
    return replace(bleu, score=bleu.score * bleu.brevity_penalty)


@mutant("the brevity penalty is missing")
def takes_the_mean_alone(hypothesis, references, **options):
    bleu = sentence_bleu(hypothesis, references, **options)
    return replace(bleu, score=bleu.score / (bleu.brevity_penalty or 1))


@mutant("orders above 4 were left out")
def begins_at_4(hypothesis, references, max_order, **options):
    return sentence_bleu(hypothesis, references, min(max_order, 4), **options)


@mutant("max_order is at least 1, got 0")
def counts_no_order_of_nothing(hypothesis, references, max_order, effective_order, **options):
    bleu = corpus_bleu([hypothesis], [references], max_order, **options)
    orders = np.count_nonzero(~np.isnan(bleu.precisions)) if effective_order else max_order
    return corpus_bleu([hypothesis], [references], orders, **options)
