"""Checks of notebook 05: from sound to probabilities, and from probabilities to events."""

import numpy as np

from course_utils.checks.properties import (
    Property,
    Wrong,
    describe,
    expect,
    expect_array,
    expect_unchanged,
)

SAMPLES = np.roll(np.arange(24, dtype=np.float32) / 100, 7)
STEP_MS, REFRACTORY_MS = 10, 500


class _FrontEnd:
    """Frames of 3 samples."""

    def features(self, samples):
        if np.shape(samples) != SAMPLES.shape:
            raise Wrong(
                "front_end.features takes the sound itself: give it samples",
                f"{np.shape(samples)}",
                f"{SAMPLES.shape}",
            )
        return np.reshape(samples, (-1, 3))


class _Model:
    """Every second frame's first number, as the probability of a step; or a model called."""

    def predict(self, features, verbose="auto", **_):
        if verbose not in (0, None):
            raise Wrong("model.predict draws a progress bar: give it verbose=0", f"{verbose}", "0")
        return self(features)

    def predict_on_batch(self, features):
        return self(features)

    def __call__(self, features, **_):
        features = np.asarray(features)
        if features.shape[-1:] == SAMPLES.shape:
            raise Wrong(
                "the model got the sound itself: it wants front_end.features(samples)",
                f"{features.shape}",
                "(1, 8, 3)",
            )
        if features.shape == (8, 3):
            raise Wrong(
                "the model takes a batch of clips: make one of one clip, features[np.newaxis]",
                "(8, 3)",
                "(1, 8, 3)",
            )
        if features.shape != (1, 8, 3):
            raise Wrong(
                "the model takes (batch, frames, bands), here a batch of one clip",
                f"{features.shape}",
                "(1, 8, 3)",
            )
        numbers = features.ravel()
        if not any(np.allclose(numbers, loudness * SAMPLES) for loudness in (1, 2)):
            raise Wrong(
                "the model got other numbers: samples go to the front end as they are, and what it "
                "gives to the model",
                describe(numbers),
                describe(SAMPLES),
            )
        return features[:, ::2, :1]


def probabilities_of_one_clip(detect_triggerword):
    right = SAMPLES[::6]
    expect(
        detect_triggerword(SAMPLES.copy(), _FrontEnd(), _Model()),
        right,
        "give the model's probabilities as they are, one for each step",
        [
            (
                right[np.newaxis, :, np.newaxis],
                "take the one clip out of the batch, and its column: [0, :, 0]",
            ),
            (right[:, np.newaxis], "take the column out too: [0, :, 0] is (steps,)"),
            (right[np.newaxis], "take the one clip out of the batch: [0, :, 0] is (steps,)"),
            (right[0], "this is the first step alone: [0, :, 0] is (steps,)"),
            (right[:1], "this is the first step alone: [0, :, 0] is (steps,)"),
            (right[-1], "this is the last step alone: [0, :, 0] is (steps,)"),
            (right.max(), "this is the highest step alone: give them all"),
            (1 - right, "the probability that the word has ended, not that it has not"),
            ((right > 0.5).astype(float), "probabilities, not answers: leave out the threshold"),
        ],
        within=1e-6,
    )


def nothing_else_happens(detect_triggerword):
    expect_unchanged(lambda s: detect_triggerword(s, _FrontEnd(), _Model()), SAMPLES.copy())
    louder = detect_triggerword(SAMPLES * 2, _FrontEnd(), _Model())
    expect(
        np.ravel(expect_array(louder)),
        SAMPLES[::6] * 2,
        "the front end hears the sound as it is: leave its level alone",
        within=1e-6,
    )


def _plateaus(*spans, n_steps=200):
    """Probabilities of 0.1, and of 0.9 from each start to each stop."""
    probabilities = np.full(n_steps, 0.1)
    for start, stop in spans:
        probabilities[start:stop] = 0.9
    return probabilities


def _events(
    decode_events, probabilities, threshold=0.5, step_ms=STEP_MS, refractory_ms=REFRACTORY_MS
):
    events = decode_events(probabilities, threshold, step_ms, refractory_ms)
    return expect_array(events).astype(float)


def one_event_for_each_word(decode_events):
    spans = ((20, 56), (120, 150))
    above = [step for start, stop in spans for step in range(start, stop)]
    rises, falls = np.array([start for start, _ in spans]), np.array([stop for _, stop in spans])
    apart = [above[0]]
    for step in above:
        if (step - apart[-1]) * STEP_MS >= REFRACTORY_MS:
            apart.append(step)
    expect(
        _events(decode_events, _plateaus(*spans)),
        rises * 10.0,
        "an event is where the probability rises above the threshold, in ms",
        [
            (rises, "these are steps: times are in ms, step * step_ms"),
            (rises / 100, "these are seconds: times are in ms"),
            (np.array(above) * 10, "one word, many events: a step that stays above is no event"),
            (above, "one word, many events: a step that stays above is no event"),
            (falls * 10, "these are the ends: the event is where the probability rises"),
            ((falls - 1) * 10, "these are the ends: the event is where the probability rises"),
            ((rises - 1) * 10, "one step too early: the step above the threshold is the event"),
            ((rises + 1) * 10, "one step too late: step 0 is at 0 ms"),
            (
                rises[:1] * 10,
                "only the first word: go on after it, and compare refractory_ms with ms, not steps",
            ),
            (rises[1:] * 10, "the first word is lost: no event came before it"),
            ([], "no event at all: is the comparison the right way round?"),
            (rises[:, np.newaxis] * 10.0, "one axis is enough: np.flatnonzero gives (n,)"),
        ],
    )
    rising = np.full(200, 0.1)
    rising[20:50] = np.linspace(0.6, 0.9, 30)
    expect(
        _events(decode_events, rising),
        np.array([200.0]),
        "an event is the first step above the threshold",
        [([490.0], "an event is where the probability rises, not where it is highest")],
    )
    expect(
        _events(decode_events, _plateaus((20, 150))),
        np.array([200.0]),
        "one rise is one event, however long the probability stays high",
        [
            (
                [200, 700, 1200],
                "it rings again while the probability stays high: a rise comes from below",
            ),
        ],
    )


def first_steps_and_thresholds(decode_events):
    expect(
        _events(decode_events, _plateaus((0, 30)), refractory_ms=5_000),
        np.array([0.0]),
        "the first step rises if it is above the threshold: nothing came before it",
        [
            (
                [],
                "the first step is above the threshold: what came before it is not, so it rises",
            )
        ],
    )
    expect(
        _events(decode_events, _plateaus((50, 60), (199, 200)), refractory_ms=100),
        np.array([500.0, 1990.0]),
        "the last step counts as any other",
        [([500], "the last step is left out")],
    )
    edge = np.array([0.1, 0.6, 0.61, 0.1])
    expect(
        _events(decode_events, edge.copy(), threshold=0.6),
        np.array([20.0]),
        "above the threshold is more than it",
        [
            ([10], "equal to the threshold is not above it: use >, or another threshold was used"),
        ],
    )
    expect(
        _events(decode_events, edge.copy(), threshold=0.9),
        np.empty(0),
        "nothing is above the threshold: give an empty array",
        [
            ([10], "the threshold is an argument: use it"),
            ([20], "the threshold is an argument: use it"),
        ],
    )


def wavering_rings_once(decode_events):
    wavering = _plateaus((20, 30), (35, 40), (45, 60))
    expect(
        _events(decode_events, wavering),
        np.array([200.0]),
        "a rise within refractory_ms of the last event is no event",
        [
            (
                [200, 350, 450],
                "every rise rings: leave out those within refractory_ms of the event",
            ),
            ([200, 450], "only the rise right after the event is left out: compare times"),
            ([350, 450], "the first rise is lost: no event came before it"),
        ],
    )
    expect(
        _events(decode_events, _plateaus((20, 30), (50, 60), (75, 80), (130, 140))),
        np.array([200.0, 750.0, 1300.0]),
        "count refractory_ms from the last event",
        [
            (
                [200, 1300],
                "a rise that was left out is no event, and neither is the end of a word: count "
                "refractory_ms from the last event",
            ),
            ([200, 750], "the last word is lost: count refractory_ms from the last event"),
            ([200], "it never rings again: count refractory_ms from the last event, not the first"),
        ],
    )


def two_words_ring_twice(decode_events):
    expect(
        _events(decode_events, _plateaus((20, 56), (80, 116))),
        np.array([200.0, 800.0]),
        "two words 600 ms apart are two events where refractory_ms is 500",
        [
            (
                [200],
                "the second word is lost: count in ms from the event, step * step_ms",
            )
        ],
    )
    expect(
        _events(decode_events, _plateaus((20, 30), (69, 80))),
        np.array([200.0]),
        "490 ms after an event is less than refractory_ms = 500",
        [([200, 690], "490 ms after an event is less than refractory_ms = 500: no event")],
    )
    expect(
        _events(decode_events, _plateaus((20, 30), (70, 80))),
        np.array([200.0, 700.0]),
        "just refractory_ms after an event a rise is an event",
        [([200], "less than refractory_ms is left out; 500 ms are not less than 500")],
    )
    expect(
        _events(decode_events, _plateaus((20, 30), (60, 70)), step_ms=2, refractory_ms=80),
        np.array([40.0, 120.0]),
        "step_ms and refractory_ms are arguments: use them",
        [([40], "another refractory period or step was used: both are arguments")],
    )
    expect(
        _events(decode_events, _plateaus((21, 30), (101, 110)), step_ms=7.5),
        np.array([157.5, 757.5]),
        "step_ms may be 7.5: leave times as they are, step * step_ms",
        [
            ([157, 757], "times need not be whole: do not round them"),
            ([158, 758], "times need not be whole: do not round them"),
            ([147, 707], "step_ms need not be whole: do not round it"),
        ],
    )
    expect_unchanged(decode_events, _plateaus((20, 30)), 0.5, STEP_MS, REFRACTORY_MS)


EXERCISES = {
    "detect_triggerword": [
        Property("a probability for each step, (steps,)", probabilities_of_one_clip),
        Property("the sound stays as it is", nothing_else_happens),
    ],
    "decode_events": [
        Property("one event for each word, in ms", one_event_for_each_word),
        Property("first and last step, and what above means", first_steps_and_thresholds),
        Property("a probability that wavers rings once", wavering_rings_once),
        Property("two words ring twice", two_words_ring_twice),
    ],
}
