"""WaveNet: a stack of dilated causal convolutions that predicts the next code.

A. van den Oord et al., "WaveNet: A Generative Model for Raw Audio", 2016, arXiv:1609.03499.
Codes go in as whole numbers (batch, time), logits of the next code come out (batch, time, n_codes).
First the network, layer by layer; then what can be read from a built one: its shape, and by
measurement how far it looks back and that it never looks ahead.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.graded import graded


@dataclass(frozen=True)
class WaveNetConfig:
    """The shape of a WaveNet.

    Attributes:
        n_codes: Codes are 0 .. n_codes - 1; at most 256.
        kernel_size: Samples that each convolution looks at, at least 2.
        dilations: Distance between those samples, one for each layer.
        residual_channels: Width of the path from layer to layer.
        gate_channels: Width of the filter and of the gate in each layer.
        skip_channels: Width of the sum of all layers' skip outputs, and of the layer after it.
        n_speakers: Speakers to condition on; 0 for none.
    """

    n_codes: int = 256
    kernel_size: int = 2
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
    residual_channels: int = 32
    gate_channels: int = 32
    skip_channels: int = 64
    n_speakers: int = 0

    def __post_init__(self):
        """Refuses shapes that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        object.__setattr__(self, "dilations", tuple(int(d) for d in self.dilations))
        if not 2 <= self.n_codes <= 256:
            raise ValueError(f"n_codes is 2 to 256, got {self.n_codes}")
        if self.kernel_size < 2:
            raise ValueError(f"kernel_size is at least 2, got {self.kernel_size}")
        if not self.dilations or min(self.dilations) < 1:
            raise ValueError(f"dilations are at least one number of 1 or more: {self.dilations}")
        for name in ("residual_channels", "gate_channels", "skip_channels"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is at least 1, got {getattr(self, name)}")
        if self.n_speakers < 0:
            raise ValueError(f"n_speakers is at least 0, got {self.n_speakers}")


@graded(points=3)
def causal_conv(
    x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, dilation: int = 1
) -> np.ndarray:
    """Convolves over time and looks only back (van den Oord et al., section 2.1).

    y[t] = bias + sum_j x[t - (k - 1 - j) * dilation] @ kernel[j]. What would lie before the first
    sample counts as zeros.

    Args:
        x: (time, channels_in).
        kernel: (kernel_size, channels_in, channels_out), the tap of the oldest sample first.
        bias: (channels_out,).
        dilation: Samples between two taps, at least 1; a tap may lie before all of x.

    Returns:
        (time, channels_out). The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    time, look_back = len(x), (len(kernel) - 1) * dilation
    padded = np.concatenate([np.zeros((look_back, x.shape[1])), x])
    taps = [padded[j * dilation :][:time] @ tap for j, tap in enumerate(kernel)]
    return sum(taps) + bias
    ### END SOLUTION


@graded(points=3)
def receptive_field(kernel_size: int, dilations: tuple[int, ...]) -> int:
    """Says how far back one output of a stack of causal convolutions sees.

    A convolution with kernel size k and dilation d looks back (k - 1) d samples beyond the one at
    its own place; stacked layers add up what they look back (van den Oord et al., section 2.1).
    All samples from the earliest one on count, also those that gaps between the taps leave out.

    Args:
        kernel_size: k, the same in all layers.
        dilations: d of each layer.

    Returns:
        Samples from the earliest to the present one, both included.
    """
    ### BEGIN SOLUTION
    return 1 + (kernel_size - 1) * sum(dilations)
    ### END SOLUTION


@graded(points=4)
def residual_block(x, dilated, to_skip, to_residual, condition=None):
    """Runs one layer of a WaveNet (figure 4).

    x -> dilated -> (+ condition) -> filter and gate; z = tanh(filter) * sigmoid(gate) (equation
    2); z -> to_skip; x + to_residual(z). The first half of the channels is the filter, the second
    the gate. The functions of `keras.ops` also work while a network is built; NumPy's do not.

    Args:
        x: (batch, time, residual_channels).
        dilated: Causal convolution: x -> (batch, time, 2 * gate_channels).
        to_skip: z -> (batch, time, skip_channels).
        to_residual: z -> (batch, time, residual_channels).
        condition: Added to what `dilated` gives, (batch, 1, 2 * gate_channels), or None
            (global conditioning, equation 3).

    Returns:
        x for the next layer, of the shape of x, and the skip output.
    """
    ### BEGIN SOLUTION
    both = dilated(x)
    if condition is not None:
        both = both + condition
    filter_, gate = keras.ops.split(both, 2, axis=-1)
    z = keras.ops.tanh(filter_) * keras.ops.sigmoid(gate)
    return x + to_residual(z), to_skip(z)
    ### END SOLUTION


class BlockLayers(NamedTuple):
    """The layers of one residual block; `to_condition` is None for a network without speakers."""

    dilated: keras.layers.Layer
    to_skip: keras.layers.Layer
    to_residual: keras.layers.Layer
    to_condition: keras.layers.Layer | None


def block_layers(config: WaveNetConfig, index: int) -> BlockLayers:
    """Makes the layers of block number `index`, named after their role and the index."""
    layers, both = keras.layers, 2 * config.gate_channels
    return BlockLayers(
        dilated=layers.Conv1D(
            both,
            config.kernel_size,
            dilation_rate=config.dilations[index],
            padding="causal",
            name=f"dilated_{index}",
        ),
        to_skip=layers.Dense(config.skip_channels, name=f"to_skip_{index}"),
        to_residual=layers.Dense(config.residual_channels, name=f"to_residual_{index}"),
        to_condition=(
            layers.Embedding(config.n_speakers, both, name=f"to_condition_{index}")
            if config.n_speakers
            else None
        ),
    )


@graded(points=4)
def build_wavenet(config):
    """Builds the network: codes -> embedding -> residual blocks -> sum of skips -> logits.

    The sum of all skip outputs goes through relu, a dense layer of the same width, relu, and a
    dense layer to the logits (figure 4).

    Args:
        config: A `WaveNetConfig`.

    Returns:
        A `keras.Model` from codes (batch, time) to logits (batch, time, n_codes); logits at t are
        about the code at t + 1. If there are speakers its inputs are codes and speaker (batch,).
    """
    layers = keras.layers
    codes = keras.Input((None,), dtype="int32", name="codes")
    speaker = keras.Input((), dtype="int32", name="speaker")
    inputs = [codes, speaker] if config.n_speakers else codes
    embedding = layers.Embedding(config.n_codes, config.residual_channels, name="embedding")
    blocks = [block_layers(config, i) for i in range(len(config.dilations))]
    hidden = layers.Dense(config.skip_channels, "relu", name="hidden")
    to_logits = layers.Dense(config.n_codes, name="to_logits")
    ### BEGIN SOLUTION
    x, skips = embedding(codes), []
    for dilated, to_skip, to_residual, to_condition in blocks:
        condition = to_condition(speaker)[:, None] if config.n_speakers else None
        x, skip = residual_block(x, dilated, to_skip, to_residual, condition)
        skips.append(skip)
    logits = to_logits(hidden(keras.ops.relu(sum(skips))))
    return keras.Model(inputs, logits, name="wavenet")
    ### END SOLUTION


def config_of(model) -> WaveNetConfig:
    """Reads the shape of a WaveNet from its layers.

    Raises:
        ValueError: The model is no WaveNet of `build_wavenet`.
    """
    names = {layer.name for layer in model.layers}
    if not {"embedding", "dilated_0", "to_logits"} <= names:
        raise ValueError(f"the model {model.name!r} was not made by build_wavenet")
    n_blocks = sum(name.startswith("dilated_") for name in names)
    blocks = [model.get_layer(f"dilated_{i}") for i in range(n_blocks)]
    with_speakers = "to_condition_0" in names
    return WaveNetConfig(
        n_codes=model.get_layer("embedding").input_dim,
        kernel_size=blocks[0].kernel_size[0],
        dilations=tuple(block.dilation_rate[0] for block in blocks),
        residual_channels=model.get_layer("embedding").output_dim,
        gate_channels=blocks[0].filters // 2,
        skip_channels=model.get_layer("to_skip_0").units,
        n_speakers=model.get_layer("to_condition_0").input_dim if with_speakers else 0,
    )


def measured_receptive_field(model, length: int) -> int:
    """Counts the inputs back to the earliest one that the last output depends on, by gradients.

    The gradient is taken in the only way that is the same on every backend: something of zeros is
    added to the embedded codes, and one step of gradient descent on it, at rate 1, changes it by
    the gradient of a random sum of the last logits.

    Args:
        model: Logits (batch, time, n_codes) for codes (batch, time), beginning with an embedding.
        length: Codes to try, more than the receptive field can be.

    Raises:
        ValueError: The output depends even on the first of them, so `length` is too small.
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
    probe.compile(
        keras.optimizers.SGD(1.0),
        lambda y, logits: keras.ops.sum(y * logits),
        run_eagerly=keras.backend.backend() == "tensorflow",  # to compile it takes longer
    )
    y = np.random.default_rng(0).normal(size=(1, last_logits.shape[-1]))
    probe.train_on_batch(np.zeros((1, length), np.int32), y)
    matters = np.any(keras.ops.convert_to_numpy(offsets.values) != 0, axis=-1)
    if matters[0]:
        raise ValueError(f"the receptive field is {length} or more: try a larger length")
    return int(length - matters.argmax()) if matters.any() else 0


class Offsets(keras.layers.Layer):
    """Adds trainable values, initially zeros, to an input (batch, time, channels)."""

    def build(self, shape):
        """Makes the values (time, channels)."""
        self.values = self.add_weight(shape=shape[1:], initializer="zeros")

    def call(self, inputs):
        """Adds them."""
        return inputs + self.values


def first_output_that_moves(model, codes: np.ndarray, position: int) -> int:
    """The first time step whose logits change, by one bit or more, if one input changes.

    Both inputs have the same shape and are computed one after the other, so that the same kernels
    round in the same way; rows of one batch may be rounded differently.

    Args:
        model: Logits (batch, time, n_codes) for codes (batch, time).
        codes: (time,).
        position: Which code to change, to its neighbor.

    Returns:
        A time step; len(codes) if no output moves.
    """
    changed = codes.copy()
    changed[position] = codes[position] ^ 1
    before, after = (
        keras.ops.convert_to_numpy(model(inputs[None].astype(np.int32)))[0]
        for inputs in (codes, changed)
    )
    moved = np.any(before != after, axis=-1)
    return int(moved.argmax()) if moved.any() else len(codes)
