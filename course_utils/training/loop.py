"""One epoch of a training, step by step: what all trainings of the course do alike."""

import math
import time
from collections.abc import Callable, Iterator

from course_utils.training.checkpoints import Progress


def train_epoch(
    model,
    batches: Iterator,
    steps: int,
    step: Callable[[object, Progress], float],
    progress: Progress,
    checkpoints,
    report: Callable[[Progress, int], None],
    asked: float | None = None,
) -> tuple[Progress, float]:
    """Trains to the end of an epoch.

    Args:
        model: Compiled.
        batches: Gives the batches from `progress.step` on; the time that it takes is waiting.
        steps: Of the whole epoch.
        step: Trains on a batch at a point of the training; returns its loss.
        progress: Where the training is.
        checkpoints: As `CheckpointFile`; told after each step but the last.
        report: Called after each step with the progress and `steps`.
        asked: The `time.monotonic()` at which the epoch's data was asked for; None for now.

    Returns:
        progress, waiting: After the last step, and the share of the time, 0 to 1, in which the
        next batch was not there.

    Raises:
        ValueError: A loss is no longer a number.
    """
    begin = asked = time.monotonic() if asked is None else asked
    waited = 0.0
    while progress.step < steps:
        batch = next(batches)
        waited += time.monotonic() - asked
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
        asked = time.monotonic()
    return progress, waited / max(time.monotonic() - begin, 1e-9)
