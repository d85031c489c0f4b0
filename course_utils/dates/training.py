"""Training a date translator; it can be stopped at any moment and continued to the same result.

The exercise (see `model`) divides Adam's learning rate by 1 + 0.01 * step. After 10 epochs its
network reads one date of ten, because little of the rate is left before it has learned to read.
Here the rate rises in a line, then falls in a cosine.

Attention is guided. A network whose encoder is recurrent knows the year in the places behind it,
too, and need not look at the place where it stands. So a little of -log(sum of alphas on the places
that a digit comes from) is added to the loss (Chen, Matusov, Khadivi and Peter, "Guided Alignment
Training for Topic-Aware Neural Machine Translation", 2016, arXiv:1607.01628).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.dates.characters import (
    MACHINE_VOCABULARY,
    CharacterVocabulary,
    encode_text,
    one_hot,
    with_locale_padding,
)
from course_utils.dates.examples import DateExample
from course_utils.dates.iso_dates import DIGITS
from course_utils.dates.model import with_alphas_output
from course_utils.decoding.attention import one_step_attention
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.validation import require_at_least, require_positive

JIT_COMPILE = keras.backend.backend() != "tensorflow"
"""Whether a training step is compiled by XLA. JAX needs it. With TensorFlow it takes 20 s longer
before the first step of this network, and on a CPU the steps that follow are no faster."""


class DateIds(NamedTuple):
    """Dates as ids.

    Attributes:
        texts: int32 (dates, Tx).
        isos: int32 (dates, Ty).
        places: bool (dates, Ty, Tx): where in the text each character of the ISO date comes from;
            everywhere if it comes from no place.
    """

    texts: np.ndarray
    isos: np.ndarray
    places: np.ndarray


def encode_dates(
    examples: Sequence[DateExample], Tx: int, vocabulary: CharacterVocabulary
) -> DateIds:
    """Encodes examples, each text with the `<pad>` of its locale.

    Args:
        examples: At least one.
        Tx: Characters of a text, padding included.
        vocabulary: Of the texts.

    Raises:
        ValueError: There are no examples, or `Tx` is below 1.
    """
    if not examples:
        raise ValueError("there are no dates to encode")
    locales = {example.locale for example in examples}
    vocabularies = {locale: with_locale_padding(vocabulary, locale) for locale in locales}
    return DateIds(
        np.stack([encode_text(e.text, Tx, vocabularies[e.locale]) for e in examples]),
        np.stack([MACHINE_VOCABULARY.encode(e.iso) for e in examples]),
        np.stack([_places(e, Tx) for e in examples]),
    )


def _places(example: DateExample, Tx: int) -> np.ndarray:
    places = np.zeros((len(example.iso), Tx), bool)
    for part, digits in DIGITS.items():
        start, stop = example.spans.get(part, (0, 0))
        places[digits, start:stop] = True
    places[~places.any(axis=1)] = True
    return places


@dataclass(frozen=True)
class DateTrainingSettings:
    """How to train.

    Attributes:
        epochs: How many times new dates are drawn.
        batch_size: Dates in a step.
        learning_rate: Of Adam, at its highest; see `adam_with_warmup`.
        guidance: How much of `attention_loss` is added to the loss.
        max_gradient_norm: Gradients that are longer, all weights together, are shortened to it.
        seed: Of the order of the dates.
    """

    epochs: int = 8
    batch_size: int = 64
    learning_rate: float = 0.01
    guidance: float = 0.05
    max_gradient_norm: float = 1.0
    seed: int = 0

    def __post_init__(self):
        """Refuses settings that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(1, epochs=self.epochs, batch_size=self.batch_size)
        require_at_least(0, seed=self.seed)
        require_positive(learning_rate=self.learning_rate, max_gradient_norm=self.max_gradient_norm)
        if not 0 <= self.guidance < math.inf:
            raise ValueError(f"guidance is at least 0, got {self.guidance}")


def train_dates(
    model,
    dates_of_epoch: Callable[[int], DateIds],
    settings: DateTrainingSettings,
    *,
    validate: Callable[[object], float] | None = None,
    checkpoints=None,
    report: Callable[[Progress, int], None] = lambda progress, steps: None,
    one_step_attention: Callable = one_step_attention,
) -> Progress:
    """Trains a date translator from the weights that it has.

    An epoch leaves out the dates that do not fill a batch, other ones each time.

    Args:
        model: As from `build_date_translator`; without guidance any model of the same input and
            output, with attention or without.
        dates_of_epoch: Epoch -> dates, in every epoch equally many.
        settings: How to train.
        validate: Called with the model after each epoch; its exact match goes to the history.
        checkpoints: Keeps the progress and finds it again; by default nothing is kept.
        report: Called after each step with the progress and the number of steps in an epoch.
        one_step_attention: The function that the model was built with; guidance needs it.

    Returns:
        The progress at the end. Its history has for each epoch the `loss` in nats per character,
        with that of attention; `waiting`, the share of the time in which no dates were ready; and
        `exact_match`.

    Raises:
        ValueError: There are too few dates for a batch, or the loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()
    first = dates_of_epoch(0)
    steps = len(first.texts) // settings.batch_size
    if not steps:
        raise ValueError(f"{len(first.texts)} dates do not fill a batch of {settings.batch_size}")
    trained = model
    if settings.guidance:
        trained = with_alphas_output(model, one_step_attention=one_step_attention)
    _compile(trained, settings, steps * settings.epochs)
    progress = checkpoints.restore(trained)
    with prefetch(
        lambda epoch: dates_of_epoch(epoch) if epoch else first,
        range(progress.epoch, settings.epochs),
    ) as epochs:
        while progress.epoch < settings.epochs:
            progress, waiting = train_epoch(
                trained,
                _batches(epochs, settings, steps, model.input_shape[-1], progress),
                steps,
                lambda batch, progress: train_on_batch(trained, *batch),
                progress,
                checkpoints,
                report,
            )
            exact_match = validate(model) if validate else None
            figures = {"loss": progress.mean_loss, "waiting": waiting, "exact_match": exact_match}
            progress = progress.after_epoch(**figures)
            checkpoints.after_epoch(trained, progress)
    return progress


def predict_exact_match(model, dates: DateIds, batch_size: int = 500) -> float:
    """Share of dates whose most likely characters are all right.

    Args:
        model: As from `build_date_translator`.
        dates: At least one.
        batch_size: Dates in a batch.
    """
    n_characters = model.input_shape[-1]
    right = 0
    for first in range(0, len(dates.texts), batch_size):
        texts, isos = (ids[first : first + batch_size] for ids in dates[:2])
        logits = np.asarray(model.predict_on_batch(one_hot(texts, n_characters)))
        right += int((logits.argmax(axis=-1) == isos).all(axis=1).sum())
    return right / len(dates.texts)


def attention_loss(places, alphas):
    """Mean over the characters of -log(sum of alphas on the places that they come from)."""
    right = keras.ops.sum(keras.ops.cast(places, alphas.dtype) * alphas, axis=-1)
    return -keras.ops.mean(keras.ops.log(right + 1e-7))


def _compile(model, settings, n_steps):
    """Compiles a model that gives logits, and with guidance alphas too."""
    optimizer = adam_with_warmup(settings.learning_rate, n_steps, settings.max_gradient_norm)
    optimizer.build(model.trainable_variables)
    losses, weights = [keras.losses.SparseCategoricalCrossentropy(from_logits=True)], [1.0]
    if settings.guidance:
        losses, weights = [*losses, attention_loss], [*weights, settings.guidance]
    model.compile(optimizer, losses, loss_weights=weights, jit_compile=JIT_COMPILE)


def _batches(epochs, settings, steps, n_characters, progress):
    """Yields the next epoch's batches, beginning with the step at which the training is."""
    dates = next(epochs)
    rng = np.random.default_rng([settings.seed, progress.epoch])
    batches = rng.permutation(len(dates.texts))[: steps * settings.batch_size]
    for rows in batches.reshape(steps, settings.batch_size)[progress.step :]:
        texts, isos, places = (part[rows] for part in dates)
        yield one_hot(texts, n_characters), [isos, places] if settings.guidance else [isos]
