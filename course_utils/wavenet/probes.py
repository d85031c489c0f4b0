"""Asking a network what its outputs depend on, without trusting any formula."""

import numpy as np

from course_utils.backend import keras


def measured_receptive_field(model, length: int) -> int:
    """Counts the inputs that the last output has a gradient on, back to the earliest of them.

    The gradient is taken in the only way that is the same on every backend: something of zeros is
    added to the embedded codes, and one step of gradient descent on it, at rate 1, changes it by
    the gradient of a random sum of the last logits.

    Args:
        model: Logits (batch, time, n_codes) for codes (batch, time), beginning with an embedding.
        length: Codes to try, more than the receptive field can be.

    Raises:
        ValueError: The first of them still matters, so `length` is too small to tell.
    """
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.trainable = False
    embedding = next(layer for layer in copy.layers if isinstance(layer, keras.layers.Embedding))
    offsets = Offsets()
    codes = keras.Input((length,), dtype="int32")
    after_embedding = keras.Model(embedding.output, copy.output)
    last_logits = after_embedding(offsets(embedding(codes)))[:, -1]
    probe = keras.Model(codes, last_logits)
    probe.compile(keras.optimizers.SGD(1.0), lambda y, logits: keras.ops.sum(y * logits))
    y = np.random.default_rng(0).normal(size=(1, last_logits.shape[-1]))
    probe.train_on_batch(np.zeros((1, length), np.int32), y)
    matters = np.any(keras.ops.convert_to_numpy(offsets.values) != 0, axis=-1)
    if matters[0]:
        raise ValueError(f"the receptive field is {length} or more: try a larger length")
    return int(length - matters.argmax()) if matters.any() else 0


class Offsets(keras.layers.Layer):
    """Adds trainable values, zeros at first, to an input (batch, time, channels)."""

    def build(self, shape):
        """Makes the values (time, channels)."""
        self.values = self.add_weight(shape=shape[1:], initializer="zeros")

    def call(self, inputs):
        """Adds them."""
        return inputs + self.values


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
