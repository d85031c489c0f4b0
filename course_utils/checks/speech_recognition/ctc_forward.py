"""Checks of notebook 06: the forward recursion over the places of a text."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    expect,
    expect_array,
    expect_unchanged,
    explained,
    shape_of,
)
from course_utils.checks.speech_recognition.tables import (
    forward_table,
    log_probabilities,
    logs_equal,
    places_of,
)

STEPS = log_probabilities(4, 3, seed=0)
INDEXING = "log_probabilities[t] has a column for each token: places[s] is the token of place s"
ERRORS = {"out of bounds": INDEXING}


def _table(ctc_forward, logs, labels, blank=0):
    """The student's table, comparable; raises `Wrong` if it is none."""
    try:
        given = ctc_forward(logs.copy(), labels, blank)
    except IndexError as error:
        if not labels:
            raise Wrong(
                "without labels there is one place, the blank's, and no labels[0]"
            ) from None
        raise explained(error, ERRORS) from None
    if given is None:
        raise Wrong("the function gives nothing back: end it with `return`", "None")
    shape = len(logs), 2 * len(labels) + 1
    found = shape_of(given)
    if found != shape:
        known = {
            shape[::-1]: "steps are rows and places columns: this is transposed",
            shape[1:]: "return the whole table, not the last step alone",
            (len(logs) + 1, shape[1]): "one row too many: the first row is the first step",
            (len(logs), len(labels)): "a place for each label and for each blank around them",
            (): "return the whole table: (steps, places)",
        }
        mistake = known.get(found, "return a table (steps, places)")
        raise Wrong(mistake, f"shape {found}", f"shape {shape}")
    return logs_equal(expect_array(given))


def _expect(ctc_forward, logs, labels, otherwise, mistakes=(), blank=0):
    right = logs_equal(forward_table(logs, labels, blank))
    given = _table(ctc_forward, logs, labels, blank)
    if np.max(np.abs(given - logs_equal(np.exp(forward_table(logs, labels, blank))))) < 1e-6:
        raise Wrong("these are probabilities: keep their logarithms")
    if np.all((given > 0) == (right > -1e9)) and np.any(given > 0) and np.all(given <= 1e9):
        negative = np.where(right > -1e9, -right, given)
        if np.allclose(given, negative):
            raise Wrong("the sign is lost: logarithms of probabilities are negative")
    _expect_table(given, right, otherwise, [(logs_equal(t), words) for t, words in mistakes])


def _expect_table(given, right, otherwise, mistakes):
    """As `expect`; what is impossible is shown as -inf."""
    try:
        expect(given, right, otherwise, mistakes, within=1e-9)
    except Wrong as wrong:
        shown = (text.replace("-1e+09", "-inf") for text in (wrong.given, wrong.expected))
        raise Wrong(wrong.mistake, *shown) from None


def begins_at_one_of_the_first_two(ctc_forward):
    row = STEPS[0]
    expected = logs_equal([[row[0], row[1], -np.inf, -np.inf, -np.inf]])
    shared = [
        (logs_equal([row[places_of([1, 2], 0)]]), "a path begins at place 0 or 1, nowhere else"),
        (
            logs_equal([[0, 0, -np.inf, -np.inf, -np.inf]]),
            "a path begins with the probability of its first token",
        ),
        (
            logs_equal([[row[0], -np.inf, -np.inf, -np.inf, -np.inf]]),
            "a path may begin with the first label: place 1",
        ),
        (
            logs_equal([[-np.inf, row[1], -np.inf, -np.inf, -np.inf]]),
            "a path may begin with the blank: place 0",
        ),
        (
            logs_equal([[row[0], row[1], 0, 0, 0]]),
            "where no path is the logarithm is -inf: 0 is the logarithm of 1",
        ),
        (logs_equal(np.exp(expected)), "these are probabilities: keep their logarithms"),
        (
            logs_equal([[*np.exp(row[:2]), 0, 0, 0]]),
            "these are probabilities: keep their logarithms",
        ),
    ]
    _expect_table(
        _table(ctc_forward, STEPS[:1], [1, 2]),
        expected,
        "in the first step paths are at place 0 (the blank) and place 1 (the first label)",
        shared,
    )
    other = STEPS[1:2]
    _expect_table(
        _table(ctc_forward, other, [2, 1]),
        logs_equal([[other[0, 0], other[0, 2], -np.inf, -np.inf, -np.inf]]),
        "place 1 is the first label, here token 2",
        [
            (
                logs_equal([[other[0, 0], other[0, 1], -np.inf, -np.inf, -np.inf]]),
                INDEXING,
            )
        ],
    )


def stays_or_goes_on(ctc_forward):
    for steps in (STEPS[:2], STEPS):
        right = forward_table(steps, [1])
        _expect(
            ctc_forward,
            steps,
            [1],
            "to place s come the paths that were at s and at s - 1, times the token's probability",
            [
                (forward_table(steps, [1], add=np.max), "paths are added up: this is the best one"),
                (forward_table(steps, [1], stay=False), "a path may also stay at its place"),
                (forward_table(steps, [1], skip="blanks"), "the label cannot be left out"),
                (
                    _without_emissions(steps, [1]),
                    "multiply by the token's probability: add its log",
                ),
                (
                    _in_place(steps, [1]),
                    "a path goes on once a step: use the row of the step before",
                ),
                (_added_logs(steps, [1]), "add probabilities, not logarithms: np.logaddexp"),
                (forward_table(steps[::-1], [1]), "the time runs backward"),
                (
                    _around(steps, [1]),
                    "place 0 has none before it: [s - 1] is then [-1], the last place",
                ),
                (
                    np.concatenate([right[:1], np.full_like(right[1:], -np.inf)]),
                    "only the first step is filled in: go on to the last",
                ),
            ],
        )


def leaves_out_a_blank(ctc_forward):
    for labels in ([1, 2], [2, 1]):
        _expect(
            ctc_forward,
            STEPS,
            labels,
            "between two different labels the blank may be left out: from s - 2 to s",
            [
                (
                    forward_table(STEPS, labels, skip="never"),
                    "the blank may be left out: s - 2 to s",
                ),
                (
                    forward_table(STEPS, labels, skip="blanks"),
                    "a label cannot be left out: to a blank no path comes from s - 2",
                ),
                (
                    forward_table(STEPS, labels, add=np.max),
                    "paths are added up: this is the best one",
                ),
                (forward_table(STEPS, labels, starts=3), "a path begins at place 0 or 1"),
            ],
        )


def keeps_equal_labels_apart(ctc_forward):
    for labels in ([1, 1], [2, 2]):
        _expect(
            ctc_forward,
            STEPS,
            labels,
            "between two equal labels the blank must be there: without it they are one",
            [
                (
                    forward_table(STEPS, labels, skip="equal"),
                    "two equal labels need the blank between them: no path from s - 2 to s",
                ),
                (forward_table(STEPS, labels, skip="blanks"), "a label cannot be left out"),
            ],
        )


def any_length_and_blank(ctc_forward):
    logs = STEPS[:, [1, 2, 0]]
    _expect(
        ctc_forward,
        logs,
        [0, 1],
        "the blank is the token given, here 2",
        [(forward_table(logs, [0, 1], 0), "the blank is an argument, not always 0")],
        blank=2,
    )
    _expect(ctc_forward, STEPS, [], "without labels only the first blank is there")
    long = log_probabilities(1000, 4, seed=1)
    last = _table(ctc_forward, long, [1, 3, 3, 2])[-1]
    if not np.all((last > -1e9) & (last < -700)):
        raise Wrong(
            "after 1,000 steps everything is impossible: products underflow, keep logarithms",
            f"{last.max():.4g}",
            "about -1,600",
        )
    expect_unchanged(ctc_forward, STEPS.copy(), [1, 2])


def _without_emissions(logs, labels):
    """Only the first token counts."""
    return forward_table(np.concatenate([logs[:1], np.zeros_like(logs[1:])]), labels)


def _in_place(logs, labels):
    """One row updated from left to right: a path may pass several places in one step."""
    places, rows = places_of(labels, 0), []
    row = forward_table(logs[:1], labels)[0]
    rows.append(row.copy())
    for step in logs[1:]:
        for s, token in enumerate(places):
            row[s] = np.logaddexp.reduce(row[max(s - 1, 0) : s + 1]) + step[token]
        rows.append(row.copy())
    return np.array(rows)


def _around(logs, labels):
    """Indices below 0 count from the end: place 0 is reached from the last one."""
    places, table = places_of(labels, 0), forward_table(logs, labels)
    for t in range(1, len(logs)):
        for s, token in enumerate(places):
            arriving = [table[t - 1, s], table[t - 1, s - 1]]
            if token not in (0, places[s - 2]):
                arriving.append(table[t - 1, s - 2])
            table[t, s] = np.logaddexp.reduce(arriving) + logs[t, token]
    return table


def _added_logs(logs, labels):
    """Sums of logarithms, which are products."""
    places, table = places_of(labels, 0), forward_table(logs, labels)
    for t in range(1, len(logs)):
        for s, token in enumerate(places):
            table[t, s] = table[t - 1, max(s - 1, 0) : s + 1].sum() + logs[t, token]
    return table


EXERCISES = {
    "ctc_forward": [
        Property("paths begin at the first blank or label", begins_at_one_of_the_first_two),
        Property("they stay or go on, and are added up", stays_or_goes_on),
        Property("a blank between different labels may be left out", leaves_out_a_blank),
        Property("equal labels are kept apart by a blank", keeps_equal_labels_apart),
        Property("any blank, no labels, 1,000 steps, arguments as they were", any_length_and_blank),
    ],
}
