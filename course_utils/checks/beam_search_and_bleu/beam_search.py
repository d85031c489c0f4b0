"""Checks of notebook 03: beam search."""

import numpy as np

from course_utils.checks.beam_search_and_bleu.models import (
    END,
    START,
    A,
    B,
    TreeModel,
    all_sentences,
    greedy_tokens,
    random_trees,
    require_hypotheses,
)
from course_utils.checks.properties import Property, Wrong, describe, explained

GREEDY_LOSES = {
    (): (0.02, 0.08, 0.5, 0.4),
    (A,): (0.02, 0.38, 0.3, 0.3),
    (B,): (0.02, 0.9, 0.04, 0.04),
}
CROSSING = {  # b overtakes a in the second step, so that their states change places
    (): (0.02, 0.03, 0.55, 0.4),
    (A,): (0.3, 0.02, 0.3, 0.38),
    (B,): (0.02, 0.03, 0.9, 0.05),
    (B, A): (0.02, 0.03, 0.05, 0.9),
    (B, A, B): (0.01, 0.97, 0.01, 0.01),
    (A, A): (0.01, 0.01, 0.97, 0.01),
    (A, B): (0.01, 0.01, 0.97, 0.01),
}
ENDS_SOON = {
    (): (0.02, 0.4, 0.48, 0.1),
    (A,): (0.02, 0.08, 0.1, 0.8),
    (A, B): (0.02, 0.88, 0.05, 0.05),
}
ONE_EACH = (
    "the state does not follow the hypotheses: reorder the state in each step, take_rows(state, "
    "rows), with the rows that `advance` gives"
)
BY_SENTENCE = (
    "the model answers in rows (rows, V), a beam has sentences (batch, live, V): arrange the rows "
    "with `beams.by_sentence`, before `expand_hypotheses` and `advance`"
)
ERRORS = {  # parts of what Python and NumPy say, and what is meant
    "not enough values to unpack (expected 3": BY_SENTENCE,
    "too many indices for array": BY_SENTENCE,
    "cannot reshape": "sentences have different numbers of live hypotheses, which no reshape can "
    "arrange: `beams.by_sentence` fills vacant places",
    "is out of bounds": "an index does not fit: `expand_hypotheses` gives parents, tokens and log "
    "probabilities, in this order, and `advance` takes them so",
    "expected at least 1, got 0": "nothing has finished yet: go on while `beams.searching`",
}

FEW_WAYS = {(): (0, 0.4, 0.6, 0), (A,): (0, 1, 0, 0)}  # fewer possible tokens than a beam of 3


def _search(beam_search, *trees, width=2, max_length=5, alpha=0.0, **options):
    """The hypotheses found for each tree, and the model that was asked."""
    model = TreeModel(*trees, one_each=ONE_EACH)
    arguments = model.state, START, END, width, max_length, alpha
    try:
        given = beam_search(model, *arguments, **options)
    except (ValueError, IndexError) as error:
        raise explained(error, ERRORS) from None
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if not isinstance(given, list) or not all(map(_is_list_of_hypotheses, given)):
        mistake = "return `beams.best()`: for each sentence a list of hypotheses"
        raise Wrong(mistake, describe(given), f"a list of {len(trees)} lists")
    if len(given) != len(trees):
        raise Wrong("a sentence is lost", f"{len(given)} lists", f"{len(trees)} lists")
    for hypotheses in given:
        require_hypotheses(hypotheses, None, "what is found for a sentence")
    return given, model


def _is_list_of_hypotheses(found):
    return isinstance(found, (list, tuple)) and not hasattr(found, "tokens")


def _tokens(hypotheses):
    return [tuple(found.tokens) for found in hypotheses]


def _expect_tokens(given, right, otherwise, mistakes=()):
    if given == right:
        return
    known = [words for wrong, words in mistakes if given == wrong]
    raise Wrong(known[0] if known else otherwise, str(given), str(right))


def _require_sound_questions(model):
    """Raises `Wrong` if the model was asked with an old state, or about what had ended."""
    for step, rows in enumerate(model.asked):
        if any(len(row) != step for row in rows):
            mistake = "the model was asked with an old state: keep the state that it gives"
            raise Wrong(mistake, f"{len(rows[0])} tokens in the state", f"{step} tokens")
        ended = [row for row in rows if END in row]
        if ended:
            mistake = (
                "a hypothesis with an end token was continued: it is finished (tokens == end) and "
                "lives no longer"
            )
            raise Wrong(mistake, f"the model was asked what follows {ended[0]}")


def finds_what_greedy_loses(beam_search):
    (found,), model = _search(beam_search, GREEDY_LOSES)
    again = [row for rows in model.asked for row in rows if START in row]
    if again:
        mistake = (
            "the model was given the start token again: ask it once in each step, with "
            "`beams.last_tokens`"
        )
        raise Wrong(mistake, f"it was asked what follows {again[0]}")
    _require_sound_questions(model)
    _expect_tokens(
        _tokens(found),
        [(B, END), (A, END)],
        "with a beam of 2, b </s> (0.4 times 0.9) is found, and it beats a </s> (0.5 times 0.38)",
        [
            ([(A, END), (B, END)], "the best comes first: return `beams.best()`"),
            ([(A, END)], "only the likeliest token was followed: expand with `beam_width`"),
            ([(A,), (B,)], "a hypothesis ends with the end token, and not before: tokens == end"),
            ([(B, END)], "one hypothesis is lost: return `beams.best()`, the n best of each"),
        ],
    )
    sums = [round(float(h.log_probability), 9) for h in found]
    expected = [round(float(np.log(p)), 9) for p in (0.36, 0.19)]
    if sums != expected:
        mistake = (
            "log p is the sum over all tokens, each counted once: expand the beam's log "
            "probabilities with what follows"
        )
        raise Wrong(mistake, str(sums), str(expected))


def states_follow_their_hypotheses(beam_search):
    (found,), model = _search(beam_search, CROSSING)
    _require_sound_questions(model)
    if len(model.asked) > 2 and (A, A) in model.asked[2]:
        mistake = (
            "b a is the best after two steps, but its row of the state was still that of a: "
            "reorder the state with take_rows and the rows that `advance` gives"
        )
        raise Wrong(mistake, str(model.asked[2]), str([(B, A), (A, B)]))
    _expect_tokens(
        _tokens(found)[:1],
        [(B, A, B, END)],
        "each hypothesis goes on with the state of its parent",
    )


def ended_ones_live_no_longer(beam_search):
    (found,), model = _search(beam_search, ENDS_SOON, max_length=3, n_best=4)
    _require_sound_questions(model)
    if (END,) not in _tokens(found):
        mistake = "</s> alone ended first and is lost: what has ended stays among the finished ones"
        raise Wrong(mistake, str(_tokens(found)), f"first {(END,)}")
    _expect_tokens(
        _tokens(found)[:2],
        [(END,), (A, B, END)],
        "the hypothesis that ended first keeps its log probability, the others go on",
        [
            ([(END,)], "the search stopped at the first end: go on while `beams.searching`"),
            ([(END,), (A, B)], "a hypothesis is cut at `max_length` tokens, and not before"),
            ([(A,), (END,)], "a has not ended, although </s> has: tokens == end, for each"),
        ],
    )
    if not found[0].ended:
        raise Wrong("`ended` is true where the last token is the end token", "False", "True")
    (found,), _ = _search(beam_search, FEW_WAYS, width=3)
    _expect_tokens(_tokens(found)[:2], [(A, END), (END,)], "minus infinity is no hypothesis")


def width_1_is_greedy(beam_search):
    for tree in random_trees(6, 4, seed=1):
        for alpha in (0, 1):
            (found,), _ = _search(beam_search, tree, width=1, max_length=4, alpha=alpha)
            _expect_tokens(
                _tokens(found),
                [greedy_tokens(tree, 4)],
                "with a beam of 1 the search is greedy, whatever the penalty",
            )


def wide_beams_find_the_best(beam_search):
    for tree in random_trees(3, 3, seed=2):
        for penalty, alpha in (("power", 0), ("power", 0.7), ("gnmt", 2)):
            options = {"alpha": alpha, "penalty": penalty, "n_best": 3}
            (found,), _ = _search(beam_search, tree, width=200, max_length=4, **options)
            _expect_best(found, tree, alpha, penalty)


def _expect_best(found, tree, alpha, penalty):
    sums, scores = {}, {}
    for tokens, log_probability in all_sentences(tree, 4):
        base = len(tokens) if penalty == "power" else (5 + len(tokens)) / 6
        sums[tokens] = log_probability
        scores[tokens] = log_probability / base**alpha
    best = sorted(scores, key=scores.get, reverse=True)[:3]
    by_sum = sorted(sums, key=sums.get, reverse=True)[:3]
    mistakes = [(by_sum, "the penalty has no effect: compare by `score`")] if alpha else []
    where = (
        f"a beam of 200 prunes nothing: the best of all sentences is found (alpha {alpha}), "
        "also with n_best 3: expand by `beam_width`"
    )
    _expect_tokens(_tokens(found), best, where, mistakes)
    given = [round(float(h.score), 6) for h in found]
    expected = [round(float(scores[tokens]), 6) for tokens in best]
    if given != expected:
        raise Wrong(f"`score` is log p under the penalty ({penalty})", str(given), str(expected))


def a_batch_is_its_sentences(beam_search):
    trees = [GREEDY_LOSES, CROSSING, ENDS_SOON, *random_trees(5, 4, seed=3)]
    together, _ = _search(beam_search, *trees, width=3, alpha=0.5, n_best=3)
    late, _ = _search(beam_search, *trees, width=3, alpha=0.5, n_best=3, stop_early=False)
    _expect_tokens(
        _tokens(together[0])[:1],
        [(B, END)],
        "b </s> (0.4 times 0.9) is the best of the first sentence, also in a batch",
    )
    for i, tree in enumerate(trees):
        (alone,), _ = _search(beam_search, tree, width=3, alpha=0.5, n_best=3)
        words = "a sentence gets the same hypotheses alone and in a batch"
        _expect_tokens(_tokens(together[i]), _tokens(alone), words)
        words = "stopping early changes nothing"
        _expect_tokens(_tokens(together[i]), _tokens(late[i]), words)


EXERCISES = {
    "beam_search": [
        Property("finds what greedy search loses", finds_what_greedy_loses),
        Property("the model's state follows the hypotheses", states_follow_their_hypotheses),
        Property("what has ended leaves, and is kept", ended_ones_live_no_longer),
        Property("width 1 is greedy", width_1_is_greedy),
        Property("a beam as wide as the space finds the best", wide_beams_find_the_best),
        Property("alone or in a batch, stopped early or not", a_batch_is_its_sentences),
    ],
}
