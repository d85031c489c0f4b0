"""An encoder-decoder: built with Keras to be trained, and as a function of one step in NumPy.

The encoder reads a sentence into one vector: its last state is the decoder's first one (Sutskever,
Vinyals and Le, "Sequence to Sequence Learning with Neural Networks", 2014, arXiv:1409.3215), here
with gated recurrent units (Cho et al., 2014, arXiv:1406.1078). As in the former, the source is read
backwards, so that its first words are read last, just before the target's first words are written.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.recurrent_cells import gru_step, log_softmax
from course_utils.translation.vocabulary import PAD, START
from course_utils.validation import require_at_least


@dataclass(frozen=True)
class Seq2SeqConfig:
    """The shape of an encoder-decoder.

    Attributes:
        n_source_tokens: Size of the source's vocabulary.
        n_target_tokens: Size of the target's vocabulary.
        embedding_size: Size of a token's vector, on both sides.
        units: Width of the encoder's and of the decoder's state: the one vector between them.
    """

    n_source_tokens: int
    n_target_tokens: int
    embedding_size: int = 64
    units: int = 128

    def __post_init__(self):
        """Refuses shapes that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(1, **vars(self))


def build_seq2seq(config: Seq2SeqConfig, seed: int) -> keras.Model:
    """Builds the network, with first weights that only the seed decides.

    It is trained by teacher forcing: the decoder reads the true tokens so far, not its own. At
    (sentence, t) are the logits of the token that follows input t: a conditional language model,
    log p(y_t | y_1 ... y_t-1, x) after `log_softmax`.

    Args:
        config: The network's shape.
        seed: Of the first weights: normal with deviation 1 for embeddings, Glorot's uniform for
            kernels, orthogonal for those of the states, zero for biases.

    Returns:
        A `keras.Model` from [source (batch, source time), target inputs (batch, target time)],
        both ids, to logits (batch, target time, n_target_tokens). `<pad>` behind a source changes
        nothing.
    """
    layers = keras.layers
    seeds = iter(np.random.default_rng(seed).integers(2**31, size=7).tolist())

    def embedding(n_tokens: int, name: str, **options) -> keras.layers.Embedding:
        first = keras.initializers.RandomNormal(stddev=1.0, seed=next(seeds))
        return layers.Embedding(
            n_tokens, config.embedding_size, embeddings_initializer=first, name=name, **options
        )

    def gru(name: str, **options) -> keras.layers.GRU:
        return layers.GRU(
            config.units,
            kernel_initializer=keras.initializers.GlorotUniform(seed=next(seeds)),
            recurrent_initializer=keras.initializers.Orthogonal(seed=next(seeds)),
            name=name,
            **options,
        )

    to_logits = layers.Dense(
        config.n_target_tokens,
        kernel_initializer=keras.initializers.GlorotUniform(seed=next(seeds)),
        name="to_logits",
    )
    source = keras.Input((None,), dtype="int32", name="source")
    inputs = keras.Input((None,), dtype="int32", name="target_inputs")
    # the token that is masked is 0, which is `<pad>`
    words = embedding(config.n_source_tokens, "source_embedding", mask_zero=True)(source)
    sentence = gru("encoder", go_backwards=True)(words)
    known = embedding(config.n_target_tokens, "target_embedding")(inputs)
    states = gru("decoder", return_sequences=True)(known, initial_state=sentence)
    return keras.Model([source, inputs], to_logits(states), name="seq2seq")


def target_inputs(targets: np.ndarray) -> np.ndarray:
    """What the decoder reads to write the targets: `<s>`, then all tokens but the last.

    Args:
        targets: Ids (batch, time), as from `Vocabulary.batch`.

    Returns:
        Ids of the same shape.
    """
    inputs = np.full_like(targets, START)
    inputs[:, 1:] = targets[:, :-1]
    return inputs


class Translator:
    """The next token's log probabilities from a model's weights, in NumPy: what a search calls.

    The probabilities are the model's own: `<pad>` and `<s>` keep theirs, which training makes
    tiny, since no sentence holds them.

    Args:
        model: From `build_seq2seq`; its weights are copied.

    Raises:
        ValueError: The model was not made by `build_seq2seq`.
    """

    def __init__(self, model):
        names = {layer.name for layer in model.layers}
        if not {"encoder", "decoder", "to_logits"} <= names:
            raise ValueError(f"the model {model.name!r} was not made by build_seq2seq")
        self._encoder = _read_gru(model, "source_embedding", "encoder")
        self._decoder = _read_gru(model, "target_embedding", "decoder")
        self._kernel, self._bias = _read(model, "to_logits")

    def start(self, source_ids: np.ndarray) -> np.ndarray:
        """Reads sentences, backwards.

        Args:
            source_ids: (sentences, time), `<pad>` behind the shorter ones.

        Returns:
            The decoder's first state, float32 (sentences, units).

        Raises:
            ValueError: The ids have another number of axes, or are out of range.
        """
        source_ids = _checked(source_ids, 2, len(self._encoder.inputs))
        state = np.zeros((len(source_ids), len(self._encoder.kernel)), np.float32)
        for tokens in source_ids.T[::-1]:
            read = tokens != PAD
            state[read] = self._encoder.step(state[read], tokens[read])
        return state

    def next_log_probabilities(
        self, state: np.ndarray, tokens: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Reads one token in each row, and returns what may follow.

        Args:
            state: (rows, units), from `start` or from the step before.
            tokens: Ids (rows,); the first is `<s>`.

        Returns:
            Natural logarithms, float32 (rows, tokens in the vocabulary), and the new state.

        Raises:
            ValueError: The tokens have another number of axes, or are out of range.
        """
        tokens = _checked(tokens, 1, len(self._decoder.inputs))
        state = self._decoder.step(state, tokens)
        return log_softmax(state @ self._kernel + self._bias), state

    def log_probability(self, source_ids: np.ndarray, target_ids: np.ndarray) -> np.ndarray:
        """The log probability of whole translations, log p(y | x), the end token's included.

        Args:
            source_ids: (sentences, time).
            target_ids: (sentences, time), as from `Vocabulary.batch`: each ends with `</s>`.

        Returns:
            float64 (sentences,).

        Raises:
            ValueError: There are not as many sources as targets, or ids are out of range.
        """
        target_ids = _checked(target_ids, 2, len(self._decoder.inputs))
        state = self.start(source_ids)
        if len(state) != len(target_ids):
            raise ValueError(f"there are {len(state)} sources and {len(target_ids)} targets")
        total, rows = np.zeros(len(state)), np.arange(len(state))
        for read, written in zip(target_inputs(target_ids).T, target_ids.T, strict=True):
            log_probabilities, state = self.next_log_probabilities(state, read)
            total += np.where(written == PAD, 0, log_probabilities[rows, written])
        return total


class TokenGRU(NamedTuple):
    """A gated recurrent unit that reads tokens; what each adds is in a table. All float32.

    Attributes:
        inputs: (tokens, 3 * units), what each token adds: to the update gate, to the reset gate,
            and to the candidate.
        kernel: (units, 3 * units), for the state.
        bias: (3 * units,), added to the state's product.
    """

    inputs: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray

    def step(self, state: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Reads one token in each row.

        Args:
            state: (rows, units).
            tokens: Ids (rows,).

        Returns:
            The new state (rows, units).
        """
        return gru_step(state, self.inputs[tokens], self.kernel, self.bias)


def _read(model, layer: str) -> list[np.ndarray]:
    return [np.array(weight, np.float32) for weight in model.get_layer(layer).get_weights()]


def _read_gru(model, embedding: str, layer: str) -> TokenGRU:
    kernel, recurrent_kernel, (input_bias, bias) = _read(model, layer)
    (table,) = _read(model, embedding)
    return TokenGRU(table @ kernel + input_bias, recurrent_kernel, bias)


def _checked(ids: np.ndarray, axes: int, n_tokens: int) -> np.ndarray:
    ids = np.asarray(ids)
    if ids.ndim != axes:
        raise ValueError(f"ids have {axes} axes, got the shape {ids.shape}")
    if ids.size and not 0 <= ids.min() <= ids.max() < n_tokens:
        raise ValueError(f"ids are 0 to {n_tokens - 1}, got {ids.min()} to {ids.max()}")
    return ids
