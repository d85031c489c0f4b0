"""Batches of shifted fragments for Keras: every fragment once an epoch, in a new order each epoch.

The order of an epoch depends on the seed and the epoch's number alone, so training can stop after
any step and go on with exactly the batches that were still to come. Call `fit` with
`shuffle=False`: by default it draws the batches in an order of its own, from a global seed.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from course_utils.backend import keras


class FragmentBatches(keras.utils.PyDataset):
    """The fragments at `starts` as batches (x, y) of shape (batch, fragment_length).

    The last batch of an epoch is smaller where the batch size does not divide the fragments.

    Args:
        codes: One array (samples,) of codes for each recording.
        starts: (n, 2) of [recording, start], as from `fragment_starts`.
        fragment_length: Samples in a fragment.
        batch_size: Fragments in a batch.
        seed: Decides the order of every epoch.
        make_batch: `shifted_batch`, or your own: (codes, starts, fragment_length) -> x, y.

    Attributes:
        n_skipped: Number of recordings too short for a fragment.

    Raises:
        ValueError: There are fewer fragments than a batch needs, or a fragment and its target
            would run past the end of their recording.
    """

    def __init__(
        self,
        codes: Sequence[np.ndarray],
        starts: np.ndarray,
        fragment_length: int,
        *,
        make_batch: Callable,
        batch_size: int = 32,
        seed: int = 0,
    ):
        super().__init__()
        _require_fitting(codes, starts, fragment_length, batch_size)
        self.codes = codes
        self.starts = starts
        self.fragment_length = fragment_length
        self.make_batch = make_batch
        self.batch_size = batch_size
        self.seed = seed
        self.n_skipped = len(codes) - len(np.unique(starts[:, 0]))
        self.go_to(epoch=0, step=0)

    def go_to(self, epoch: int, step: int = 0) -> None:
        """Makes batch `step` of `epoch` the next one; the epoch's earlier batches are left out.

        `fit` asks for the number of batches only once. So finish a begun epoch with its own call,
        `fit(..., initial_epoch=epoch, epochs=epoch + 1)`, before one for the whole epochs.

        Raises:
            ValueError: There is no such epoch or step.
        """
        steps = math.ceil(len(self.starts) / self.batch_size)
        if epoch < 0 or not 0 <= step < steps:
            raise ValueError(f"no step {step} in epoch {epoch}: an epoch has {steps} steps")
        self.epoch = epoch
        self.first_step = step
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.starts))
        self._last_was_given = False

    def __len__(self) -> int:
        """Batches still to come in this epoch."""
        return math.ceil(len(self.starts) / self.batch_size) - self.first_step

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Batch number `index` of those still to come in this epoch."""
        if not 0 <= index < len(self):
            raise IndexError(f"no batch {index}: {len(self)} are to come in this epoch")
        self._last_was_given = index == len(self) - 1
        first = (self.first_step + index) * self.batch_size
        chosen = self.starts[self.order[first : first + self.batch_size]]
        return self.make_batch(self.codes, chosen, self.fragment_length)

    def on_epoch_end(self) -> None:
        """Goes to the start of the next epoch, in its own order.

        Keras calls it after an epoch, and also before the first, when it has looked at one batch or
        at none; such a call is ignored.
        """
        if self._last_was_given:
            self.go_to(self.epoch + 1)


def _require_fitting(codes, starts, fragment_length, batch_size):
    if batch_size < 1:
        raise ValueError(f"batch_size is at least 1, got {batch_size}")
    if len(starts) < batch_size:
        raise ValueError(
            f"{len(starts)} fragments of {fragment_length} samples are fewer than a batch of "
            f"{batch_size}: use more or longer recordings, shorter fragments, a smaller stride "
            f"or a smaller batch"
        )
    lengths = np.array([len(c) for c in codes])
    short = (starts < 0).any(1) | (starts[:, 1] + fragment_length + 1 > lengths[starts[:, 0]])
    if short.any():
        recording, start = starts[short][0]
        raise ValueError(
            f"the fragment at sample {start} of recording {recording} needs "
            f"{fragment_length + 1} codes with its target, the recording has {lengths[recording]}"
        )
