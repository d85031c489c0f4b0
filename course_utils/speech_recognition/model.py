"""A network from the features of a sound to a token for each step, for sounds of any length.

Every layer looks back only: convolutions see a frame and those before it, a GRU goes from the start
to the end. So what is behind a sound, such as the padding of a batch, changes nothing. One that may
hear the whole sound has a second GRU, which reads it from its own end, not from that of the batch:
for that it is told the lengths.
"""

from collections.abc import Sequence

import numpy as np

from course_utils.backend import keras
from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.recognizers import RecognizerConfig

PAD_TO = 64
"""Padded lengths are multiples of so many frames: where each shape is compiled, there are few."""


def build_recognizer(
    n_bands: int,
    n_tokens: int,
    filters: int = 96,
    kernel_size: int = 5,
    strides: Sequence[int] = (2, 2),
    units: int = 128,
    layers: int = 1,
    dropout: float = 0.15,
    causal: bool = False,
    seed: int = 0,
):
    """Builds the network from features to the logits of the tokens, step by step.

    In this order:

        for each stride a convolution over what came so far, layer normalization, ReLU, dropout
        `layers` times a GRU over the steps, and beside it, unless the network is causal, another
        one from the last step to the first, then dropout
        one dense layer, the same at every step

    Args:
        n_bands: Numbers in a frame.
        n_tokens: Size of the alphabet, the blank included.
        filters: Of each convolution.
        kernel_size: Inputs that a convolution sees at once.
        strides: Inputs from one output to the next, for each convolution.
        units: Of each GRU.
        layers: Of GRUs.
        dropout: Share of numbers that are hidden in training.
        causal: Whether it hears the past alone.
        seed: Of the first weights, and of what dropout hides.

    Returns:
        A `keras.Model` to logits (batch, steps, n_tokens), where steps is frames divided by the
        product of the strides, rounded up. Its inputs are [features (batch, frames, n_bands),
        n_steps int32 (batch,)], the real lengths in steps; a causal one has the features alone.
    """
    seeds = iter(
        np.random.default_rng(seed).integers(2**31, size=4 * len(strides) + 8 * layers + 1)
    )

    def glorot():
        return keras.initializers.GlorotUniform(seed=int(next(seeds)))

    def gru():
        return keras.layers.GRU(
            units,
            return_sequences=True,
            kernel_initializer=glorot(),
            recurrent_initializer=keras.initializers.Orthogonal(seed=int(next(seeds))),
        )

    features = keras.Input((None, n_bands), name="features")
    n_steps = keras.Input((), dtype="int32", name="n_steps")
    x = features
    for stride in strides:
        x = keras.layers.Conv1D(
            filters, kernel_size, strides=stride, padding="causal", kernel_initializer=glorot()
        )(x)
        x = keras.layers.ReLU()(keras.layers.LayerNormalization()(x))
        x = keras.layers.Dropout(dropout, seed=int(next(seeds)))(x)
    for _ in range(layers):
        if causal:
            x = gru()(x)
        else:
            backward = reversed_steps(gru()(reversed_steps(x, n_steps)), n_steps)
            x = keras.layers.Concatenate()([gru()(x), backward])
        x = keras.layers.Dropout(dropout, seed=int(next(seeds)))(x)
    logits = keras.layers.Dense(n_tokens, kernel_initializer=glorot(), name="logits")(x)
    inputs = features if causal else [features, n_steps]
    return keras.Model(inputs, logits, name="recognizer")


def reversed_steps(x, n_steps):
    """The first `n_steps` steps of each sequence from the last to the first; the others stay.

    Args:
        x: (batch, steps, channels).
        n_steps: int32 (batch,).
    """
    ops = keras.ops
    step = ops.cast(ops.cumsum(ops.ones_like(x[:, :, 0]), axis=1), "int32") - 1
    length = ops.expand_dims(n_steps, axis=1)
    source = ops.where(step < length, length - 1 - step, step)
    return ops.take_along_axis(x, ops.expand_dims(source, axis=2), axis=1)


def build(config: RecognizerConfig, seed: int = 0):
    """The network of a configuration."""
    sizes = config.front_end.n_bands, config.alphabet.n_tokens
    return build_recognizer(*sizes, **config.sizes, seed=seed)


def pad_features(features: Sequence[np.ndarray]) -> np.ndarray:
    """Puts features into one array.

    Args:
        features: Of each sound, (frames, bands).

    Returns:
        float32 (sounds, longest, bands) with zeros behind the shorter ones; `longest` is a multiple
        of PAD_TO.
    """
    longest = max(1, *map(len, features))
    padded = np.zeros(
        (len(features), longest + -longest % PAD_TO, features[0].shape[1]), np.float32
    )
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
