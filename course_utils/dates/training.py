"""Training a date translator so that it can be stopped at any moment and goes on as if never.

The famous exercise divides Adam's learning rate by 1 + 0.01 * step, which stops training before
the network can read: after 10 epochs it reads one date of ten. Here it rises, stays high while
there is much to learn, and falls in a cosine at the end.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_utils.backend import keras
from course_utils.dates.characters import one_hot
from course_utils.dates.encoding import DateIds
from course_utils.dates.model import show_alphas
from course_utils.decoding.attention import one_step_attention
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.validation import require_at_least, require_positive


@dataclass(frozen=True)
class DateTrainingSettings:
    """How to train.

    Attributes:
        epochs: Times that new dates are drawn.
        batch_size: Dates in a step.
        learning_rate: Of Adam, at its highest: it rises in a line over the first 2% of the steps,
            then falls in a cosine to 2% of the highest.
        guidance: What a look at the wrong place costs: how much of -log(weight on the right places)
            is added to the loss; see `train_dates`.
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

    A network whose encoder is recurrent knows the year also behind it, and need not look where it
    stands. So that it does, attention is guided: a little of -log(sum of alphas on the places that
    a digit comes from) is added to the loss (Chen, Matusov, Khadivi and Peter, "Guided Alignment
    Training for Topic-Aware Neural Machine Translation", 2016, arXiv:1607.01628).

    An epoch leaves out the dates that do not fill a batch, other ones each time.

    Args:
        model: As from `build_date_translator`.
        dates_of_epoch: Epoch -> dates, in every epoch equally many.
        settings: How.
        validate: Called with the model after each epoch; its exact match goes to the history.
        checkpoints: What keeps the progress and finds it again, by default nothing.
        report: Called after each step with the progress and the number of steps in an epoch.
        one_step_attention: What the model was built with.

    Returns:
        The progress at the end; its history has each epoch's `loss`, with what looks cost, in nats
        per character, `waiting`, the share of the time in which no dates were ready, and
        `exact_match`.

    Raises:
        ValueError: There are too few dates for a batch, or the loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()
    first = dates_of_epoch(0)
    steps = len(first.texts) // settings.batch_size
    if not steps:
        raise ValueError(f"{len(first.texts)} dates do not fill a batch of {settings.batch_size}")
    with_alphas = show_alphas(model, one_step_attention=one_step_attention)
    guided = _compile(with_alphas, settings, steps * settings.epochs)
    progress = checkpoints.restore(guided)
    with prefetch(
        lambda epoch: dates_of_epoch(epoch) if epoch else first,
        range(progress.epoch, settings.epochs),
    ) as epochs:
        while progress.epoch < settings.epochs:
            progress, waiting = train_epoch(
                guided,
                _batches(epochs, settings, steps, model.input_shape[-1], progress),
                steps,
                lambda batch, progress: train_on_batch(guided, *batch),
                progress,
                checkpoints,
                report,
            )
            exact_match = validate(model) if validate else None
            figures = {"loss": progress.mean_loss, "waiting": waiting, "exact_match": exact_match}
            progress = progress.after_epoch(**figures)
            checkpoints.after_epoch(guided, progress)
    return progress


def predict_exact_match(model, dates: DateIds, batch_size: int = 500) -> float:
    """Share of dates whose most likely characters are all right.

    Args:
        model: As from `build_date_translator`.
        dates: At least one.
        batch_size: Dates that are read at once.
    """
    n_characters = model.input_shape[-1]
    right = 0
    for first in range(0, len(dates.texts), batch_size):
        texts, isos = (ids[first : first + batch_size] for ids in dates[:2])
        logits = np.asarray(model.predict_on_batch(one_hot(texts, n_characters)))
        right += int((logits.argmax(axis=-1) == isos).all(axis=1).sum())
    return right / len(dates.texts)


def look_cost(places, alphas):
    """Mean over the characters of -log(sum of alphas on the places that they come from)."""
    right = keras.ops.sum(keras.ops.cast(places, alphas.dtype) * alphas, axis=-1)
    return -keras.ops.mean(keras.ops.log(right + 1e-7))


def _compile(guided, settings, n_steps):
    """Compiles a model that gives logits and alphas, and returns it."""
    optimizer = adam_with_warmup(settings.learning_rate, n_steps, settings.max_gradient_norm)
    optimizer.build(guided.trainable_variables)
    written = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    costs, weights = [written, look_cost], [1.0, settings.guidance]
    guided.compile(optimizer, costs, loss_weights=weights, jit_compile=True)
    return guided


def _batches(epochs, settings, steps, n_characters, progress):
    """Yields the next epoch's batches, from the step on at which the training is."""
    dates = next(epochs)
    rng = np.random.default_rng([settings.seed, progress.epoch])
    batches = rng.permutation(len(dates.texts))[: steps * settings.batch_size]
    for rows in batches.reshape(steps, settings.batch_size)[progress.step :]:
        texts, isos, places = (part[rows] for part in dates)
        yield one_hot(texts, n_characters), [isos, places]
