"""Functions of WaveNet's networks in NumPy."""

import numpy as np

from course_utils.recurrent_cells import sigmoid


def gated(filter_, gate):
    return np.tanh(filter_) * sigmoid(gate)
