"""Asking a network what its outputs depend on, without trusting any formula."""

import numpy as np

from course_utils.backend import keras


def measured_receptive_field(model, length: int) -> int:
    """Counts the inputs that the last output depends on, by changing each of them.

    Every input position is changed once, in one batch; what matters is whether the last logits
    move at all.

    Args:
        model: Logits (batch, time, n_codes) for codes (batch, time).
        length: Codes to try, more than the receptive field can be.

    Raises:
        ValueError: The first of them still matters, so `length` is too small to tell.
    """
    codes = np.ones((length + 1, length), np.int32)
    codes[np.arange(length), np.arange(length)] = 0
    logits = keras.ops.convert_to_numpy(model(codes, training=False)[:, -1])
    matters = np.any(logits[:-1] != logits[-1], axis=-1)
    if matters[0]:
        raise ValueError(f"the receptive field is {length} or more: try a larger length")
    return int(length - matters.argmax()) if matters.any() else 0


def first_output_that_moves(model, codes: np.ndarray, position: int) -> int:
    """The first time step whose logits change by so much as one bit if one input changes.

    Args:
        model: Logits (batch, time, n_codes) for codes (batch, time).
        codes: (time,).
        position: Which code to change, to its neighbor.

    Returns:
        A time step; len(codes) if no output moves.
    """
    changed = codes.copy()
    changed[position] = codes[position] ^ 1
    logits = keras.ops.convert_to_numpy(model(np.stack([codes, changed]).astype(np.int32)))
    moved = np.any(logits[0] != logits[1], axis=-1)
    return int(moved.argmax()) if moved.any() else len(codes)
