"""Detectors that were never trained, with random weights of every kind."""

import numpy as np

from course_utils.audio.front_end import FrontEnd
from course_utils.backend import keras
from course_utils.trigger_word.model import build_trigger_detector, draw_weights


def build_detector(seed=0, **sizes):
    """As `build_trigger_detector`; batch normalization as if it had been trained."""
    model = build_trigger_detector((None, FrontEnd().n_bands), **sizes)
    draw_weights(model, seed)
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        arrays = [a + rng.normal(0, 0.1, a.shape) for a in layer.get_weights()]
        if isinstance(layer, keras.layers.BatchNormalization):
            arrays = [np.abs(a) + 0.2 if i in (0, 3) else a for i, a in enumerate(arrays)]
        elif isinstance(layer, keras.layers.Dropout):
            continue
        layer.set_weights(arrays)
    return model
