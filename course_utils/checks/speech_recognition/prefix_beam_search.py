"""Checks of notebook 06: the likeliest texts, by a beam of prefixes."""

from itertools import groupby, product

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged, explained
from course_utils.checks.speech_recognition.tables import log_probabilities

EVERYTHING = 10_000
TWO_STEPS = np.log([[0.6, 0.4], [0.6, 0.4]])
THREE_STEPS = np.log([[0.3, 0.7], [0.5, 0.5], [0.2, 0.8]])
ERRORS = {"tuple index": "the empty prefix has no last label: prefix[-1:] == (token,) is safe"}
BETWEEN = "between the two 1 a blank is needed: only paths that ended in it come to 1 1"
NARROW = np.log([[0.2, 0.2, 0.6], [0.4, 0.4, 0.2], [0.2, 0.3, 0.5], [0.4, 0.1, 0.5]])
NARROW_FOUND = {1: {(2,): 0.0828}, 2: {(2, 1): 0.1312, (2, 1, 2): 0.12}}
ENDINGS = "both endings count together: rank by log_add of the two numbers"
NARROW_MISTAKES = {
    1: [([], "these are the least likely: keep those with the largest sums")],
    2: [
        ([(2, 1, 2), (2, 1)], ENDINGS),
        ([(1,), ()], ENDINGS),
        ([(2,), (2, 1, 2)], "the alignments of a text are added up before the beam is cut"),
    ],
}
AT_EACH_STEP = np.log([[0.1, 0.5, 0.4], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1]])


def likes_ones(prefix):
    """A language model to which 1 is likely, whatever was before."""
    return np.log([0.2, 0.7, 0.1])


def likes_change(prefix):
    """A language model that expects 2 after 1, and 1 after anything else."""
    return np.log([0.1, 0.1, 0.8] if prefix[-1:] == (1,) else [0.1, 0.8, 0.1])


def _search(prefix_beam_search, logs, *arguments):
    """The labels and the log probability of each hypothesis found."""
    try:
        given = prefix_beam_search(logs.copy(), *arguments)
    except IndexError as error:
        raise explained(error, ERRORS) from None
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    if isinstance(given, dict):
        raise Wrong("this is the beam: return `best_first(beam, prior)`", "a dict")
    if not isinstance(given, (list, tuple)) or not all(hasattr(h, "labels") for h in given):
        mistake = "return a list of hypotheses, as `best_first(beam, prior)` gives it"
        raise Wrong(mistake, repr(given)[:100])
    return [(tuple(map(int, h.labels)), float(h.log_probability), float(h.score)) for h in given]


def _texts(found):
    return ", ".join(" ".join(map(str, labels)) or "nothing" for labels, *_ in found)


def _expect_texts(found, texts, otherwise, mistakes=()):
    """The labels of all that was found, in order."""
    given = [labels for labels, *_ in found]
    if given == texts:
        return
    known = [words for wrong, words in mistakes if given == wrong]
    right = ", ".join(" ".join(map(str, labels)) or "nothing" for labels in texts)
    raise Wrong(known[0] if known else otherwise, f"the texts {_texts(found)}", right)


def _expect_probabilities(found, probabilities, otherwise, mistakes=()):
    """The probability of each text."""
    given = {labels: np.exp(log_p) for labels, log_p, _ in found}
    for labels, expected in probabilities.items():
        text = " ".join(map(str, labels)) or "nothing"
        own = [(wrong[labels], words) for wrong, words in mistakes if labels in wrong]
        expect(given.get(labels, 0.0), expected, f"{otherwise}: {text}", own, within=1e-9)


def _all_texts(logs, blank=0):
    """The probability of every text, by trying every path."""
    steps, tokens = logs.shape
    found = {}
    for path in product(range(tokens), repeat=steps):
        text = tuple(token for token, _ in groupby(path) if token != blank)
        p = np.exp(logs[np.arange(steps), list(path)].sum())
        found[text] = found.get(text, 0) + p
    return found


def alignments_are_added(prefix_beam_search):
    found = _search(prefix_beam_search, TWO_STEPS, 4)
    as_logs = "a hypothesis has the log probability: keep logarithms in the beam"
    if any(log_p > 0 for _, log_p, _ in found):
        raise Wrong(as_logs, str([log_p for _, log_p, _ in found]), "at most 0")
    if any(0 in labels for labels, *_ in found):
        mistake = "the blank is no label: with a blank the prefix stays as it is"
        raise Wrong(mistake, f"the texts {_texts(found)}", "1, nothing")
    if not found:
        raise Wrong(
            "nothing was found: begin with the empty prefix, whose path is certain: (0.0, -inf)"
        )
    _expect_probabilities(
        found,
        {(1,): 0.64, (): 0.36},
        "1 has three alignments, 1 1, 1 _ and _ 1, nothing has one; the probability of",
        [
            ({(1,): 0.24}, "the alignments of a text are added up: this is one of them"),
            ({(1,): 0.16}, "the alignments of a text are added up: this is one of them"),
            ({(1,): 0.4}, "1 comes from three ways, add them: none may overwrite another"),
            (
                {(1,): 0.48},
                "the alignments of a text are added up, also the one that holds 1 for two steps",
            ),
            ({(): 0}, "a blank leaves the prefix as it is: nothing may be said at all"),
        ],
    )
    _expect_texts(
        found,
        [(1,), ()],
        "1 is likelier than nothing, and no other text is possible",
        [
            ([(), (1,)], "the likeliest text comes first"),
            ([(1,), (), (1, 1)], "1 1 needs a blank between them, and so three steps"),
            ([(1,), (1, 1), ()], "1 1 needs a blank between them, and so three steps"),
        ],
    )


def equal_labels_are_kept_apart(prefix_beam_search):
    found = _search(prefix_beam_search, THREE_STEPS, EVERYTHING)
    both = 0.7 * 0.5 * 0.8
    right = _all_texts(THREE_STEPS)
    _expect_probabilities(
        found,
        {(1, 1): both, (1,): right[(1,)], (): right[()]},
        "after a blank the same label is a second one, after itself it is the same: wrong is",
        [
            ({(1, 1): 0.0}, "after a blank the same label is a second one: 1 _ 1 says 1 1"),
            ({(1, 1): 0.7 * 0.8}, BETWEEN),
            ({(1,): right[(1,)] + both}, "after a blank the same label is a second one"),
        ],
    )
    _expect_texts(found, [(1,), (1, 1), ()], BETWEEN, [([(1,), ()], "1 _ 1 says 1 1")])


def a_wide_beam_finds_every_text(prefix_beam_search):
    for seed, (steps, tokens) in enumerate([(3, 3), (4, 3), (5, 2), (4, 4), (6, 3)]):
        logs = log_probabilities(steps, tokens, seed)
        right = _all_texts(logs)
        found = _search(prefix_beam_search, logs, EVERYTHING)
        _expect_probabilities(found, right, "all alignments of each text together")
        best = max(right, key=right.get)
        _expect_texts(found[:1], [best], "the likeliest text comes first")


def a_narrow_beam_keeps_the_best(prefix_beam_search):
    for width, right in NARROW_FOUND.items():
        found = _search(prefix_beam_search, NARROW, width)
        if len(found) > width:
            mistake = f"with beam_width {width} the beam keeps {width}"
            raise Wrong(mistake, f"{len(found)} hypotheses", str(width))
        mistakes = NARROW_MISTAKES[width]
        _expect_texts(found, list(right), f"beam_width {width}: {ENDINGS}", mistakes)
        _expect_probabilities(
            found, right, "what left the beam is lost, what stayed is added up; the probability of"
        )


def a_language_model_has_its_say(prefix_beam_search):
    never = "the language model decides at each step too: rank by log p + prior(prefix)"
    ones, change = np.log(0.085), np.log(0.36)
    for arguments, labels, log_p, prior in (
        ((likes_ones, 2.0, 0.0), (1,), ones, 2 * np.log(0.7 * 0.2)),
        ((likes_change, 1.0, 0.5), (1, 2), change, np.log(0.8 * 0.8 * 0.1) + 2 * 0.5),
    ):
        found = _search(prefix_beam_search, AT_EACH_STEP, 1, 0, *arguments)
        _expect_texts(found, [labels], never)
        expect(
            found[0][1],
            log_p,
            "the log probability is that of the sound alone, the score has the prior",
            [
                (log_p + prior, "the prior is for ranking: it is no part of the log probability"),
                (
                    log_p + 2 * np.log(0.7) if labels == (1,) else np.inf,
                    "the prior is for ranking: it is no part of the log probability",
                ),
            ],
            within=1e-9,
        )
        expect(found[0][2], log_p + prior, "the score has the prior once", within=1e-9)


def any_blank_and_length(prefix_beam_search):
    last = np.roll(THREE_STEPS, -1, axis=1)
    _expect_texts(
        _search(prefix_beam_search, last, 9, 1),
        [(0,), (0, 0), ()],
        "the blank is the token given, here 1, and 0 is a label",
        [([(1,), (), (1, 1)], "the blank is an argument, not always 0")],
    )
    found = _search(prefix_beam_search, THREE_STEPS[:0], 3)
    _expect_texts(found, [()], "without steps nothing is said")
    expect(found[0][1], 0.0, "without steps nothing is certain: the logarithm is 0", within=1e-9)
    unlikely = np.full((90, 2), -9.0)  # in all e^-810, and the smallest float is about e^-745
    found = _search(prefix_beam_search, unlikely, 2)
    best = max((log_p for _, log_p, _ in found), default=-np.inf)
    if not -810 <= best < -700:
        mistake = "after 90 unlikely steps everything is impossible: keep logarithms"
        raise Wrong(mistake, f"{best:.4g}", "about -750")
    expect_unchanged(prefix_beam_search, THREE_STEPS.copy(), 3)


EXERCISES = {
    "prefix_beam_search": [
        Property("the alignments of a text are added up", alignments_are_added),
        Property("equal labels are kept apart by a blank", equal_labels_are_kept_apart),
        Property("a wide beam finds every text", a_wide_beam_finds_every_text),
        Property("a narrow beam keeps the best of each step", a_narrow_beam_keeps_the_best),
        Property("the language model ranks prefixes", a_language_model_has_its_say),
        Property("any blank, any length, arguments as they were", any_blank_and_length),
    ],
}
