"""Checks of notebook 06: the log probability of a text."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged
from course_utils.checks.speech_recognition.tables import (
    forward_table,
    log_probabilities,
)

ALIGNMENTS = {  # of three steps
    (1, 2): ["112", "122", "120", "102", "012"],
    (2, 1): ["221", "211", "210", "201", "021"],
    (1, 1): ["101"],
    (1,): ["111", "110", "100", "011", "001", "010"],
}


def _sum_of(logs, alignments):
    paths = [list(map(int, path)) for path in alignments]
    return np.logaddexp.reduce([logs[np.arange(len(path)), path].sum() for path in paths])


def ends_at_the_last_label_or_blank(ctc_log_likelihood):
    one_end = "both ends are added up, the last label and the blank behind it: this is one of them"
    for seed, labels in enumerate([(1, 2), (2, 1)]):
        logs = log_probabilities(3, 3, seed)
        last = forward_table(logs, list(labels))[-1]
        right = _sum_of(logs, ALIGNMENTS[labels])
        expect(
            ctc_log_likelihood(logs, list(labels)),
            right,
            "add up the probabilities of the last two places, at the last step",
            [
                (last[-1], one_end),
                (last[-2], one_end),
                (np.logaddexp.reduce(last), "only the last two places have said the whole text"),
                (last[-2:].sum(), "add probabilities, not logarithms: np.logaddexp"),
                (np.exp(right), "this is the probability: return its logarithm"),
                (np.log10(np.exp(right)), "natural logarithms: np.log, not np.log10"),
                (-right, "this is the loss: the log probability is its negative"),
                (right / 3, "this is the mean over steps: the probability of the text is wanted"),
                (right / 2, "this is the mean over labels: the probability of the text is wanted"),
                (last[:2].max(), "take the last places, not the first ones"),
                (np.logaddexp.reduce(last[:2]), "take the last places, not the first ones"),
                (last, "this is the whole last row: add up its last two places"),
                (last[-2:], "these are both ends: add them up"),
            ],
            within=1e-9,
        )


def all_alignments_together(ctc_log_likelihood):
    for seed, (labels, alignments) in enumerate(ALIGNMENTS.items()):
        logs = log_probabilities(3, 3, 10 + seed)
        expect(
            ctc_log_likelihood(logs, list(labels)),
            _sum_of(logs, alignments),
            f"in 3 steps {labels} has the alignments {', '.join(alignments)}, 0 is the blank",
            within=1e-9,
        )
    logs = log_probabilities(5, 4, 3)
    last = forward_table(logs[:, [3, 0, 1, 2]], [1, 3])[-1]
    expect(
        ctc_log_likelihood(logs, [0, 2], 3),
        np.logaddexp(last[-1], last[-2]),
        "the blank is the token given, here 3",
        within=1e-9,
    )


def without_labels_and_without_time(ctc_log_likelihood):
    for seed in (0, 1):
        logs = log_probabilities(6, 3, seed)
        expect(
            ctc_log_likelihood(logs, []),
            logs[:, 0].sum(),
            "without labels the only alignment is of blanks: there is one place, not two",
            [(logs[:, 0].sum() + np.log(2), "without labels there is one place: count it once")],
            within=1e-9,
        )
    for labels, needed in (([1, 2, 1, 2], 4), ([1, 1, 1], 5)):
        mistake = "fewer steps than the labels need have no alignment: raise ValueError"
        try:
            given = ctc_log_likelihood(log_probabilities(3, 3, 0), labels)
        except ValueError:
            pass
        else:
            expected = f"ValueError: {needed} steps are needed, there are 3"
            raise Wrong(mistake, repr(given), expected)
    expect_unchanged(ctc_log_likelihood, log_probabilities(3, 3, 0), [1, 2])


EXERCISES = {
    "ctc_log_likelihood": [
        Property("texts end at their last label or its blank", ends_at_the_last_label_or_blank),
        Property("it is the sum over all alignments", all_alignments_together),
        Property(
            "no labels, too few steps, arguments as they were", without_labels_and_without_time
        ),
    ],
}
