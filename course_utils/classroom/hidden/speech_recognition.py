"""Hidden checks of notebook 06: counting errors, and reading texts from posteriors."""

import numpy as np

from course_utils.classroom.hidden.hidden_checks import HiddenCheck, Raised


def _logs(rng, steps, tokens, sharpness=1.0):
    logits = rng.normal(scale=sharpness, size=(steps, tokens))
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def _labels(rng, n_labels, tokens, blank=0):
    """Labels that are not the blank, every third of them equal to the one before."""
    labels = rng.integers(tokens - 1, size=n_labels)
    for place in range(1, n_labels):
        if rng.random() < 0.3:
            labels[place] = labels[place - 1]
    return (labels + (labels >= blank)).tolist()


def _pairs(rng):
    for _ in range(12):
        lengths = rng.integers(0, 12, size=2)
        texts = ["".join(rng.choice(list("abc "), size=length)) for length in lengths]
        yield tuple(texts)
        yield list(texts[0]), list(texts[1])
    yield "", texts[0] + "abc"
    yield texts[0] + "abc", ""
    yield rng.integers(4, size=9), rng.integers(4, size=7)
    swapped = rng.permutation(12)
    yield swapped.tolist(), swapped[[0, 2, 1, 3, 4, 6, 5, 7, 8, 9, 10, 11]].tolist()


def _paths(rng):
    for _ in range(12):
        tokens, blank = int(rng.integers(2, 5)), 0
        for blank in (0, tokens - 1):
            yield rng.integers(tokens, size=rng.integers(0, 15)).tolist(), blank
    yield list(rng.choice(list("ab_"), size=12)), "_"


def _texts(rng):
    for n_labels in rng.integers(2, 15, size=12).tolist():
        yield (_labels(rng, n_labels, 4),)
    yield ("".join(rng.choice(list("ab"), size=9)),)


def _tables(rng):
    for steps in (1, 2, *rng.integers(3, 30, size=10).tolist()):
        tokens = int(rng.integers(2, 6))
        blank = int(rng.integers(tokens)) if steps > 2 else 0
        labels = _labels(rng, int(rng.integers(0, 6)), tokens, blank)
        yield _logs(rng, steps, tokens, 2), labels, blank
    yield _logs(rng, 5, 4), [], 0
    yield _logs(rng, 700, 5), _labels(rng, 8, 5), 0  # no float64 holds its probability


def _table(function, *arguments):
    """The table, with very small numbers for what is impossible."""
    table = np.array(function(*arguments), float)
    return np.where(np.isneginf(table), -1e6, table)


def _likely(rng):
    yield from _tables(rng)
    for _ in range(4):
        yield _logs(rng, 3, 3), _labels(rng, 4, 3), 0


def _likelihood(function, *arguments):
    """The log likelihood, or that there is none."""
    try:
        return float(function(*arguments))
    except (ValueError, Raised) as error:
        if getattr(error, "error", "ValueError") != "ValueError":
            raise
        return 1.0


def _posteriors(rng):
    for steps in (0, *rng.integers(1, 40, size=15).tolist()):
        tokens = int(rng.integers(3, 7))
        # few labels and many blanks, so that labels are held and come back
        logs = _logs(rng, steps, tokens)
        blank = int(rng.integers(tokens))
        if steps:
            logs[:, blank] += 1
            logs = np.repeat(logs, rng.integers(1, 4, size=steps), axis=0)
        yield logs, blank


def _beams(rng):
    for width in (1, 2, 3, 5, 8, 999):
        for steps in rng.integers(2, 6 if width == 999 else 12, size=3).tolist():
            tokens = int(rng.integers(2, 5))
            logs = _logs(rng, steps, tokens, 1.5)
            yield logs, width, int(rng.integers(tokens)), None, 1.0, 0.0
            table = _logs(rng, tokens, tokens, 2)
            yield logs, width, 0, table, float(rng.uniform(0.5, 2)), float(rng.uniform(0, 2))
    yield -rng.uniform(10, 12, size=(80, 3)), 2, 0, None, 1.0, 0.0


def _found(prefix_beam_search, logs, width, blank, table, weight, bonus):
    """Texts, probabilities and scores; `table` is a bigram model."""

    def model(prefix):
        return table[prefix[-1] if prefix else 0]

    language_model = None if table is None else model
    found = prefix_beam_search(logs, width, blank, language_model, weight, bonus)
    numbers = np.array([(h.log_probability, h.score) for h in found])
    return tuple(tuple(map(int, h.labels)) for h in found[:5]), numbers[:5]


HIDDEN = {
    "edit_distance": HiddenCheck("Hidden: other sequences", _pairs),
    "collapse": HiddenCheck("Hidden: other paths", _paths),
    "minimum_steps": HiddenCheck("Hidden: other labels", _texts),
    "ctc_forward": HiddenCheck("Hidden: other posteriors", _tables, _table, within=1e-6),
    "ctc_log_likelihood": HiddenCheck(
        "Hidden: other posteriors", _likely, _likelihood, within=1e-6
    ),
    "greedy_decode": HiddenCheck("Hidden: other posteriors", _posteriors),
    "prefix_beam_search": HiddenCheck(
        "Hidden: other posteriors, widths and language models", _beams, _found, within=1e-6
    ),
}
