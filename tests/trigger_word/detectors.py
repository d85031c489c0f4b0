"""Untrained detectors with random weights of every kind."""

import numpy as np

from course_utils.backend import keras
from course_utils.trigger_word.front_end import FrontEnd

L = keras.layers


def build_detector(filters=196, units=128, kernel=15, strides=4, reset_after=False, seed=0):
    """In the layers of the famous exercise; batch normalization as if it had been trained."""
    inputs = keras.Input((None, FrontEnd().n_bands))
    x = L.Conv1D(filters, kernel, strides=strides)(inputs)
    x = L.Activation("relu")(L.BatchNormalization()(x))
    x = L.GRU(units, return_sequences=True, reset_after=reset_after)(L.Dropout(0.8)(x))
    x = L.BatchNormalization()(L.Dropout(0.8)(x))
    x = L.GRU(units, return_sequences=True, reset_after=reset_after)(x)
    x = L.Dropout(0.8)(L.BatchNormalization()(L.Dropout(0.8)(x)))
    model = keras.Model(inputs, L.Dense(1, activation="sigmoid")(x))
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        arrays = [a + rng.normal(0, 0.1, a.shape) for a in layer.get_weights()]
        if isinstance(layer, L.BatchNormalization):
            arrays = [np.abs(a) + 0.2 if i in (0, 3) else a for i, a in enumerate(arrays)]
        layer.set_weights(arrays)
    return model
