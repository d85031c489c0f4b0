"""One epoch of a training, step by step, and Adam with warm-up and cosine: for all trainings."""

import math
import time
from collections.abc import Callable, Iterator

from course_utils.backend import keras
from course_utils.training.checkpoints import Progress


def train_epoch(
    model,
    batches: Iterator,
    steps: int,
    step: Callable[[object, Progress], float],
    progress: Progress,
    checkpoints,
    report: Callable[[Progress, int], None],
    begin: float | None = None,
) -> tuple[Progress, float]:
    """Trains to the end of an epoch.

    Args:
        model: Compiled.
        batches: The batches from `progress.step` on. The time that `next` takes counts as waiting.
        steps: Number of steps in the whole epoch.
        step: Trains on a batch, given the batch and the progress; returns its loss.
        progress: Where the training is.
        checkpoints: As `CheckpointFile`; called after each step but the last.
        report: Called after each step with the progress and `steps`.
        begin: The `time.monotonic()` from which waiting for data counts; None for now.

    Returns:
        progress, waiting: The progress after the last step, and the share of the time, 0 to 1, in
        which the training waited for its next batch.

    Raises:
        ValueError: A loss is no longer finite.
    """
    begin = ready = time.monotonic() if begin is None else begin
    waited = 0.0
    while progress.step < steps:
        batch = next(batches)
        waited += time.monotonic() - ready
        loss = step(batch, progress)
        if not math.isfinite(loss):
            raise ValueError(
                f"the loss is {loss} in epoch {progress.epoch}, step {progress.step}: "
                "try a lower learning rate"
            )
        progress = progress.after_step(loss)
        report(progress, steps)
        if progress.step < steps:
            checkpoints.after_step(model, progress)
        ready = time.monotonic()
    return progress, waited / max(time.monotonic() - begin, 1e-9)


def adam_with_warmup(highest: float, n_steps: int, max_gradient_norm: float):
    """Adam whose learning rate rises linearly for 2% of the steps, then falls along a cosine to 2%.

    The cosine is that of Loshchilov and Hutter, "SGDR" (2017, arXiv:1608.03983).

    Args:
        highest: The highest learning rate.
        n_steps: Number of steps in the whole training.
        max_gradient_norm: Gradients whose norm, over all weights, is larger are scaled down to it.
    """
    warmup = max(1, n_steps // 50)
    learning_rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=highest,
        warmup_steps=warmup,
        decay_steps=max(1, n_steps - warmup),
        alpha=0.02,
    )
    return keras.optimizers.Adam(learning_rate, global_clipnorm=max_gradient_norm)
