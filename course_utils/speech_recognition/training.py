"""Training a recognizer by CTC; it can be stopped at any moment and continued to the same result.

The loss is told how long each sound and each text really is. If padding counts as sound, the
network is taught to spread a text over the silence behind it (keras-team/keras issue 21876); see
notebook 06 for what that costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.speech_recognition.model import inputs_of, pad_features
from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.training.prefetch import prefetch
from course_utils.validation import require_at_least, require_positive

JIT_COMPILE = keras.backend.backend() != "tensorflow"
"""Whether a training step is compiled by XLA. JAX needs it. With TensorFlow on a CPU each length of
a batch takes 17 s to compile, and the steps that follow are three times as slow."""

GROUP = 8
"""Batches whose utterances are drawn together and sorted by length, so that padding is short."""


class Batch(NamedTuple):
    """Utterances to learn from.

    Attributes:
        features: float32 (batch, frames, bands), padded.
        n_steps: int32 (batch,): their real lengths in steps of the network.
        targets: int32 (batch, 2 + longest text): see `pack_targets`.
    """

    features: np.ndarray
    n_steps: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class RecognizerTrainingSettings:
    """How to train.

    Attributes:
        epochs: Stretches of the training between which it is looked at.
        steps: Batches in an epoch.
        batch_size: Utterances in a batch.
        learning_rate: Of Adam, at its highest; see `adam_with_warmup`.
        max_gradient_norm: Gradients that are longer, all weights together, are shortened to it.
        seed: Of the first weights and of the utterances.
    """

    epochs: int = 6
    steps: int = 300
    batch_size: int = 32
    learning_rate: float = 3e-3
    max_gradient_norm: float = 1.0
    seed: int = 0

    def __post_init__(self):
        """Refuses settings that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(1, epochs=self.epochs, steps=self.steps, batch_size=self.batch_size)
        require_at_least(0, seed=self.seed)
        require_positive(learning_rate=self.learning_rate, max_gradient_norm=self.max_gradient_norm)

    @property
    def n_utterances(self) -> int:
        """Utterances in the whole training."""
        return self.epochs * self.steps * self.batch_size


def pack_targets(n_steps: Sequence[int], labels: Sequence[np.ndarray]) -> np.ndarray:
    """What `ctc_loss` needs to know of each utterance, in one array, as Keras passes targets.

    Returns:
        int32 (utterances, 2 + longest text): the steps of its sound, the length of its text, and
        its labels with zeros behind them.
    """
    packed = np.zeros((len(labels), 2 + max(1, *map(len, labels))), np.int32)
    for row, steps, own in zip(packed, n_steps, labels, strict=True):
        row[:2] = steps, len(own)
        row[2 : 2 + len(own)] = own
    return packed


def ctc_loss(targets, logits):
    """The CTC loss of each utterance, in nats per label; of one without a label in nats.

    Args:
        targets: As from `pack_targets`.
        logits: (batch, steps, tokens).
    """
    targets = keras.ops.cast(targets, "int32")
    n_steps, n_labels, labels = targets[:, 0], targets[:, 1], targets[:, 2:]
    loss = keras.ops.ctc_loss(labels, logits, n_labels, n_steps)
    return loss / keras.ops.cast(keras.ops.maximum(n_labels, 1), loss.dtype)


class Objective(NamedTuple):
    """What a recognizer is trained for.

    Attributes:
        loss: From targets and the network's output to the loss of each utterance.
        arrange: From the network and a `Batch` to what the network and the loss are given.
    """

    loss: Callable
    arrange: Callable[[object, Batch], tuple]


def arrange_for_ctc(model, batch: Batch) -> tuple:
    """The sound and its real lengths; the targets as they are packed."""
    return inputs_of(model, batch.features, batch.n_steps), batch.targets


CTC = Objective(ctc_loss, arrange_for_ctc)


def make_group(
    make_utterance: Callable[[int], tuple[np.ndarray, np.ndarray]],
    config: RecognizerConfig | AttentionConfig,
    settings: RecognizerTrainingSettings,
    number: int,
) -> list[Batch]:
    """Makes GROUP batches, each of utterances of similar lengths, in an order that is drawn.

    Args:
        make_utterance: From a number to features (frames, bands) and labels (n,).
        config: Of the recognizer.
        settings: Of the training.
        number: Of the group, from 0.
    """
    size = GROUP * settings.batch_size
    utterances = [make_utterance(i) for i in range(number * size, (number + 1) * size)]
    utterances.sort(key=lambda utterance: len(utterance[0]))
    batches = []
    for first in range(0, size, settings.batch_size):
        features, labels = zip(*utterances[first : first + settings.batch_size], strict=True)
        n_steps = np.array([config.n_steps(len(own)) for own in features], np.int32)
        batches.append(Batch(pad_features(features), n_steps, pack_targets(n_steps, labels)))
    order = np.random.default_rng([settings.seed, number]).permutation(GROUP)
    return [batches[i] for i in order]


def train_recognizer(
    model,
    make_utterance: Callable[[int], tuple[np.ndarray, np.ndarray]],
    config: RecognizerConfig | AttentionConfig,
    settings: RecognizerTrainingSettings,
    *,
    objective: Objective = CTC,
    validate: Callable[[object], dict] = lambda model: {},
    checkpoints=None,
    report: Callable[[Progress, int], None] = lambda progress, steps: None,
) -> Progress:
    """Trains a recognizer from the weights that it has.

    Args:
        model: As from `build_recognizer`.
        make_utterance: Number -> features (frames, bands) and labels (n,), as `UtteranceMaker`.
        config: Of the recognizer.
        settings: How to train.
        objective: What for.
        validate: Called with the model after each epoch; what it gives goes to the history.
        checkpoints: Keeps the progress and finds it again; by default nothing is kept.
        report: Called after each step with the progress and the number of steps in an epoch.

    Returns:
        The progress at the end; its history has each epoch's `loss` in nats per label, `waiting`,
        the share of the time in which no batch was ready, and what `validate` gave.

    Raises:
        ValueError: The loss is no longer a number.
    """
    checkpoints = checkpoints or KeepNothing()
    n_steps = settings.epochs * settings.steps
    model.compile(
        adam_with_warmup(settings.learning_rate, n_steps, settings.max_gradient_norm),
        objective.loss,
        jit_compile=JIT_COMPILE,
    )
    model.optimizer.build(model.trainable_variables)
    progress = checkpoints.restore(model)
    done = progress.epoch * settings.steps + progress.step
    with prefetch(
        lambda number: make_group(make_utterance, config, settings, number),
        range(done // GROUP, -(-n_steps // GROUP)),
    ) as groups:
        batches = islice(chain.from_iterable(groups), done % GROUP, None)
        while progress.epoch < settings.epochs:
            progress, waiting = train_epoch(
                model,
                batches,
                settings.steps,
                lambda batch, progress: train_on_batch(model, *objective.arrange(model, batch)),
                progress,
                checkpoints,
                report,
            )
            figures = {"loss": progress.mean_loss, "waiting": waiting, **validate(model)}
            progress = progress.after_epoch(**figures)
            checkpoints.after_epoch(model, progress)
    return progress
