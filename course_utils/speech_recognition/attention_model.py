"""A recognizer that looks back at the whole sound for each letter that it writes.

Its encoder is that of the CTC recognizer; a decoder takes the place of the logits of each step. To
write a letter, attention makes a context from all steps and the decoder's state; the decoder reads
it together with the letter that was written before (W. Chan et al., "Listen, Attend and Spell",
ICASSP 2016, arXiv:1508.01211). Nothing aligns the letters with the sound but the attention.

Token 0, which is the blank of CTC, stands here before the first letter, and behind the last one.
"""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.decoding.attention import monotonic_attention, one_step_attention
from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.model import build, pad_features, sounding_steps
from course_utils.speech_recognition.recognizers import AttentionConfig
from course_utils.speech_recognition.training import Batch, Objective

START = END = 0
LAYERS = ("encoder", "hidden", "energy", "letters", "decoder", "to_logits")
PASSES_BY = -4.0
"""The energies of a monotonic attention begin here: it passes a step by far more than it stops."""
NEVER = -1e4
"""Energy of the padding behind a sound: no weight is left for it."""


def attend(config: AttentionConfig, layers, a, sounding, s, previous, one_step_attention):
    """One step of the attention that a configuration names, blind to the padding.

    Args:
        config: Says whether it may go back.
        layers: `hidden` and `energy`.
        a: Output of the encoder, (batch, steps, channels).
        sounding: 1 at steps of the sound and 0 at padding, float (batch, steps, 1).
        s: The decoder's state, (batch, n_s).
        previous: The weights of the step before, (batch, steps, 1).
        one_step_attention: The step of notebook 04.

    Returns:
        context, alphas: (batch, 1, channels), (batch, steps, 1).
    """
    masked = SimpleNamespace(
        hidden=layers.hidden,
        energy=lambda hidden: layers.energy(hidden) * sounding + NEVER * (1 - sounding),
    )
    if config.monotonic:
        return monotonic_attention(a, s, previous, masked)
    return one_step_attention(a, s, masked)


def build_attention_recognizer(
    config: AttentionConfig,
    n_frames: int,
    n_letters: int,
    seed: int = 0,
    *,
    one_step_attention: Callable = one_step_attention,
):
    """Builds the network for training, where the letters before each one are given.

    Args:
        config: Alphabet, front end and sizes.
        n_frames: Frames of a sound, padding included.
        n_letters: Letters of a text at most.
        seed: Of the first weights, and of what dropout hides.
        one_step_attention: The step of notebook 04.

    Returns:
        A `keras.Model` from [features (batch, n_frames, bands), n_steps int32 (batch,), texts int32
        (batch, n_letters), zeros behind the shorter ones] to logits (batch, n_letters + 1,
        n_tokens): of each letter given those before it, and of the end.
    """
    seeds = iter(np.random.default_rng([seed, 1]).integers(2**31, size=8).tolist())

    def dense(units: int, activation: str | None, name: str, **options):
        first = keras.initializers.GlorotUniform(seed=next(seeds))
        return keras.layers.Dense(units, activation, kernel_initializer=first, name=name, **options)

    n_tokens, first_energy = config.alphabet.n_tokens, PASSES_BY if config.monotonic else 0.0
    recognizer = build(config.encoder, seed)
    layers = SimpleNamespace(
        encoder=keras.Model(
            recognizer.inputs, recognizer.get_layer("logits").input, name="encoder"
        ),
        hidden=dense(config.energy_units, "tanh", "hidden"),
        energy=dense(1, None, "energy", bias_initializer=keras.initializers.Constant(first_energy)),
        letters=keras.layers.Embedding(
            n_tokens,
            config.letter_units,
            embeddings_initializer=keras.initializers.RandomUniform(seed=next(seeds)),
            name="letters",
        ),
        decoder=keras.layers.GRU(
            config.n_s,
            return_state=True,
            unroll=True,
            kernel_initializer=keras.initializers.GlorotUniform(seed=next(seeds)),
            recurrent_initializer=keras.initializers.Orthogonal(seed=next(seeds)),
            name="decoder",
        ),
        to_logits=dense(n_tokens, None, "to_logits"),
    )
    features = keras.Input((n_frames, config.encoder.front_end.n_bands), name="features")
    n_steps = keras.Input((), dtype="int32", name="n_steps")
    texts = keras.Input((n_letters,), dtype="int32", name="texts")
    a = layers.encoder([features, n_steps])
    sounding = sounding_steps(a, n_steps)
    s, alphas = _first_state(a, config.n_s)
    previous = keras.ops.pad(texts, ((0, 0), (1, 0)))
    logits = []
    for i in range(n_letters + 1):
        context, alphas = attend(config, layers, a, sounding, s, alphas, one_step_attention)
        logit, s = _write(layers, context, previous[:, i], s)
        logits.append(logit)
    outputs = keras.ops.stack(logits, axis=1)
    return keras.Model([features, n_steps, texts], outputs, name="attention_recognizer")


def _first_state(a, n_s: int):
    """The decoder's state, zeros (batch, n_s), and weights (batch, steps, 1), all at time 0."""
    zeros = keras.ops.zeros_like(a[:, :, :1])
    alphas = keras.ops.concatenate([zeros[:, :1] + 1, zeros[:, 1:]], axis=1)
    return keras.ops.repeat(zeros[:, 0], n_s, axis=1), alphas


def _write(layers, context, letters, s):
    """Reads the context and the letter before: logits (batch, n_tokens) and the new state."""
    inputs = keras.ops.concatenate([context, layers.letters(letters)[:, None, :]], axis=-1)
    _, s = layers.decoder(inputs, initial_state=s)
    seen = keras.ops.concatenate([s, context[:, 0]], axis=-1)
    return layers.to_logits(seen), s


class AttentionState(NamedTuple):
    """How far the texts of several sounds are written; a row for each hypothesis.

    Attributes:
        a: Output of the encoder, float32 (rows, steps, channels).
        sounding: 1 at steps of the sound and 0 at padding, float32 (rows, steps, 1).
        s: The decoder's state, float32 (rows, n_s).
        alphas: Weights of the letter that was written last, float32 (rows, steps, 1).
    """

    a: np.ndarray
    sounding: np.ndarray
    s: np.ndarray
    alphas: np.ndarray


class AttentionReader:
    """A trained network as the searches of notebook 03 want it: a start, and step after step.

    Args:
        model: As from `build_attention_recognizer`; sounds of any length may be read.
        config: Its alphabet, front end and sizes.
        one_step_attention: The function that the model was built with.
    """

    def __init__(
        self,
        model,
        config: AttentionConfig,
        *,
        one_step_attention: Callable = one_step_attention,
    ):
        self.config = config
        self._layers = SimpleNamespace(**{name: model.get_layer(name) for name in LAYERS})
        self._one_step_attention = one_step_attention

    def start(self, features: Sequence[np.ndarray]) -> AttentionState:
        """Reads the sounds.

        Args:
            features: Of each sound, (frames, bands); at least one sound.
        """
        n_steps = np.array([self.config.encoder.n_steps(len(own)) for own in features], np.int32)
        a = keras.ops.convert_to_tensor(
            self._layers.encoder.predict_on_batch([pad_features(features), n_steps])
        )
        state = a, sounding_steps(a, keras.ops.convert_to_tensor(n_steps))
        state += _first_state(a, self.config.n_s)
        return AttentionState(*map(keras.ops.convert_to_numpy, state))

    def step(self, state: AttentionState, tokens: np.ndarray) -> tuple[np.ndarray, AttentionState]:
        """Goes on by a letter.

        Args:
            state: From `start`, or from the step before.
            tokens: The letters that were written last, (rows,); START at first.

        Returns:
            Natural logarithms (rows, n_tokens) of the letters that may follow, with the end at END,
            and the new state.
        """
        a, sounding, s, alphas = map(keras.ops.convert_to_tensor, state)
        context, alphas = attend(
            self.config, self._layers, a, sounding, s, alphas, self._one_step_attention
        )
        logits, s = _write(self._layers, context, keras.ops.convert_to_tensor(tokens), s)
        s, alphas = map(keras.ops.convert_to_numpy, (s, alphas))
        return log_softmax(keras.ops.convert_to_numpy(logits)), state._replace(s=s, alphas=alphas)


def spelling_loss(targets, logits):
    """The cross-entropy of each text and its end, in nats per letter; padding does not count.

    Args:
        targets: As `arrange_for_spelling` gives them.
        logits: (batch, n_letters + 1, n_tokens).
    """
    ops = keras.ops
    targets = ops.cast(targets, "int32")
    n_letters, letters = targets[:, 0], targets[:, 1:]
    losses = keras.losses.sparse_categorical_crossentropy(letters, logits, from_logits=True)
    counts = ops.less_equal(
        ops.arange(letters.shape[1], dtype="int32")[None, :], n_letters[:, None]
    )
    counts = ops.cast(counts, losses.dtype)
    return ops.sum(losses * counts, axis=1) / ops.sum(counts, axis=1)


def arrange_for_spelling(model, batch: Batch) -> tuple:
    """The sound, its real lengths and the text; the targets are its length, itself and its end.

    Raises:
        ValueError: The network was built for shorter sounds or texts.
    """
    (_, n_frames, n_bands), (_, n_letters) = model.inputs[0].shape, model.inputs[2].shape
    own_frames, own_letters = batch.features.shape[1], int(batch.targets[:, 1].max())
    for name, most, own in (("frames", n_frames, own_frames), ("letters", n_letters, own_letters)):
        if own > most:
            raise ValueError(f"the network is for at most {most} {name}, an utterance has {own}")
    features = np.zeros((len(batch.features), n_frames, n_bands), np.float32)
    features[:, :own_frames] = batch.features
    targets = np.zeros((len(features), 2 + n_letters), np.int32)  # the end is END, a 0
    targets[:, 0] = batch.targets[:, 1]
    targets[:, 1 : 1 + own_letters] = batch.targets[:, 2 : 2 + own_letters]
    return [features, batch.n_steps, targets[:, 1:-1]], targets


SPELLING = Objective(spelling_loss, arrange_for_spelling)
