"""Training a WaveNet so that it can be stopped at any moment and goes on as if it never was.

Everything that a step depends on comes from the seed and from the numbers of the epoch and the
step: first weights, order of the fragments, variations of the recordings, learning rate.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from course_utils.backend import WITH_XLA, keras
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.validation import require_at_least, require_positive
from course_utils.wavenet.batches import FragmentBatches
from course_utils.wavenet.data import fragment_starts, shifted_batch


@dataclass(frozen=True)
class TrainingSettings:
    """How to train.

    Attributes:
        epochs: Passes over all recordings.
        batch_size: Fragments in a step.
        fragment_length: Samples in a fragment.
        learning_rate: The highest of `adam_with_warmup`.
        max_gradient_norm: Gradients whose norm, over all weights, is larger are scaled down to it.
        seed: Of the first weights and of the order of the fragments.
    """

    epochs: int = 10
    batch_size: int = 4
    fragment_length: int = 4096
    learning_rate: float = 3e-3
    max_gradient_norm: float = 1.0
    seed: int = 0

    def __post_init__(self):
        """Refuses settings that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(
            1, epochs=self.epochs, batch_size=self.batch_size, fragment_length=self.fragment_length
        )
        require_at_least(0, seed=self.seed)
        require_positive(learning_rate=self.learning_rate, max_gradient_norm=self.max_gradient_norm)


def train(
    model,
    codes_of_epoch: Callable[[int], Sequence[np.ndarray]],
    settings: TrainingSettings,
    *,
    speakers: Sequence[int] | None = None,
    validate: Callable[[object], float] | None = None,
    checkpoints=None,
    report: Callable[[Progress, int], None] = lambda progress, steps: None,
) -> Progress:
    """Trains a WaveNet from weights drawn from the seed; the weights of `model` are overwritten.

    An epoch leaves out the fragments that do not fill a batch, other ones each time. The learning
    rate falls over as many steps as epochs of the size of the first would have.

    Args:
        model: As from `build_wavenet`.
        codes_of_epoch: Epoch -> arrays (samples,) of codes, one for each recording.
        settings: How to train.
        speakers: Number of each recording's speaker, for a model that is conditioned on it.
        validate: Called with the model after each epoch; its bits per sample go to the history.
        checkpoints: Keeps the progress and finds it again, as `CheckpointFile`; None for nothing.
        report: Called after each step with the progress and the number of steps in this epoch.

    Returns:
        The progress at the end; its history has `bits`, `waiting`, the share of the time in which
        no batch was ready, and `validation_bits` of each epoch.

    Raises:
        ValueError: There are too few fragments for a batch, or the loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()

    def batches_of(epoch):
        return _batches(codes_of_epoch(epoch), settings, speakers, epoch)

    set_first_weights(model, settings.seed)
    _compile(model, settings, settings.epochs * _steps(batches_of(0)))
    progress = checkpoints.restore(model)
    with prefetch(batches_of, range(progress.epoch, settings.epochs)) as epochs:
        while progress.epoch < settings.epochs:
            begin = time.monotonic()
            batches = next(epochs)
            steps = _steps(batches)
            progress, waiting = train_epoch(
                model,
                (batches[step] for step in range(progress.step, steps)),
                steps,
                partial(_step, model),
                progress,
                checkpoints,
                report,
                begin,
            )
            validation_bits = validate(model) if validate else None
            figures = {"bits": progress.mean_loss, "waiting": waiting}
            progress = progress.after_epoch(**figures, validation_bits=validation_bits)
            checkpoints.after_epoch(model, progress)
    return progress


def set_first_weights(model, seed: int) -> None:
    """Draws a model's weights from a seed: Glorot's uniform for kernels, zero for biases.

    Embeddings are normal, with standard deviation 0.3 for codes and 0.1 for speakers.
    """
    for number, layer in enumerate(model.layers):
        rng = np.random.default_rng([seed, number])
        for weight in layer.weights:
            shape = tuple(weight.shape)
            if "embedding" in weight.path:
                value = (0.3 if layer.name == "embedding" else 0.1) * rng.normal(size=shape)
            elif len(shape) > 1:
                fans = math.prod(shape[:-2]) * (shape[-2] + shape[-1])
                value = math.sqrt(6 / fans) * rng.uniform(-1, 1, size=shape)
            else:
                value = np.zeros(shape)
            weight.assign(value.astype(np.float32))


def _compile(model, settings, n_steps):
    optimizer = adam_with_warmup(settings.learning_rate, n_steps, settings.max_gradient_norm)
    optimizer.build(model.trainable_variables)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, jit_compile=WITH_XLA)


def _batches(codes, settings, speakers, epoch):
    def make_batch(codes, starts, fragment_length):
        x, y = shifted_batch(codes, starts, fragment_length)
        x = x.astype(np.int32)
        if speakers is not None:
            x = [x, np.array(speakers, np.int32)[starts[:, 0]]]
        return x, y.astype(np.int32)

    starts = fragment_starts(
        [len(c) for c in codes], settings.fragment_length, settings.fragment_length
    )
    batches = FragmentBatches(
        codes,
        starts,
        settings.fragment_length,
        make_batch=make_batch,
        batch_size=settings.batch_size,
        seed=settings.seed,
    )
    batches.go_to(epoch)
    return batches


def _steps(batches):
    """The whole batches of an epoch."""
    return len(batches.starts) // batches.batch_size


def _step(model, batch, progress):
    """Trains on one batch; returns its bits per sample before the step."""
    return train_on_batch(model, *batch) / math.log(2)
