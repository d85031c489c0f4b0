"""Untrained detectors with random weights of every kind, and a front end of log powers."""

import numpy as np

from course_utils.backend import keras

L = keras.layers


class LogPower:
    """A small front end in the form that the streaming detector expects."""

    sample_rate, window, hop, bands = 44_100, 200, 80, 101

    def features(self, samples):
        if len(samples) < self.window:
            return np.empty((0, self.bands), np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(samples, self.window)[:: self.hop]
        power = np.abs(np.fft.rfft(windows * np.hanning(self.window), axis=1)) ** 2
        return np.log(power + 1e-6).astype(np.float32) / 5

    def stream(self):
        return LogPowerStream(self)


class LogPowerStream:
    def __init__(self, front_end):
        self.front_end, self.kept = front_end, np.empty(0, np.float32)

    def feed(self, samples):
        self.kept = np.concatenate([self.kept, samples])
        features = self.front_end.features(self.kept)
        self.kept = self.kept[len(features) * self.front_end.hop :]
        return features


def build_detector(filters=196, units=128, kernel=15, strides=4, reset_after=False, seed=0):
    """In the layers of the famous exercise; batch normalization as if it had been trained."""
    inputs = keras.Input((None, LogPower.bands))
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
