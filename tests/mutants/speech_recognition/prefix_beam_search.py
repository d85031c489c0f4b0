"""Wrong answers: a beam of prefixes."""

import math
from collections import defaultdict
from functools import partial
from heapq import nlargest, nsmallest

import numpy as np

from course_utils.speech_recognition import prefix_beam_search as course
from course_utils.speech_recognition.alphabet import BLANK
from course_utils.speech_recognition.prefix_beam_search import best_first, log_add, log_prior
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "prefix_beam_search")


def _search(
    logs,
    width,
    blank=BLANK,
    language_model=None,
    language_weight=1.0,
    length_bonus=0.0,
    *,
    add=log_add,
    after_blank=True,
    held=True,
    from_either=False,
    rank=lambda ends: log_add(*ends),
    keep=nlargest,
    use_prior=True,
    prior_within=False,
    blank_stays=True,
    start=(0.0, -math.inf),
):
    """The right answer, but for what the caller changes.

    Args:
        add: How the log probabilities of several ways to one prefix are put together.
        after_blank: Whether a label may follow itself after a blank.
        held: Whether a label may be held.
        from_either: Whether a held label counts as a second one whatever its paths ended in.
        rank: What prefixes are compared by, from their two numbers.
        keep: Which of them the beam keeps: n, those there are, key.
        use_prior: Whether the language model ranks prefixes.
        prior_within: Whether the prior is put into the two numbers at the end.
        blank_stays: Whether a blank leaves the prefix as it is.
        start: The two numbers of the empty prefix.
    """
    prior = log_prior(language_model, language_weight, length_bonus, blank)
    beam = {(): start}
    for step in np.asarray(logs, float).tolist():
        grown = defaultdict(lambda: [-math.inf, -math.inf])
        for prefix, (in_blank, in_label) in beam.items():
            either = log_add(in_blank, in_label)
            for token, log_p in enumerate(step):
                if token == blank and blank_stays:
                    grown[prefix][0] = add(grown[prefix][0], either + log_p)
                    continue
                repeated = prefix[-1:] == (token,)
                if repeated and held:
                    grown[prefix][1] = add(grown[prefix][1], in_label + log_p)
                if not repeated or after_blank:
                    before = in_blank if repeated and not from_either else either
                    longer = grown[(*prefix, token)]
                    longer[1] = add(longer[1], before + log_p)
        score = {p: rank(ends) + (prior(p) if use_prior else 0) for p, ends in grown.items()}
        beam = {prefix: grown[prefix] for prefix in keep(width, score, key=score.get)}
    if prior_within:
        beam = {p: [end + prior(p) for end in ends] for p, ends in beam.items()}
        return best_first(beam, lambda prefix, ended: 0.0)
    return best_first(beam, prior)


@mutant("the alignments of a text are added up")
def takes_the_best_alignment(logs, width, *arguments):
    return _search(logs, width, *arguments, add=max)


@mutant("none may overwrite another")
def overwrites_what_was_there(logs, width, *arguments):
    return _search(logs, width, *arguments, add=lambda before, new: new)


@mutant("1 1 needs a blank between them")
def extends_by_a_held_label(logs, width, *arguments):
    return _search(logs, width, *arguments, from_either=True)


@mutant("also the one that holds 1 for two steps")
def forgets_that_a_label_is_held(logs, width, *arguments):
    return _search(logs, width, *arguments, held=False)


@mutant("after a blank the same label is a second one")
def never_repeats_a_label(logs, width, *arguments):
    return _search(logs, width, *arguments, after_blank=False)


@mutant("the blank is no label")
def writes_the_blank_down(logs, width, *arguments):
    return _search(logs, width, *arguments, blank_stays=False)


@mutant("both endings count together")
def ranks_by_the_likelier_ending(logs, width, *arguments):
    return _search(logs, width, *arguments, rank=max)


@mutant("both endings count together")
def ranks_by_the_paths_in_the_label(logs, width, *arguments):
    return _search(logs, width, *arguments, rank=lambda ends: ends[1])


@mutant("both endings count together")
def ranks_by_the_paths_in_a_blank(logs, width, *arguments):
    return _search(logs, width, *arguments, rank=lambda ends: ends[0])


@mutant("these are the least likely")
def keeps_the_worst(logs, width, *arguments):
    return _search(logs, width, *arguments, keep=nsmallest)


@mutant("with beam_width 1 the beam keeps 1")
def keeps_one_more(logs, width, *arguments):
    return _search(logs, width + 1, *arguments)


@mutant("with beam_width 1 the beam keeps 1")
def keeps_them_all(logs, width, *arguments):
    return _search(logs, 10**6, *arguments)


@mutant("the language model decides at each step too")
def asks_the_language_model_at_the_end(logs, width, *arguments):
    return _search(logs, width, *arguments, use_prior=False)


@mutant("it is no part of the log probability")
def puts_the_prior_into_the_beam(logs, width, *arguments):
    return _search(logs, width, *arguments, prior_within=True)


@mutant("the blank is an argument")
def takes_token_0_for_the_blank(logs, width, blank=BLANK, *arguments):
    return _search(logs, width, BLANK, *arguments)


@mutant("begin with the empty prefix")
def begins_with_nothing(logs, width, *arguments):
    return _search(logs, width, *arguments, start=(-math.inf, -math.inf))


@mutant("keep logarithms")
def keeps_probabilities(logs, width, *arguments):
    found = course.prefix_beam_search(logs, width, *arguments)
    return [h._replace(log_probability=math.exp(h.log_probability)) for h in found]


@mutant("the likeliest text comes first")
def gives_the_worst_first(logs, width, *arguments):
    return course.prefix_beam_search(logs, width, *arguments)[::-1]


@mutant("return `best_first(beam, prior)`")
def returns_the_beam(logs, width, *arguments):
    return {h.labels: h.log_probability for h in course.prefix_beam_search(logs, width, *arguments)}


@mutant("nothing back")
def forgets_to_return(logs, width, *arguments):
    _search(logs, width, *arguments)


@mutant("as `best_first(beam, prior)` gives it")
def returns_the_likeliest_labels(logs, width, *arguments):
    return list(course.prefix_beam_search(logs, width, *arguments)[0].labels)


@mutant("after 90 unlikely steps everything is impossible")
def multiplies_probabilities(logs, width, blank=BLANK, *arguments):
    beam = {(): (1.0, 0.0)}
    prior = log_prior(*(*arguments, None, 1.0, 0.0)[:3], blank)
    for step in np.exp(logs):
        grown = defaultdict(lambda: [0.0, 0.0])
        for prefix, (in_blank, in_label) in beam.items():
            for token, p in enumerate(step):
                if token == blank:
                    grown[prefix][0] += (in_blank + in_label) * p
                elif prefix[-1:] == (token,):
                    grown[prefix][1] += in_label * p
                    grown[(*prefix, token)][1] += in_blank * p
                else:
                    grown[(*prefix, token)][1] += (in_blank + in_label) * p
        score = {prefix: sum(ends) * math.exp(prior(prefix)) for prefix, ends in grown.items()}
        beam = {prefix: grown[prefix] for prefix in nlargest(width, score, key=score.get)}
    with np.errstate(divide="ignore"):
        return best_first({prefix: np.log(ends) for prefix, ends in beam.items()}, prior)


@mutant("the empty prefix has no last label")
def looks_at_the_last_label_of_nothing(logs, width, *arguments):
    begun = [()]
    for step in logs:
        begun = [prefix for prefix in begun for token in range(len(step)) if token == prefix[-1]]
    return course.prefix_beam_search(logs, width, *arguments)


@mutant("changes its argument")
def exponentiates_in_place(logs, width, *arguments):
    found = course.prefix_beam_search(logs, width, *arguments)
    np.exp(logs, out=logs)
    return found
