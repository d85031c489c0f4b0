"""Conversion between NumPy arrays, which checks use, and tensors, which networks return."""

import numpy as np

from course_utils.backend import keras


def tensor(values):
    """A float32 tensor of the backend."""
    return keras.ops.convert_to_tensor(np.asarray(values, np.float32))


def numpy_of(value):
    """A tensor as a NumPy array, also inside tuples and lists; other values unchanged."""
    if isinstance(value, (tuple, list)):
        return tuple(numpy_of(part) for part in value)
    if isinstance(value, keras.KerasTensor) or not keras.ops.is_tensor(value):
        return value
    return keras.ops.convert_to_numpy(value)
