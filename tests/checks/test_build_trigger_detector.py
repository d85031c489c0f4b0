"""Right networks get all points, also those that are written in another way."""

import pytest

from course_utils.backend import keras
from course_utils.checks.report import try_properties
from course_utils.checks.trigger_word.build_trigger_detector import EXERCISES
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
