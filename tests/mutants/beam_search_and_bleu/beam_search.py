"""Wrong answers: beam search."""

from functools import partial

import numpy as np

from course_utils.decoding import beam_search as chapter
from course_utils.decoding.beams import Beams, take_rows
from course_utils.decoding.penalties import length_normalized_score
from tests.mutants import collect

MUTANTS = []
mutant = partial(collect, MUTANTS, "beam_search")


def _split(tokens, possible, end, is_last):
    """Which hypotheses are finished, and which live."""
    finished = possible & ((tokens == end) | is_last)
    return finished, possible & ~finished


def _search(
    ask,
    state,
    start,
    end,
    beam_width,
    max_length,
    alpha=0.0,
    *,
    penalty="power",
    n_best=None,
    stop_early=True,
    on_step=None,
    expand=chapter.expand_hypotheses,
    split=_split,
    cut_at=None,
    reorder=lambda old, new, rows, parents: take_rows(new, rows),
    steps=None,
):
    """The right answer, but for expand, split, cut_at, reorder and the number of steps."""
    score = partial(length_normalized_score, alpha=alpha, penalty=penalty)
    beams = Beams(state, start, end, max_length, n_best or beam_width, score, stop_early, on_step)
    cut_at = cut_at(max_length) if cut_at else max_length
    while beams.searching and steps != 0:
        following, new = ask(state, beams.last_tokens)
        following = beams.by_sentence(following)
        chosen = expand(beams.log_probabilities, following, beam_width)
        possible = chosen[2] > -np.inf
        halves = split(chosen[1], possible, end, beams.length >= cut_at)
        rows = beams.advance(following, *chosen, *halves)
        state = reorder(state, new, rows, chosen[0])
        steps = steps and steps - 1
    return beams.best()


@mutant("gives nothing back")
def forgets_to_return(*arguments, **options):
    _search(*arguments, **options)


@mutant("return `beams.best()`")
def returns_the_best_alone(*arguments, **options):
    return [hypotheses[0] for hypotheses in _search(*arguments, **options)]


@mutant("the best comes first")
def puts_the_best_last(*arguments, **options):
    return [hypotheses[::-1] for hypotheses in _search(*arguments, **options)]


@mutant("reorder the state in each step, take_rows(state, rows)")
def keeps_the_rows_of_the_state(*arguments, **options):
    """There are more hypotheses than before, and as many rows."""
    return _search(*arguments, **options, reorder=lambda old, new, rows, parents: new)


@mutant("the model was asked with its first state again")
def reorders_another_name(*arguments, **options):
    """The rows are taken of a state that is not used again."""
    return _search(*arguments, **options, reorder=lambda old, new, rows, parents: old)


@mutant("with the rows that `advance` gives")
def takes_the_rows_of_the_parents(*arguments, **options):
    def by_parents(old, new, rows, parents):
        return take_rows(new, parents)

    return _search(*arguments, **options, reorder=by_parents)


@mutant("arrange the rows with `beams.by_sentence`")
def expands_rows(*arguments, **options):
    def of_rows(log_probabilities, following, beam_width):
        return chapter.expand_hypotheses(log_probabilities, following[0], beam_width)

    return _search(*arguments, **options, expand=of_rows)


@mutant("in this order, and `advance` takes them so")
def exchanges_parents_and_tokens(*arguments, **options):
    def exchanged(log_probabilities, following, beam_width):
        parents, tokens, sums = chapter.expand_hypotheses(log_probabilities, following, beam_width)
        return tokens, parents, sums

    return _search(*arguments, **options, expand=exchanged)


@mutant("the start token again")
def asks_with_the_start_token(ask, state, start, *arguments, **options):
    def from_the_start(state, tokens):
        return ask(state, np.full_like(tokens, start))

    return _search(from_the_start, state, start, *arguments, **options)


@mutant("each counted once")
def forgets_the_sums(*arguments, **options):
    def of_tokens(log_probabilities, following, beam_width):
        vacant = np.where(log_probabilities > -np.inf, 0, -np.inf)
        return chapter.expand_hypotheses(vacant, following, beam_width)

    return _search(*arguments, **options, expand=of_tokens)


@mutant("expand by `beam_width`")
def expands_by_n_best(ask, state, start, end, beam_width, *arguments, n_best=None, **options):
    n_best = n_best or beam_width
    return _search(ask, state, start, end, n_best, *arguments, n_best=n_best, **options)


@mutant("go on while `beams.searching`")
def makes_one_step(*arguments, **options):
    return _search(*arguments, **options, steps=1)


@mutant("only the likeliest token was followed")
def is_always_greedy(ask, state, start, end, beam_width, *arguments, **options):
    return _search(ask, state, start, end, 1, *arguments, **options)


@mutant("not before")
def ends_all_at_once(*arguments, **options):
    return _search(*arguments, **options, cut_at=lambda max_length: 1)


@mutant("log p is the sum over all tokens")
def keeps_the_last_cost_only(*arguments, **options):
    found = _search(*arguments, **options)
    return [
        [h._replace(log_probability=h.token_log_probabilities[-1]) for h in hypotheses]
        for hypotheses in found
    ]


@mutant("reorder the state with take_rows")
def does_not_reorder_the_state(*arguments, **options):
    """d2l's and many a homework's: the new state stays in the order of the old hypotheses."""

    def first_rows(old, new, rows, parents):
        return take_rows(new, np.arange(len(rows)) % len(new["sentence"]))

    return _search(*arguments, **options, reorder=first_rows)


@mutant("keep the state that it gives")
def keeps_the_old_state(*arguments, **options):
    return _search(*arguments, **options, reorder=lambda old, new, rows, _: take_rows(old, rows))


@mutant("it is finished (tokens == end) and lives no longer")
def lets_ended_ones_go_on(*arguments, **options):
    """As in keras_hub's BeamSampler: tokens after the end go on costing."""

    def all_live(tokens, possible, end, is_last):
        return possible & is_last, possible & (not is_last)

    return _search(*arguments, **options, split=all_live)


@mutant("finished or live, and not both")
def keeps_finished_ones_in_the_beam(*arguments, **options):
    def both(tokens, possible, end, is_last):
        return possible & ((tokens == end) | is_last), possible & (not is_last)

    return _search(*arguments, **options, split=both)


@mutant("neither finished nor live")
def loses_those_that_are_cut(*arguments, **options):
    def only_ended(tokens, possible, end, is_last):
        finished = possible & (tokens == end)
        return finished, possible & ~finished & (not is_last)

    return _search(*arguments, **options, split=only_ended)


@mutant("that is max_length")
def never_cuts(*arguments, **options):
    def by_token(tokens, possible, end, is_last):
        return possible & (tokens == end), possible & (tokens != end)

    return _search(*arguments, **options, split=by_token)


@mutant("is cut at `max_length` tokens, and not before")
def cuts_one_token_too_early(*arguments, **options):
    return _search(*arguments, **options, cut_at=lambda max_length: max_length - 1)


@mutant("is no hypothesis")
def lets_vacant_places_live(*arguments, **options):
    def everything(tokens, possible, end, is_last):
        finished = (tokens == end) | is_last
        return finished, ~finished

    return _search(*arguments, **options, split=everything)


@mutant("ended first and is lost")
def loses_what_ended_early(ask, state, start, end, beam_width, max_length, *arguments, **options):
    found = _search(ask, state, start, end, beam_width, max_length, *arguments, **options)
    longest = [max(len(h.tokens) for h in hypotheses) for hypotheses in found]
    return [
        [h for h in hypotheses if len(h.tokens) >= min(longest, 3)]
        for hypotheses, longest in zip(found, longest, strict=True)
    ]


@mutant("greedy, whatever the penalty")
def adds_one_to_the_width(ask, state, start, end, beam_width, *arguments, n_best=None, **options):
    wider = beam_width + 1 if beam_width == 1 else beam_width
    n_best = n_best or beam_width
    return _search(ask, state, start, end, wider, *arguments, n_best=n_best, **options)


@mutant("the penalty has no effect")
def ignores_the_penalty(ask, state, start, end, beam_width, max_length, alpha=0.0, **options):
    return _search(ask, state, start, end, beam_width, max_length, 0.0, **options)


@mutant("prunes nothing")
def takes_no_more_than_the_vocabulary(ask, state, start, end, beam_width, *arguments, **options):
    options["n_best"] = options.get("n_best") or beam_width
    return _search(ask, state, start, end, min(beam_width, 4), *arguments, **options)


@mutant("compare by `score`")
def compares_by_log_probability(*arguments, n_best=None, **options):
    found = _search(*arguments, n_best=100, **options)
    n_best = n_best or arguments[4]
    return [sorted(hs, key=lambda h: -h.log_probability)[:n_best] for hs in found]


@mutant("alone and in a batch")
def stops_when_the_first_sentence_is_done(ask, state, *arguments, **options):
    """The batch is stopped as one, so the others are cut short."""
    if len(state["sentence"]) == 1:
        return _search(ask, state, *arguments, **options)
    steps, first = [], take_rows(state, np.arange(1))
    _search(ask, first, *arguments, **options, on_step=steps.append)
    start, end, beam_width, _, *others = arguments
    return _search(ask, state, start, end, beam_width, len(steps), *others, **options)
