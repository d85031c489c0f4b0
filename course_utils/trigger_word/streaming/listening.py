"""Detections in a microphone's sound, or in a file of any length that is read in blocks."""

from collections.abc import Iterable, Iterator

import numpy as np

from course_utils.audio.blocks import mono, resampled
from course_utils.trigger_word.streaming.streaming_detector import Detection, StreamingDetector


def listen(
    blocks: Iterable[np.ndarray],
    sample_rate: int,
    detector: StreamingDetector,
    threshold: float | None = None,
) -> Iterator[Detection]:
    """Yields each detection as soon as it is made.

    Args:
        blocks: Float samples (frames, channels) in [-1, 1], one block after the other; channels
            are mixed to their mean.
        sample_rate: Of the blocks, in Hz.
        detector: As `read_streaming_detector` gives it.
        threshold: Instead of the detector's own, between 0 and 1.

    Raises:
        AudioError: A block holds NaN or infinity.
        ValueError: The threshold is not between 0 and 1.
    """
    if threshold is not None and not 0 < threshold < 1:
        raise ValueError(f"the threshold is between 0 and 1, got {threshold}")
    stream, events = detector.stream(), detector.events(threshold)
    for samples in resampled(map(mono, blocks), sample_rate, detector.front_end.sample_rate):
        yield from events.feed(stream.feed(np.clip(samples, -1, 1)))
