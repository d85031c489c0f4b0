"""What earns nothing, and what a cross shows."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.checks.report import try_properties
from course_utils.checks.trigger_word import EXERCISES
from course_utils.trigger_word.model import build_trigger_detector
from course_utils.trigger_word.placing import (
    create_training_example,
    draw_clips,
    insert_audio_clip,
    insert_ones,
)

RNG = np.random.default_rng(0)


def no_room(*_, **__):
    raise ValueError


def one_layer(input_shape, **_):
    return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(1, "sigmoid")])


# Functions of the right shape that do nothing of what is asked.
NONSENSE = {
    "subtract_running_mean": [
        lambda decibels, keep: np.zeros_like(decibels),
        lambda decibels, keep: RNG.normal(size=decibels.shape),
        lambda decibels, keep: decibels,
        lambda decibels, keep: keep,
    ],
    "graph_spectrogram": [
        lambda audio: np.zeros((101, 1 + (len(audio) - 200) // 80), np.float32),
        lambda audio: RNG.normal(size=(101, 1 + (len(audio) - 200) // 80)).astype(np.float32),
        lambda audio: audio,
    ],
    "preprocess_audio": [
        lambda audio, sample_rate: np.zeros(441_000, np.float32),
        lambda audio, sample_rate: RNG.uniform(-1, 1, size=441_000).astype(np.float32),
        lambda audio, sample_rate: audio,
    ],
    "get_random_time_segment": [
        lambda segment_ms, rng: (0, 9_999),
        lambda segment_ms, rng: (0, segment_ms - 1),
        lambda segment_ms, rng: (0, segment_ms),
        lambda segment_ms, rng: segment_ms,
    ],
    "is_overlapping": [
        lambda segment_time, previous_segments: True,
        lambda segment_time, previous_segments: False,
        lambda segment_time, previous_segments: bool(previous_segments),
        lambda segment_time, previous_segments: previous_segments,
    ],
    "insert_audio_clip": [
        lambda background, clip, previous_segments, rng: (background, (0, len(clip) - 1)),
        lambda background, clip, previous_segments, rng: (clip, (0, len(clip) - 1)),
        no_room,
    ],
    "insert_ones": [
        lambda y, segment_end_ms: y,
        lambda y, segment_end_ms: np.zeros_like(y),
        lambda y, segment_end_ms: np.ones_like(y),
        lambda y, segment_end_ms: RNG.integers(2, size=y.shape).astype(np.float32),
    ],
    "create_training_example": [
        lambda background, *_: (background, np.zeros((1, 1375), np.float32)),
        lambda background, *_: (background, np.ones((1, 1375), np.float32)),
        lambda background, activates, negatives, rng: (
            background,
            rng.integers(2, size=(1, 1375)).astype(np.float32),
        ),
    ],
    "build_trigger_detector": [
        one_layer,
        lambda input_shape, **_: keras.Model(i := keras.Input(input_shape), keras.ops.copy(i)),
    ],
    "detect_triggerword": [
        lambda samples, front_end, model: np.zeros(4),
        lambda samples, front_end, model: RNG.random(4),
        lambda samples, front_end, model: samples,
    ],
    "decode_events": [
        lambda probabilities, *_: [],
        lambda probabilities, *_: [0.0],
        lambda probabilities, *_: probabilities,
    ],
    "chime_on_activate": [
        lambda audio, *_: audio,
        lambda audio, probabilities, threshold, chime, *_: chime,
        lambda audio, *_: audio - 120,
    ],
    "event_scores": [
        lambda events, words, tolerance_ms: (1.0, 1.0, 1.0),
        lambda events, words, tolerance_ms: (0.0, 0.0, 0.0),
        lambda events, words, tolerance_ms: (len(events), len(words), tolerance_ms),
    ],
}


@pytest.mark.parametrize(
    ("name", "function"),
    [
        pytest.param(name, function, id=f"{name}-{i}")
        for name, functions in NONSENSE.items()
        for i, function in enumerate(functions)
    ],
)
def test_nonsense_earns_nothing(name, function):
    report = try_properties(function, EXERCISES[name])
    assert report.earned == 0, str(report)


def test_every_exercise_is_tried_with_nonsense():
    assert set(NONSENSE) == set(EXERCISES)


def first_cross(name, function):
    return next(o.wrong for o in try_properties(function, EXERCISES[name]).outcomes if o.wrong)


def test_labels_are_shown_where_they_differ():
    def begins_late(y, segment_end_ms):
        labels = insert_ones(y, segment_end_ms)
        return np.roll(labels, 2)

    cross = first_cross("insert_ones", begins_late)
    assert cross.given == "0 at [0, 14], the first of 4 places that differ"
    assert cross.expected == "1 at [0, 14]"


def test_an_example_is_shown_where_its_labels_differ():
    def starts_anew(background, activates, negatives, rng):
        audio, _ = create_training_example(background, activates, negatives, rng)
        return audio, insert_ones(np.zeros((1, 1375), np.float32), 0)

    cross = first_cross("create_training_example", starts_anew)
    assert "that differ" in cross.given
    assert cross.given.partition(" at ")[0] != cross.expected.partition(" at ")[0]


def test_a_limited_number_of_tries_is_told_to_list_the_places():
    def gives_up(background, audio_clip, previous_segments, rng):
        start = int(rng.integers(len(background) - len(audio_clip)))
        taken = [*previous_segments, (0, start - 1), (start + len(audio_clip), len(background))]
        return insert_audio_clip(background, audio_clip, taken, rng)

    assert "free_starts(segment_ms" in first_cross("insert_audio_clip", gives_up).mistake


def test_draws_that_never_end_are_stopped():
    def waits_for_words(background, activates, negatives, rng):
        while not (words := draw_clips(activates, 0, rng)):
            pass
        return background, words

    cross = first_cross("create_training_example", waits_for_words)
    assert "would never end" in cross.mistake


def test_sizes_of_the_exercise_are_not_those_of_the_network():
    def ignores_its_arguments(input_shape, **_):
        return build_trigger_detector((5511, 101))

    assert (
        "input_shape is an argument"
        in first_cross("build_trigger_detector", ignores_its_arguments).mistake
    )
