"""An encoder-decoder that squeezes a sentence into one vector, and unfolds it in another language.

The encoder reads the source; its last state is the decoder's first one (Sutskever, Vinyals and Le,
"Sequence to Sequence Learning with Neural Networks", 2014, arXiv:1409.3215), here with gated
recurrent units (Cho et al., 2014, arXiv:1406.1078). As in the former, the source is read backwards,
so that its first words are the freshest when the first words of the target are written.
"""

from dataclasses import dataclass

import numpy as np

from course_utils.backend import keras
from course_utils.translation.vocabulary import START


@dataclass(frozen=True)
class Seq2SeqConfig:
    """The shape of an encoder-decoder.

    Attributes:
        n_source_tokens: Size of the source's vocabulary.
        n_target_tokens: Size of the target's vocabulary.
        embedding_size: Numbers that stand for a token, on both sides.
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
        for name, value in vars(self).items():
            if value < 1:
                raise ValueError(f"{name} is at least 1, got {value}")


def build_seq2seq(config: Seq2SeqConfig, seed: int) -> keras.Model:
    """Builds the network, with first weights that the seed alone decides.

    It is trained by teacher forcing: the decoder reads the true tokens so far, not its own. At
    (sentence, t) are the logits of the token that follows input t: a conditional language model,
    log p(y_t | y_1 ... y_t-1, x) once `log_softmax` is taken.

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
    """What the decoder reads when it is to write targets: `<s>`, then all but the last token.

    Args:
        targets: Ids (batch, time), as from `Vocabulary.batch`.

    Returns:
        Ids of the same shape.
    """
    inputs = np.full_like(targets, START)
    inputs[:, 1:] = targets[:, :-1]
    return inputs
