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

from course_utils.backend import keras
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.validation import require_at_least, require_positive
from course_utils.wavenet.batches import FragmentBatches
from course_utils.wavenet.data import fragment_starts, shifted_batch


@dataclass(frozen=True)
class TrainingSettings:
    """How to train.

    Attributes:
        epochs: Times that every recording is heard.
        batch_size: Fragments in a step.
        fragment_length: Samples in a fragment.
        learning_rate: Of Adam, at its highest; see `learning_rate_at`.
        max_gradient_norm: Gradients that are longer, all weights together, are shortened to it.
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
    """Trains a WaveNet from first weights of its own; what the model's weights were is lost.

    An epoch leaves out the fragments that do not fill a batch, other ones each time.

    Args:
        model: As from `build_wavenet`.
        codes_of_epoch: Epoch -> arrays (samples,) of codes, one for each recording.
        settings: How.
        speakers: Number of each recording's speaker, for a model that is conditioned on it.
        validate: Called with the model after each epoch; its bits per sample go to the history.
        checkpoints: What keeps the progress and finds it again, by default nothing.
        report: Called after each step with the progress and the number of steps in this epoch.

    Returns:
        The progress at the end; its history has `bits`, `waiting`, the share of the time in which
        no batch was ready, and `validation_bits` of each epoch.

    Raises:
        ValueError: There are too few fragments for a batch, or the loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()
    set_first_weights(model, settings.seed)
    _compile(model, settings)
    progress = checkpoints.restore(model)

    def batches_of(epoch):
        return _batches(codes_of_epoch(epoch), settings, speakers, epoch)

    with prefetch(batches_of, range(progress.epoch, settings.epochs)) as epochs:
        while progress.epoch < settings.epochs:
            begin = time.monotonic()
            batches = next(epochs)
            steps = len(batches.starts) // settings.batch_size
            progress, waiting = train_epoch(
                model,
                (batches[step] for step in range(progress.step, steps)),
                steps,
                partial(_step, model, settings, steps),
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


def learning_rate_at(done: float, highest: float) -> float:
    """Learning rate after a share `done` of all steps: up in a line over 2%, then down a cosine.

    It ends at 2% of the highest (the cosine is that of Loshchilov and Hutter, 2017).

    Args:
        done: 0 to 1.
        highest: Of the whole training.
    """
    warmed_up = min(1.0, 0.02 + done / 0.02)
    return highest * warmed_up * (0.02 + 0.98 * (1 + math.cos(math.pi * done)) / 2)


def set_first_weights(model, seed: int) -> None:
    """Draws a model's weights from a seed: Glorot's uniform for kernels, zero for biases.

    Embeddings are normal: with deviation 0.3 for codes, and 0.1 for what stands for a speaker.
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


def _compile(model, settings):
    optimizer = keras.optimizers.Adam(
        settings.learning_rate, global_clipnorm=settings.max_gradient_norm
    )
    optimizer.build(model.trainable_variables)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, jit_compile=True)


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


def _step(model, settings, steps, batch, progress):
    """Trains on one batch; returns its bits per sample before the step."""
    done = (progress.epoch + progress.step / steps) / settings.epochs
    model.optimizer.learning_rate = learning_rate_at(done, settings.learning_rate)
    return train_on_batch(model, *batch) / math.log(2)
