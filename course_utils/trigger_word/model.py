"""A network that listens in one direction: a convolution over time, then two GRUs.

It never sees the future, so it can answer while the sound comes in. Its shape is that of the famous
exercise; the GRU is that of Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder
for Statistical Machine Translation" (2014, arXiv:1406.1078).
"""

from collections.abc import Callable

import numpy as np

from course_utils.backend import keras
from course_utils.graded import graded
from course_utils.trigger_word.detectors import DetectorConfig, GruConfig


@graded(points=4)
def build_trigger_detector(
    input_shape, filters=196, kernel_size=15, strides=4, units=128, dropout=0.2, reset_after=False
):
    """Builds the network from features to the probability, step by step, that the word just ended.

    In this order:

        convolution over time (no padding), batch normalization, ReLU, dropout
        GRU that returns every step, dropout, batch normalization
        GRU that returns every step, dropout, batch normalization, dropout
        one unit with a sigmoid, the same at every step

    Args:
        input_shape: (frames, bands); (None, bands) for sound of any length.
        filters: Of the convolution.
        kernel_size: Frames that the convolution sees at once.
        strides: Frames from one of its steps to the next: fewer steps for the GRUs.
        units: Of each GRU.
        dropout: Share of the numbers that each dropout hides while the network trains.
        reset_after: Where the GRU multiplies with its reset gate: False is Cho et al.'s first form,
            True the one that cuDNN computes, with a second bias.

    Returns:
        A keras.Model: (batch, frames, bands) -> (batch, steps, 1) with
        steps = (frames - kernel_size) // strides + 1.
    """
    layers = keras.layers
    ### BEGIN SOLUTION
    inputs = keras.Input(input_shape)
    x = layers.Conv1D(filters, kernel_size, strides=strides)(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Dropout(dropout)(layers.ReLU()(x))
    for _ in range(2):
        x = layers.GRU(units, return_sequences=True, reset_after=reset_after)(x)
        x = layers.BatchNormalization()(layers.Dropout(dropout)(x))
    x = layers.Dropout(dropout)(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    ### END SOLUTION


def build_word_layers(input_shape, kernel_size, strides, filters, dropout):
    """Builds two layers on top of a pre-trained ear: what it hears of the word, and the answer.

    Args:
        input_shape: (frames, bands); (None, bands) for sound of any length.
        kernel_size: Frames that an answer is made from.
        strides: Frames from one answer to the next.
        filters: Of the first layer.
        dropout: Share of the numbers that is hidden before each layer while the network trains.

    Returns:
        A keras.Model: (batch, frames, bands) -> (batch, steps, 1).
    """
    layers = keras.layers
    inputs = keras.Input(input_shape)
    frames = layers.Dropout(dropout)(layers.BatchNormalization()(inputs))
    word = layers.Conv1D(filters, kernel_size, strides=strides, activation="relu")(frames)
    answer = layers.Dense(1, activation="sigmoid")
    return keras.Model(inputs, answer(layers.Dropout(dropout)(word)))


def build_detector(config: DetectorConfig, seed: int = 0, build: Callable = build_trigger_detector):
    """Builds the network of a detector for sound of any length.

    Args:
        config: Its front end and its sizes.
        seed: Of the first weights.
        build: As `build_trigger_detector`; makes the network of a `GruConfig`.
    """
    build = build if isinstance(config, GruConfig) else build_word_layers
    model = build((None, config.front_end.n_bands), **config.sizes)
    draw_weights(model, seed)
    return model


def draw_weights(model, seed: int) -> None:
    """Draws all first weights of a detector, and what its dropout hides, from one seed.

    Keras draws them as it likes where no layer was given a seed. Matrices are drawn as Glorot and
    Bengio do (2010), those of a GRU's own state orthogonal (Saxe et al., 2014); the rest stays.

    Args:
        model: As from `build_trigger_detector`; changed.
        seed: Equal seeds give equal weights.
    """
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        for variable in layer.variables:
            drawn = int(rng.integers(2**31))
            if variable.name == "kernel":
                variable.assign(keras.initializers.GlorotUniform(drawn)(variable.shape))
            elif variable.name == "recurrent_kernel":
                variable.assign(keras.initializers.Orthogonal(seed=drawn)(variable.shape))
            elif variable.name == "seed_generator_state":
                variable.assign(np.array([drawn, 0], dtype="uint32"))
