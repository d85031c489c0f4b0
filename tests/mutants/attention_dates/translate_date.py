"""Wrong answers: translating a date."""

from functools import partial

import numpy as np

from course_utils.dates.characters import MACHINE_VOCABULARY
from course_utils.dates.translator import (
    END,
    START,
    DateTranslation,
    attention_map,
    begin,
    only_real_dates,
)
from course_utils.decoding.beam_search import beam_search
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS)


def _best(translator, text, beam_width, real_dates_only):
    search, state = translator.next_log_probabilities, translator.start([text])
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, n_best=1)
    return best


def _answer(translator, text, best, /, **other):
    iso = MACHINE_VOCABULARY.decode(best.tokens)
    log_probabilities = np.array(best.token_log_probabilities)
    right = {
        "text": text,
        "iso": iso,
        "log_probabilities": log_probabilities,
        "alphas": attention_map(translator, text),
    }
    return DateTranslation(**right | other)


@mutant("translate_date", "return a DateTranslation")
def returns_the_text(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return MACHINE_VOCABULARY.decode(best.tokens)


@mutant("translate_date", "iso is a text")
def returns_tokens(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return _answer(translator, text, best, iso=best.tokens)


@mutant("translate_date", "this is the text that was read")
def exchanges_text_and_date(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    iso = MACHINE_VOCABULARY.decode(best.tokens)
    return _answer(translator, text, best, text=iso, iso=text)


@mutant("translate_date", "text is in lower case")
def lowers_the_text(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return _answer(translator, text, best, text=text.lower())


@mutant("translate_date", "there is no 30 February")
def never_asks_for_real_dates(translator, text, beam_width=4, real_dates_only=True):
    return _answer(translator, text, _best(translator, text, beam_width, False))


@mutant("translate_date", "real_dates_only=False has no effect")
def always_asks_for_real_dates(translator, text, beam_width=4, real_dates_only=True):
    return _answer(translator, text, _best(translator, text, beam_width, True))


@mutant("translate_date", "this is the greedy answer")
def is_greedy(translator, text, beam_width=4, real_dates_only=True):
    return _answer(translator, text, _best(translator, text, 1, real_dates_only))


@mutant("translate_date", "beam_width=1 is greedy")
def has_a_width_of_its_own(translator, text, beam_width=4, real_dates_only=True):
    return _answer(translator, text, _best(translator, text, 4, real_dates_only))


@mutant("translate_date", "log_probabilities are logarithms")
def takes_probabilities(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    probabilities = np.exp(best.token_log_probabilities)
    return _answer(translator, text, best, log_probabilities=probabilities)


@mutant("translate_date", "one for each character")
def adds_log_probabilities_up(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return _answer(translator, text, best, log_probabilities=best.log_probability)


@mutant("translate_date", "this is the probability of 2001-02-30")
def is_as_sure_as_if_every_answer_were_a_date(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    free = _best(translator, text, beam_width, False)
    costs = np.array(free.token_log_probabilities)
    return _answer(translator, text, best, log_probabilities=costs)


@mutant("translate_date", "attention_map has all")
def returns_the_last_weights(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return _answer(translator, text, best, alphas=attention_map(translator, text)[-1])


@mutant("translate_date", "rows and columns of the map")
def exchanges_the_axes_of_the_map(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return _answer(translator, text, best, alphas=attention_map(translator, text).T)


@mutant("translate_date", "search from begin(state, 1)")
def forgets_to_begin(translator, text, beam_width=4, real_dates_only=True):
    search, state = translator.next_log_probabilities, translator.start([text])
    if real_dates_only:
        search = only_real_dates(search)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, n_best=1)
    return _answer(translator, text, best)


@mutant("translate_date", "this state is from `begin`")
def begins_always(translator, text, beam_width=4, real_dates_only=True):
    search, state = translator.next_log_probabilities, begin(translator.start([text]), 1)
    if real_dates_only:
        search = only_real_dates(search)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, n_best=1)
    return _answer(translator, text, best)


@mutant("translate_date", "there is one text, and so one row")
def begins_with_a_row_for_each_hypothesis(translator, text, beam_width=4, real_dates_only=True):
    search, state = translator.next_log_probabilities, translator.start([text])
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, beam_width)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty, n_best=1)
    return _answer(translator, text, best)


@mutant("translate_date", "beam_width hypotheses for a text")
def forgets_n_best(translator, text, beam_width=4, real_dates_only=True):
    search, state = translator.next_log_probabilities, translator.start([text])
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Ty)
    return _answer(translator, text, best)


@mutant("translate_date", "translator.Ty characters, not Tx")
def writes_as_much_as_it_reads(translator, text, beam_width=4, real_dates_only=True):
    search, state = translator.next_log_probabilities, translator.start([text])
    if real_dates_only:
        search, state = only_real_dates(search), begin(state, 1)
    [[best]] = beam_search(search, state, START, END, beam_width, translator.Tx, n_best=1)
    return _answer(translator, text, best)


@mutant("translate_date", "attention_map(translator, text)")
def maps_the_date_instead_of_the_text(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    iso = MACHINE_VOCABULARY.decode(best.tokens)
    return _answer(translator, text, best, alphas=attention_map(translator, iso))


@mutant("translate_date", "spaces around the text are lost")
def strips_the_text(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    return _answer(translator, text, best, text=text.strip())


@mutant("translate_date", "the hyphens are lost")
def writes_digits_alone(translator, text, beam_width=4, real_dates_only=True):
    best = _best(translator, text, beam_width, real_dates_only)
    iso = MACHINE_VOCABULARY.decode(best.tokens).replace("-", "")
    return _answer(translator, text, best, iso=iso)
