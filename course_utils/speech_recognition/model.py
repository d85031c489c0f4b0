"""A network from the features of a sound to a token for each step, for sounds of any length.

What is behind a sound, such as the padding of a batch, changes nothing. A causal network looks back
only. One that may hear the whole sound is told its length: behind it the convolutions see zeros, as
before it, and a second GRU reads the sound from its own end, not from that of the batch.
"""

from collections.abc import Sequence

import numpy as np

from course_utils.backend import keras
from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.recognizers import RecognizerConfig

PAD_TO = 48
"""Padded lengths are multiples of so many frames: where each shape is compiled, there are few."""


def build_recognizer(
    n_bands: int,
    n_tokens: int,
    filters: int = 96,
    kernel_size: int = 5,
    stride: int = 3,
    units: int = 96,
    layers: int = 1,
    dropout: float = 0.0,
    causal: bool = False,
    seed: int = 0,
):
    """Builds the network from features to the logits of the tokens, step by step.

    In this order:

        a convolution, which makes steps of frames, then ReLU
        a convolution over the steps, then ReLU and dropout
        `layers` times a GRU over the steps, and beside it, unless the network is causal, another
        one from the last step to the first, then dropout
        one dense layer, the same at every step

    Args:
        n_bands: Numbers in a frame.
        n_tokens: Size of the alphabet, the blank included.
        filters: Of each convolution.
        kernel_size: Inputs that a convolution sees at once.
        stride: Frames from one step to the next.
        units: Of each GRU.
        layers: Of GRUs.
        dropout: Share of numbers that are hidden in training.
        causal: Whether it hears the past alone.
        seed: Of the first weights, and of what dropout hides.

    Returns:
        A `keras.Model` to logits (batch, steps, n_tokens), where steps is frames divided by the
        stride, rounded up. Its inputs are [features (batch, frames, n_bands), n_steps int32
        (batch,)], the real lengths in steps; a causal one has the features alone.
    """
    seeds = iter(np.random.default_rng(seed).integers(2**31, size=8 + 8 * layers))

    def glorot():
        return keras.initializers.GlorotUniform(seed=int(next(seeds)))

    def convolution(x, stride):
        if not causal:
            before = kernel_size // 2
            x = keras.layers.ZeroPadding1D((before, kernel_size - 1 - before))(x)
        padding = "causal" if causal else "valid"
        x = keras.layers.Conv1D(
            filters, kernel_size, strides=stride, padding=padding, kernel_initializer=glorot()
        )(x)
        return keras.layers.ReLU()(x)

    def gru(x):
        return keras.layers.GRU(
            units,
            return_sequences=True,
            kernel_initializer=glorot(),
            recurrent_initializer=keras.initializers.Orthogonal(seed=int(next(seeds))),
        )(x)

    def hide(x):
        return keras.layers.Dropout(dropout, seed=int(next(seeds)))(x)

    features = keras.Input((None, n_bands), name="features")
    n_steps = keras.Input((), dtype="int32", name="n_steps")
    x = convolution(features, stride)
    if not causal:
        x = x * sounding_steps(x, n_steps)
    x = hide(convolution(x, 1))
    for _ in range(layers):
        if causal:
            x = gru(x)
        else:
            backward = reversed_steps(gru(reversed_steps(x, n_steps)), n_steps)
            x = keras.layers.Concatenate()([gru(x), backward])
        x = hide(x)
    logits = keras.layers.Dense(n_tokens, kernel_initializer=glorot(), name="logits")(x)
    inputs = features if causal else [features, n_steps]
    return keras.Model(inputs, logits, name="recognizer")


def sounding_steps(x, n_steps):
    """1 at the steps of each sound and 0 behind it, in the type of `x`: (batch, steps, 1).

    Args:
        x: (batch, steps, channels).
        n_steps: int32 (batch,).
    """
    ops = keras.ops
    within = ops.less(_step_numbers(x), ops.expand_dims(n_steps, axis=1))
    return ops.expand_dims(ops.cast(within, x.dtype), axis=2)


def _step_numbers(x):
    """0, 1, 2, ... along the steps of `x` (batch, steps, channels): int32 (batch, steps)."""
    return keras.ops.cast(keras.ops.cumsum(keras.ops.ones_like(x[:, :, 0]), axis=1), "int32") - 1


def reversed_steps(x, n_steps):
    """The first `n_steps` steps of each sequence from the last to the first; the others stay.

    Args:
        x: (batch, steps, channels).
        n_steps: int32 (batch,).
    """
    ops = keras.ops
    step = _step_numbers(x)
    length = ops.expand_dims(n_steps, axis=1)
    source = ops.where(step < length, length - 1 - step, step)
    return ops.take_along_axis(x, ops.expand_dims(source, axis=2), axis=1)


def build(config: RecognizerConfig, seed: int = 0):
    """The network of a configuration."""
    sizes = config.front_end.n_bands, config.alphabet.n_tokens
    return build_recognizer(*sizes, **config.sizes, seed=seed)


def padded_length(n_frames: int) -> int:
    """The next multiple of PAD_TO."""
    return n_frames + -n_frames % PAD_TO


def pad_features(features: Sequence[np.ndarray]) -> np.ndarray:
    """Puts features into one array.

    Args:
        features: Of each sound, (frames, bands).

    Returns:
        float32 (sounds, longest, bands) with zeros behind the shorter ones; `longest` is a multiple
        of PAD_TO.
    """
    longest = padded_length(max(1, *map(len, features)))
    padded = np.zeros((len(features), longest, features[0].shape[1]), np.float32)
    for row, own in zip(padded, features, strict=True):
        row[: len(own)] = own
    return padded


def inputs_of(model, features: np.ndarray, n_steps: np.ndarray):
    """What a recognizer is given: a causal one needs no lengths."""
    return features if len(model.inputs) == 1 else [features, n_steps]


def predict_log_probabilities(
    model, features: Sequence[np.ndarray], config: RecognizerConfig, batch_size: int = 32
) -> list[np.ndarray]:
    """Runs a recognizer on sounds of any lengths, those of similar lengths together.

    Args:
        model: As from `build_recognizer`.
        features: Of each sound, (frames, bands); there may be no frames.
        config: Of the recognizer.
        batch_size: Sounds in a batch.

    Returns:
        For each sound natural logarithms, float32 (steps, tokens).
    """
    order = np.argsort([len(own) for own in features], kind="stable")
    found: list[np.ndarray] = [np.empty(0)] * len(features)
    for first in range(0, len(order), batch_size):
        chosen = order[first : first + batch_size]
        n_steps = np.array([config.n_steps(len(features[i])) for i in chosen], np.int32)
        batch = pad_features([features[i] for i in chosen])
        logits = np.asarray(model.predict_on_batch(inputs_of(model, batch, n_steps)))
        for i, own, steps in zip(chosen, logits, n_steps, strict=True):
            found[i] = log_softmax(own[:steps])
    return found
