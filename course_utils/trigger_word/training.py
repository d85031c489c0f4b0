"""Training a detector on examples that are mixed while it learns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np

from course_utils.backend import keras
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.trigger_word.example_stream import example_stream, kept_examples
from course_utils.validation import require_at_least, require_positive


def crossentropy_off_edges(labels, probabilities):
    """Cross-entropy of the steps whose neighbors have the same label; the others do not count.

    Where a step is long, a label that changes beside it is a matter of some milliseconds, of which
    no network can be sure. Without these steps it learns what the word is, not where 80 ms end.

    Args:
        labels: (batch, steps, 1), 0 or 1.
        probabilities: (batch, steps, 1).

    Returns:
        Nats (batch, steps), scaled so that their mean is that of the steps that count.
    """
    ops = keras.ops
    same = ops.cast(labels[:, 1:, 0] == labels[:, :-1, 0], "float32")
    counts = ops.pad(same, ((0, 0), (1, 0)), constant_values=1.0)
    counts *= ops.pad(same, ((0, 0), (0, 1)), constant_values=1.0)
    loss = keras.losses.binary_crossentropy(labels, probabilities)
    return loss * counts / ops.maximum(ops.mean(counts), keras.config.epsilon())


@dataclass(frozen=True)
class DetectorTrainingSettings:
    """How to train.

    Attributes:
        epochs: Stretches of the training between which it is looked at.
        steps: Batches in an epoch.
        batch_size: Examples in a batch.
        learning_rate: Of Adam, at its highest; see `adam_with_warmup`.
        max_gradient_norm: Gradients that are longer, all weights together, are shortened to it.
        seed: Of the first weights and of the examples.
        distinct_examples: So many examples come again and again; None for never the same twice.
        label_edges: Whether the steps beside a change of the label count.
    """

    epochs: int = 10
    steps: int = 100
    batch_size: int = 16
    learning_rate: float = 2e-3
    max_gradient_norm: float = 1.0
    seed: int = 0
    distinct_examples: int | None = None
    label_edges: bool = True

    def __post_init__(self):
        """Refuses settings that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(1, epochs=self.epochs, steps=self.steps, batch_size=self.batch_size)
        require_at_least(0, seed=self.seed)
        if self.distinct_examples is not None:
            require_at_least(1, distinct_examples=self.distinct_examples)
        require_positive(learning_rate=self.learning_rate, max_gradient_norm=self.max_gradient_norm)

    @property
    def n_examples(self) -> int:
        """Examples in the whole training."""
        return self.epochs * self.steps * self.batch_size


def train_detector(
    model,
    make_example: Callable[[int], tuple[np.ndarray, np.ndarray]],
    settings: DetectorTrainingSettings,
    *,
    validate: Callable[[object], dict] = lambda model: {},
    checkpoints=None,
    report: Callable[[Progress, int], None] = lambda progress, steps: None,
    open_stream: Callable = example_stream,
) -> Progress:
    """Trains a detector from the weights that it has.

    Args:
        model: As from `build_trigger_detector`.
        make_example: Number -> features (frames, bands) and labels (steps,), as `ExampleMaker`.
        settings: How.
        validate: Called with the model after each epoch; what it gives goes to the history.
        checkpoints: What keeps the progress and finds it again, by default nothing.
        report: Called after each step with the progress and the number of steps in an epoch.
        open_stream: As `example_stream`: makes the examples, on several cores.

    Returns:
        The progress at the end; its history has each epoch's `loss` (cross-entropy in nats per
        step), `waiting`, the share of the time in which no example was ready, and what `validate`
        gave.

    Raises:
        ValueError: The loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()
    n_steps = settings.epochs * settings.steps
    model.compile(
        adam_with_warmup(settings.learning_rate, n_steps, settings.max_gradient_norm),
        "binary_crossentropy" if settings.label_edges else crossentropy_off_edges,
    )
    model.optimizer.build(model.trainable_variables)
    progress = checkpoints.restore(model)
    if settings.distinct_examples is not None:
        open_stream = partial(
            kept_examples, distinct=settings.distinct_examples, open_stream=open_stream
        )
    done = progress.epoch * settings.steps + progress.step
    numbers = range(done * settings.batch_size, settings.n_examples)
    with (
        open_stream(make_example, numbers) as examples,
        prefetch(
            lambda step: take_batch(examples, settings.batch_size), range(done, n_steps)
        ) as batches,
    ):
        while progress.epoch < settings.epochs:
            progress, waiting = train_epoch(
                model,
                batches,
                settings.steps,
                lambda batch, progress: train_on_batch(model, *batch),
                progress,
                checkpoints,
                report,
            )
            figures = {"loss": progress.mean_loss, "waiting": waiting, **validate(model)}
            progress = progress.after_epoch(**figures)
            checkpoints.after_epoch(model, progress)
    return progress


def take_batch(examples: Iterator, batch_size: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the next examples: features (batch, frames, bands), labels (batch, steps, 1)."""
    features, labels = zip(*islice(examples, batch_size), strict=True)
    return np.stack(features), np.stack(labels)[..., np.newaxis]
