"""Training an encoder-decoder, short sentences first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_utils.backend import keras
from course_utils.training.checkpoints import KeepNothing, Progress
from course_utils.training.devices import train_on_batch
from course_utils.training.loop import adam_with_warmup, train_epoch
from course_utils.translation.corpus import Phrase
from course_utils.translation.seq2seq import target_inputs
from course_utils.translation.vocabulary import PAD, Vocabulary
from course_utils.validation import require_at_least, require_positive

JIT_COMPILE = keras.backend.backend() != "tensorflow"
"""Whether a training step is compiled by XLA. JAX needs it. TensorFlow would compile it anew for
each length of sentence, 8 s for each of ten, and on a CPU the steps that follow are a tenth
faster."""


@dataclass(frozen=True)
class TrainingSettings:
    """The options of a training.

    Attributes:
        steps: Batches to train on.
        batch_size: Sentences in a batch.
        learning_rate: Of Adam, at its highest: it rises linearly over the first 2% of the steps,
            then falls along a cosine to 2% of the highest.
        curriculum: Share of the steps after which the longest join, 0 to 1; see `draw_batches`.
        max_gradient_norm: Gradients whose norm, over all weights, is larger are scaled down to it.
        seed: Of the order of the sentences.
    """

    steps: int = 1_600
    batch_size: int = 64
    learning_rate: float = 6e-3
    curriculum: float = 0.2
    max_gradient_norm: float = 1.0
    seed: int = 0

    def __post_init__(self):
        """Refuses settings that make no sense.

        Raises:
            ValueError: Naming the attribute and its value.
        """
        require_at_least(1, steps=self.steps, batch_size=self.batch_size)
        require_at_least(0, seed=self.seed)
        require_positive(learning_rate=self.learning_rate, max_gradient_norm=self.max_gradient_norm)
        if not 0 <= self.curriculum <= 1:
            raise ValueError(f"curriculum is 0 to 1, got {self.curriculum}")


class Group(NamedTuple):
    """Phrases of one length: int32 ids (sentences, time) of both sides."""

    source: np.ndarray
    target: np.ndarray


def group_by_items(
    phrases: Sequence[Phrase], source_vocabulary: Vocabulary, target_vocabulary: Vocabulary
) -> list[Group]:
    """Groups phrases by their number of items, the fewest first, so that little is padded."""
    by_items = {}
    for phrase in phrases:
        by_items.setdefault(len(phrase.items), []).append(phrase)
    return [
        Group(
            source_vocabulary.batch(phrase.source for phrase in by_items[n_items]),
            target_vocabulary.batch(phrase.target for phrase in by_items[n_items]),
        )
        for n_items in sorted(by_items)
    ]


def train(
    model,
    groups: Sequence[Group],
    settings: TrainingSettings,
    *,
    report: Callable[[int, float], None] = lambda step, loss: None,
) -> list[float]:
    """Trains an encoder-decoder by teacher forcing, from short sentences to long ones.

    Args:
        model: As from `build_seq2seq`.
        groups: As from `group_by_items`.
        settings: Its options.
        report: Called after each step with the number of steps done and the step's loss.

    Returns:
        The loss of each step: nats per token, `<pad>` left out.

    Raises:
        ValueError: There are no groups, or the loss is no longer finite.
    """
    if not groups:
        raise ValueError("training needs at least 1 group of sentences, got 0")
    optimizer = adam_with_warmup(settings.learning_rate, settings.steps, settings.max_gradient_norm)
    model.compile(optimizer, token_cross_entropy, jit_compile=JIT_COMPILE)
    losses = []

    def step(batch: Group, progress: Progress) -> float:
        inputs = [batch.source, target_inputs(batch.target)]
        losses.append(train_on_batch(model, inputs, batch.target))
        return losses[-1]

    def after_step(progress: Progress, steps: int) -> None:
        report(progress.step, losses[-1])

    batches = draw_batches(groups, settings)
    train_epoch(model, batches, settings.steps, step, Progress(), KeepNothing(), after_step)
    return losses


def draw_batches(groups: Sequence[Group], settings: TrainingSettings) -> Iterator[Group]:
    """Draws the batch of each step from one group.

    At first that is the shortest; the next ones join one by one until all are in after a share
    `settings.curriculum` of the steps (curriculum learning: Bengio et al., 2009). Groups that have
    joined are equally likely. A batch is as long as its longest sentence.
    """
    rng = np.random.default_rng(settings.seed)
    for step in range(settings.steps):
        group = groups[rng.integers(groups_in(step / settings.steps, len(groups), settings))]
        rows = rng.integers(len(group.source), size=settings.batch_size)
        yield Group(_trimmed(group.source[rows]), _trimmed(group.target[rows]))


def _trimmed(ids: np.ndarray) -> np.ndarray:
    """Ids (sentences, time) without the columns at the end that are `<pad>` alone."""
    return ids[:, : (ids != PAD).sum(axis=1).max()]


def groups_in(done: float, n_groups: int, settings: TrainingSettings) -> int:
    """How many groups, the shortest first, have joined after a share `done` of the steps."""
    if done >= settings.curriculum:
        return n_groups
    return 1 + int((n_groups - 1) * done / settings.curriculum)


def token_cross_entropy(targets, logits):
    """Mean over the tokens, `<pad>` left out, of -log p(token), in nats.

    Args:
        targets: Ids (batch, time).
        logits: (batch, time, tokens in the vocabulary).
    """
    nats = keras.ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    counted = keras.ops.cast(targets != PAD, nats.dtype)
    return keras.ops.sum(nats * counted) / keras.ops.sum(counted)
