"""Sound that comes in blocks: from a microphone, or from a file that is too long for the memory."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from course_utils.audio.files import AudioError


def mono(block: np.ndarray) -> np.ndarray:
    """Mixes the channels of a block (frames, channels) to their mean: float32 (frames,).

    Raises:
        AudioError: A sample is NaN or infinite.
    """
    if not np.isfinite(block).all():
        raise AudioError("the sound holds samples that are NaN or infinite")
    return block.mean(axis=1, dtype=np.float32)


def resampled(blocks: Iterable[np.ndarray], from_rate: int, to_rate: int) -> Iterator[np.ndarray]:
    """Resamples sound that comes in blocks (n,) as `audio.resample` does with the whole of it."""
    if from_rate == to_rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(from_rate, to_rate, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.empty(0, np.float32), last=True)
