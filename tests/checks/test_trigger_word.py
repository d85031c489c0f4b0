"""Right answers get all points, also those that are written in another way."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.checks.report import try_properties
from course_utils.checks.trigger_word import EXERCISES
from course_utils.trigger_word.model import build_trigger_detector

L = keras.layers


def as_the_first_exercise_has_it(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    x = inputs = L.Input(shape=input_shape)
    x = L.Conv1D(filters, kernel_size=kernel_size, strides=strides)(x)
    x = L.Activation("relu")(L.BatchNormalization()(x))
    x = L.Dropout(dropout)(x)
    x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
    x = L.BatchNormalization()(L.Dropout(dropout)(x))
    x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
    x = L.Dropout(dropout)(L.BatchNormalization()(L.Dropout(dropout)(x)))
    x = L.TimeDistributed(L.Dense(1, activation="sigmoid"))(x)
    return keras.Model(inputs=inputs, outputs=x)


def as_a_list_of_layers(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    layers = [keras.Input(input_shape), L.Conv1D(filters, kernel_size, strides)]
    layers += [L.BatchNormalization(), L.ReLU(), L.Dropout(dropout)]
    for _ in range(2):
        layers += [L.GRU(units, return_sequences=True, reset_after=reset_after)]
        layers += [L.Dropout(dropout), L.BatchNormalization()]
    layers += [L.Dropout(dropout), L.Dense(1), L.Activation("sigmoid")]
    return keras.Sequential(layers)


def with_functions_for_layers(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    x = inputs = keras.Input(input_shape)
    x = L.BatchNormalization()(L.Conv1D(filters, kernel_size, strides)(x))
    x = L.Dropout(dropout)(keras.ops.relu(x))
    for _ in range(2):
        x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
        x = L.BatchNormalization()(L.Dropout(dropout)(x))
    return keras.Model(inputs, keras.activations.sigmoid(L.Dense(1)(L.Dropout(dropout)(x))))


RIGHT = [
    build_trigger_detector,
    as_the_first_exercise_has_it,
    as_a_list_of_layers,
    with_functions_for_layers,
]


@pytest.mark.parametrize("function", RIGHT, ids=lambda function: function.__name__)
def test_a_right_network_gets_all_points(function):
    report = try_properties(function, EXERCISES["build_trigger_detector"])
    assert report.earned == report.possible == build_trigger_detector.points, str(report)


def detect_triggerword(samples, front_end, model):
    """The model is called, which draws no bar."""
    x = np.expand_dims(front_end.features(samples), axis=0)
    return np.squeeze(np.asarray(model(x, training=False)))


def decode_events(probabilities, threshold, step_ms, refractory_ms):
    """A list, by rises that are found at once."""
    padded = np.concatenate([[0.0], probabilities])
    rises = np.where((padded[1:] > threshold) & (padded[:-1] <= threshold))[0]
    events = []
    for rise in rises:
        time = float(rise * step_ms)
        if events and time < events[-1] + refractory_ms:
            continue
        events.append(time)
    return events


def chime_on_activate(audio, probabilities, threshold, chime, step_ms, refractory_ms):
    """By slices."""
    for time in decode_events(probabilities, threshold, step_ms, refractory_ms):
        start = int(time)
        loud = audio[start:].overlay(chime)
        audio = audio[:start].append(loud, crossfade=0) if start else loud
    return audio


def event_scores(event_times_ms, words, tolerance_ms):
    """By numbers of events that are taken."""
    times, taken = np.sort(event_times_ms), set()
    for start, end in sorted(words, key=lambda word: (word[1], word[0])):
        for i, time in enumerate(times):
            if i not in taken and start <= time <= end + tolerance_ms:
                taken.add(i)
                break
    hits, events, spoken = len(taken), len(times), len(words)
    precision = hits / events if events else 1
    recall = hits / spoken if spoken else 1
    total = precision + recall
    return [precision, recall, 2 * precision * recall / total if total else 0]


ANOTHER_WAY = [detect_triggerword, decode_events, chime_on_activate, event_scores]


@pytest.mark.parametrize("function", ANOTHER_WAY, ids=lambda function: function.__name__)
def test_other_right_answers_get_all_points(function):
    report = try_properties(function, EXERCISES[function.__name__])
    assert report.earned == report.possible, str(report)
