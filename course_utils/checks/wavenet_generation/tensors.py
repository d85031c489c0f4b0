"""Functions of WaveNet's networks in NumPy."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gated(filter_, gate):
    return np.tanh(filter_) * sigmoid(gate)
