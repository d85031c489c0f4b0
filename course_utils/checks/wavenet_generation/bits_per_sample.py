"""Checks of notebook 02: what a network's guesses cost."""

import numpy as np

from course_utils.checks.properties import Property, Wrong, expect, expect_unchanged


def _is_nan(value):
    return isinstance(value, (float, np.floating)) and np.isnan(value)


def _logs(probabilities):
    return np.log(np.array(probabilities))


def mean_of_minus_log2(bits_per_sample):
    logs = _logs([[0.25, 0.25, 0.5], [0.125, 0.75, 0.125]])
    targets = np.array([1, 2], np.uint8)
    chosen = np.array([np.log(0.25), np.log(0.125)])
    given = bits_per_sample(logs, targets)
    if _is_nan(given):
        mistake = "NaN, the log of a number below 0: log_probabilities are logarithms already"
        raise Wrong(mistake, "nan", "2.5")
    expect(
        given,
        2.5,
        "p(target) is 1/4, then 1/8: 2 bits and 3 bits, 2.5 on average",
        [
            (-chosen.mean(), "this is in nats: divide by ln 2 for bits"),
            (-chosen.mean() * np.log(2), "nats become bits by dividing by ln 2, not multiplying"),
            (-2.5, "the sign is missing: costs are -log2 p, never below 0"),
            (chosen.mean(), "this is in nats, and the sign is missing: -log p / ln 2"),
            (5, "this is the sum: divide by the number of samples"),
            (5 / 3, "the sum was divided by the number of codes: divide by that of samples"),
            (5 / 6, "the sum was divided by all numbers there are: divide by that of samples"),
            (-chosen.mean() / np.log(10), "these are decimal digits: divide by ln 2 for bits"),
            (2, "this is the cost of the first sample: average all"),
            (3, "this is the cost of the last sample: average all"),
            (
                -logs.ravel()[targets].mean() / np.log(2),
                "the targets were looked up in the first row: row t is read at target t",
            ),
            (
                -logs[0, 2] / np.log(2),
                "row t was read at target t + 1: the rows are about their own targets already",
            ),
            (
                -(np.exp(logs) * logs).sum(-1).mean() / np.log(2),
                "this is the entropy of the network's guesses: read what the targets cost",
            ),
            (0, "these are hits (the likeliest code was right): average what the targets cost"),
            (0.8125, "these are 1 - p(target): average -log2 p(target)"),
            (np.array([2.0, 3.0]), "this is the cost of each sample: return their mean"),
            (2**2.5, "this is the perplexity: return the bits themselves"),
            (-logs.mean() / np.log(2), "all codes were averaged: only the target's counts"),
            (-logs.sum(-1).mean() / np.log(2), "all codes were added up: only the target's counts"),
            (
                -logs.max(-1).mean() / np.log(2),
                "this is the cost of the likeliest code: take the target's",
            ),
            (
                -logs[:, targets].mean() / np.log(2),
                "every row was read at every target: row t is read at target t alone",
            ),
            (
                -np.log2(np.mean([0.25, 0.125])),
                "probabilities were averaged before the log: average the costs",
            ),
        ],
        within=1e-5,
    )


def any_shape_of_samples(bits_per_sample):
    rng = np.random.default_rng(0)
    even = np.full((3, 4, 256), -np.log(256))
    targets = rng.integers(256, size=(3, 4)).astype(np.uint8)
    expect(
        bits_per_sample(even, targets),
        8,
        "a network that knows nothing of 256 codes pays log2 256 = 8 bits a sample, at any shape",
        [
            (8 * np.log(2), "this is in nats: divide by ln 2 for bits"),
            (-8, "the sign is missing: costs are -log2 p, never below 0"),
            (32, "only one axis was averaged, the other added up: mean over all samples"),
            (24, "only one axis was averaged, the other added up: mean over all samples"),
            (96, "this is the sum: divide by the number of samples"),
            (np.full(3, 8), "this is one figure per row: mean over all samples"),
            (np.full(4, 8), "this is one figure per step: mean over all samples"),
            (np.full((3, 4), 8), "this is one figure per sample: mean over all of them"),
        ],
        within=1e-4,
    )
    logs = _logs(rng.dirichlet(np.ones(5), size=(2, 3)))
    targets = np.array([[0, 4, 2], [3, 3, 1]])
    chosen = [logs[i, t, targets[i, t]] for i in range(2) for t in range(3)]
    expect(
        bits_per_sample(logs, targets),
        round(float(-np.mean(chosen) / np.log(2)), 7),
        "with (batch, time, n_codes), sample (i, t) is read at targets[i, t], along the last axis",
        [
            (-np.median(chosen) / np.log(2), "this is the median: take the mean"),
            (round(float(-np.mean(chosen) / np.log(2)), 2), "do not round"),
            (round(float(-np.mean(chosen) / np.log(2)), 3), "do not round"),
        ],
        within=1e-5,
    )


def certainty_is_free(bits_per_sample):
    certain = np.array([[0, -np.inf, -np.inf], [-np.inf, -np.inf, 0]])
    targets = np.array([0, 2], np.uint8)
    with np.errstate(all="ignore"):
        given = bits_per_sample(certain.copy(), targets)
    if _is_nan(given):
        mistake = "0 times minus infinity is NaN: pick the target's logarithm, do not multiply by "
        raise Wrong(f"{mistake}a one-hot", "nan", "0")
    expect(given, 0, "a network that is certain, and right, pays 0 bits", within=1e-6)
    with np.errstate(all="ignore"):
        impossible = bits_per_sample(certain.copy(), np.array([0, 1], np.uint8))
    expect(
        impossible,
        np.inf,
        "a code of probability 0 has come: that costs infinitely many bits, and no small number "
        "added to the probabilities may hide it",
        [(0, "a code of probability 0 has come, and its infinite cost was left out: keep it")],
    )
    expect_unchanged(bits_per_sample, np.log(np.full((2, 3), 1 / 3)), targets)


EXERCISES = {
    "bits_per_sample": [
        Property("it is the mean of -log2 p(target)", mean_of_minus_log2),
        Property("any shape of samples", any_shape_of_samples),
        Property("certainty costs nothing, the impossible everything", certainty_is_free),
    ],
}
