"""A network that reads a date letter by letter, and looks back at it for each digit it writes.

The attention is that of Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning
to Align and Translate" (2015, arXiv:1409.0473). The shape is that of the exercise "Neural Machine
Translation with Attention" (Ng, Katanforoosh and Mourri, "Sequence Models", week 3). As there, the
decoder does not read what it wrote before: given the text, the characters of the ISO date are
independent.
"""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from course_utils.backend import keras
from course_utils.decoding.attention import one_step_attention
from course_utils.graded import graded

ENERGY_UNITS = 10


class AttentionLayers:
    """The layers of a date translator; each is one object, and so shared by all output steps.

    Args:
        n_a: Units of the encoder, in each direction.
        n_s: Units of the decoder.
        n_tokens: Size of the machine's vocabulary.
        seed: Of the first weights.

    Attributes:
        encoder: Bidirectional LSTM: (batch, Tx, human vocabulary) -> a, (batch, Tx, 2 n_a).
        hidden: Dense, tanh: [s, a] of each time step, (batch, Tx, n_s + 2 n_a) -> (batch, Tx, 10).
        energy: Dense, ReLU: (batch, Tx, 10) -> energies (batch, Tx, 1).
        decoder: LSTM: context (batch, 1, 2 n_a), `initial_state=[s, c]` -> a triple, the output
            and the new states s (which is the output) and c, each (batch, n_s).
        to_logits: Dense: s (batch, n_s) -> logits (batch, n_tokens).
    """

    def __init__(self, n_a: int, n_s: int, n_tokens: int, seed: int = 0):
        seeds = iter(np.random.default_rng(seed).integers(2**31, size=9).tolist())

        def dense(units: int, activation: str | None, name: str) -> keras.layers.Dense:
            first = keras.initializers.GlorotUniform(seed=next(seeds))
            return keras.layers.Dense(units, activation, kernel_initializer=first, name=name)

        def lstm(units: int, **options) -> keras.layers.LSTM:
            return keras.layers.LSTM(
                units,
                kernel_initializer=keras.initializers.GlorotUniform(seed=next(seeds)),
                recurrent_initializer=keras.initializers.Orthogonal(seed=next(seeds)),
                **options,
            )

        self.encoder = keras.layers.Bidirectional(
            lstm(n_a, return_sequences=True),
            backward_layer=lstm(n_a, return_sequences=True, go_backwards=True),
            name="encoder",
        )
        self.hidden = dense(ENERGY_UNITS, "tanh", "hidden")
        self.energy = dense(1, "relu", "energy")
        # It makes one step at a time: a loop in the graph would only take longer to compile.
        self.decoder = lstm(n_s, return_state=True, unroll=True, name="decoder")
        self.to_logits = dense(n_tokens, None, "to_logits")

    def first_state(self, a):
        """The decoder's state before it writes: zeros (batch, n_s)."""
        return keras.ops.repeat(keras.ops.zeros_like(a[:, 0, :1]), self.decoder.units, axis=1)


@graded(points=5)
def build_date_translator(
    Tx: int,
    Ty: int,
    n_a: int,
    n_s: int,
    human_vocab_size: int,
    machine_vocab_size: int,
    seed: int = 0,
):
    """Builds the network from a written date to the logits of its ISO date.

    The encoder reads the text once. Then, Ty times: attention makes a context from all of the
    encoder's output and the decoder's state s; the decoder reads the context and goes from its
    state [s, c] to the next one; the new s gives the logits of one character. Both s and c begin
    as `layers.first_state(a)`. All steps share the layers of one `AttentionLayers`.

    Args:
        Tx: Characters of the text, padding included.
        Ty: Characters of the ISO date.
        n_a: Units of the encoder, in each direction.
        n_s: Units of the decoder.
        human_vocab_size: Different characters of the text.
        machine_vocab_size: Different characters of the ISO date.
        seed: Of the first weights.

    Returns:
        A `keras.Model` from one-hot vectors (batch, Tx, human_vocab_size) to logits (batch, Ty,
        machine_vocab_size). There is no softmax behind them: the loss takes logits.

    Raises:
        ValueError: A size is below 1.
    """
    sizes = (Tx, Ty, n_a, n_s, human_vocab_size, machine_vocab_size)
    if min(sizes) < 1:
        raise ValueError(f"sizes are at least 1, got {sizes}")
    layers = AttentionLayers(n_a, n_s, machine_vocab_size, seed)
    x = keras.Input((Tx, human_vocab_size), name="text")
    ### BEGIN SOLUTION
    a = layers.encoder(x)
    s = c = layers.first_state(a)
    logits = []
    for _ in range(Ty):
        context, _ = one_step_attention(a, s, layers)
        _, s, c = layers.decoder(context, initial_state=[s, c])
        logits.append(layers.to_logits(s))
    return keras.Model(x, keras.ops.stack(logits, axis=1), name="date_translator")
    ### END SOLUTION


def with_alphas_output(model, *, one_step_attention: Callable = one_step_attention) -> keras.Model:
    """The same network with its attention as a second output.

    Args:
        model: As from `build_date_translator`.
        one_step_attention: The function that the model was built with.

    Returns:
        A `keras.Model` from the same texts to [logits, alphas (batch, Ty, Tx)]. The two share their
        layers: training one trains the other.
    """
    names = ("encoder", "hidden", "energy", "decoder", "to_logits")
    layers = SimpleNamespace(**{name: model.get_layer(name) for name in names})
    x = keras.Input(model.input_shape[1:], name="text")
    a = layers.encoder(x)
    state = [AttentionLayers.first_state(layers, a)] * 2
    logits, weights = [], []
    for _ in range(model.output_shape[1]):
        context, alphas = one_step_attention(a, state[0], layers)
        _, *state = layers.decoder(context, initial_state=state)
        logits.append(layers.to_logits(state[0]))
        weights.append(alphas[:, :, 0])
    outputs = [keras.ops.stack(steps, axis=1) for steps in (logits, weights)]
    return keras.Model(x, outputs, name="date_translator_with_alphas")
