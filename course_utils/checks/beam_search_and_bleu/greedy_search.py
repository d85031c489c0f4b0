"""Checks of notebook 03: the most likely token at each step."""

import copy

import numpy as np

from course_utils.checks.beam_search_and_bleu.models import (
    END,
    START,
    A,
    B,
    TreeModel,
    greedy_tokens,
    random_trees,
    require_hypotheses,
)
from course_utils.checks.properties import Property, Wrong, expect, explained, same

SHORT = {(): (0.1, 0.2, 0.6, 0.1), (A,): (0.1, 0.7, 0.1, 0.1)}  # a </s>
LONG = {
    (): (0.1, 0.2, 0.3, 0.4),
    (B,): (0.05, 0.15, 0.5, 0.3),
    (B, A): (0.1, 0.2, 0.1, 0.6),
    (B, A, B): (0.05, 0.8, 0.1, 0.05),
}  # b a b </s>
# a </s>, and behind it b for ever
AFTER_ITS_END = SHORT | {(A, END, *(B,) * n): (0.1, 0.1, 0.1, 0.7) for n in range(50)}
ONE_EACH = "each sentence takes a token of its own: argmax(axis=1), along the vocabulary"
STACK = "`cut_at_end` takes (batch, time): stack the steps along axis 1"
ERRORS = {"broadcast": ONE_EACH, "has no len": STACK}  # parts of what is said, what is meant


def _search(greedy_search, *trees, max_length=6):
    model = TreeModel(*trees, one_each=ONE_EACH)
    try:
        given = greedy_search(model, model.state, START, END, max_length)
    except (ValueError, TypeError) as error:
        raise explained(error, ERRORS) from None
    require_hypotheses(given, None, "with one hypothesis for each sentence, the result")
    if len(given) != len(trees):
        transposed = len(given) == len(model.asked)
        raise Wrong(
            f"there is a hypothesis for each step: {STACK}"
            if transposed
            else "there is one hypothesis for each sentence",
            f"{len(given)} hypotheses",
            f"{len(trees)}",
        )
    return given


def likeliest_token_each_time(greedy_search):
    (found,) = _search(greedy_search, LONG)
    expect(
        tuple(found.tokens),
        (B, A, B, END),
        "take the likeliest token, and give it to the model as the last one of the next step",
        [
            ((START, B, A, B, END), "the start token is no part of the sentence"),
            ((B, A, B), "the end token belongs to the sentence"),
            ((B,), "only one token was taken: go on until every sentence has ended"),
            ((B, A, B, END, END, END), "cut the sentence at its end token: `cut_at_end`"),
            ((B, END), "the model was given the start token again: give it the token just taken"),
            ((B,) * 6, "the model was asked with its first state again: keep the state it gives"),
            ((START,) * 6, "these are the least likely tokens: argmax, not argmin"),
        ],
    )
    for tree in random_trees(5, 4, seed=0):
        (found,) = _search(greedy_search, tree, max_length=4)
        expect(
            tuple(found.tokens),
            greedy_tokens(tree, 4),
            "take the likeliest token each time",
            [
                (greedy_tokens(tree, 50), "max_length has no effect: stop after that many tokens"),
                (greedy_tokens(tree, 5), "one token too many: max_length tokens are allowed"),
            ],
        )


def every_sentence_to_its_own_end(greedy_search):
    trees = [SHORT, LONG, SHORT]
    given = [tuple(found.tokens) for found in _search(greedy_search, *trees)]
    right = [(A, END), (B, A, B, END), (A, END)]
    stopped = [(A, END), (B, A), (A, END)]
    same_token = "all sentences got one token: argmax runs over the vocabulary (axis 1)"
    _expect_sentences(
        given,
        right,
        "each sentence goes to its own end",
        [
            (stopped, "the search stopped at the first end: go on until all sentences have ended"),
            ([(A, END)] * 3, same_token),
            ([(B, A, B, END)] * 3, same_token),
            (
                [(A, END), (B, A, B), (A, END)],
                "an ended sentence ends once: remember which have ended, do not count end tokens",
            ),
            (
                [(A, B, A, END), (A, END), (END,)],
                "tokens of one sentence got into another: stack the steps along axis 1, a reshape "
                "does not turn (time, batch) into (batch, time)",
            ),
        ],
    )


def _expect_sentences(given, right, otherwise, mistakes=()):
    if given == right:
        return
    known = [words for wrong, words in mistakes if given == wrong]
    raise Wrong(known[0] if known else otherwise, str(given), str(right))


def no_longer_than_allowed(greedy_search):
    for max_length in (1, 3):
        (found,) = _search(greedy_search, LONG, max_length=max_length)
        expect(
            len(found.tokens),
            max_length,
            f"with max_length {max_length} the sentence is cut after {max_length} tokens",
            [
                (max_length - 1, "one token too few: max_length tokens are allowed"),
                (max_length + 1, "one token too many: the start token is none of them"),
                (4, "max_length has no effect: stop after that many tokens"),
            ],
        )
        expect(bool(found.ended), False, "a sentence that was cut has not ended")
    model = TreeModel(SHORT)
    (found,) = greedy_search(model, model.state, START, END, 50)
    expect(bool(found.ended), True, "a sentence with an end token has ended")
    if len(model.asked) > 2:
        mistake = "every sentence had ended, and the search went on: stop once all have"
        raise Wrong(mistake, f"{len(model.asked)} steps", "2 steps")
    model = TreeModel(AFTER_ITS_END, LONG)
    given = greedy_search(model, model.state, START, END, 50)
    _expect_sentences(
        [tuple(found.tokens) for found in given],
        [(A, END), (B, A, B, END)],
        "what follows a sentence's end token is no part of it",
    )
    steps = 1 + max(len(so_far) for rows in model.asked for so_far in rows)
    if steps > 4:
        mistake = "an ended sentence stays ended, whatever token follows: remember which have"
        raise Wrong(mistake, f"{steps} steps", "4 steps, of the longer sentence")


def log_probabilities_of_the_tokens(greedy_search):
    model = TreeModel(SHORT, LONG)
    before = copy.deepcopy(model.state)
    given = greedy_search(model, model.state, START, END, 6)
    require_hypotheses(given, 2)
    logs = tuple(np.log([0.4, 0.5, 0.6, 0.8]).tolist())
    expect(
        tuple(given[1].token_log_probabilities),
        logs,
        "keep the log probability of each token that was taken",
        [
            (tuple(np.exp(logs)), "these are probabilities: keep their logarithms"),
            (tuple(np.cumsum(logs)), "these are sums: keep the log probability of each token"),
            (tuple(-np.array(logs)), "the sign is lost: log probabilities are negative"),
            (
                tuple(np.log([0.3, 0.15, 0.2, 0.8])),
                "these are the tokens that another sentence took: take the largest of each row",
            ),
        ],
        within=1e-6,
    )
    expect(float(given[1].log_probability), float(np.sum(logs)), "log p is their sum", within=1e-6)
    expect(
        float(given[1].score),
        float(np.sum(logs)),
        "the score is log p: a greedy search has no length penalty",
        within=1e-6,
    )
    if any(not same(model.state[name], array) for name, array in before.items()):
        raise Wrong("your function changes the state it was given: make a new one")
    even = dict.fromkeys([(), (START,)], (0.25, 0.25, 0.25, 0.25))
    tied = _search(greedy_search, even, max_length=2)[0].tokens
    expect(tuple(tied), (START, START), "of equally likely tokens the lower one is taken")


EXERCISES = {
    "greedy_search": [
        Property(
            "the likeliest token each time, given to the next step", likeliest_token_each_time
        ),
        Property("every sentence goes to its own end", every_sentence_to_its_own_end),
        Property("no longer than allowed, no step too many", no_longer_than_allowed),
        Property("each token with its log probability", log_probabilities_of_the_tokens),
    ],
}
