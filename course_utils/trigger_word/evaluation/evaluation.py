"""How good a detector is on clips that it never heard, mixed into backgrounds from a seed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from course_utils.trigger_word.detection import REFRACTORY_MS, decode_events
from course_utils.trigger_word.detectors import DetectorConfig
from course_utils.trigger_word.evaluation.det_curve import DetCurve, det_curve
from course_utils.trigger_word.evaluation.event_report import EventReport, report_events
from course_utils.trigger_word.mixes import MixedClip


@dataclass(frozen=True)
class Heard:
    """What a detector said to mixed clips.

    Attributes:
        probabilities: (clips, steps).
        words: For each clip the (start, end) in ms of every word in it.
        step_ms: Milliseconds from one step to the next.
        first_ms: When step 0 is known.
        clip_ms: Length of a clip.
    """

    probabilities: np.ndarray
    words: tuple[list[tuple[int, int]], ...]
    step_ms: float
    first_ms: float
    clip_ms: float = 10_000.0

    def det(self) -> DetCurve:
        """Misses against false alarms per hour."""
        pairs = zip(self.probabilities, self.words, strict=True)
        return det_curve(pairs, self.step_ms, self.first_ms)

    def report(self, threshold: float) -> EventReport:
        """Scores of the events at a threshold."""
        return report_events(
            (self.events(number, threshold), words, self.clip_ms)
            for number, words in enumerate(self.words)
        )

    def events(self, number: int, threshold: float) -> np.ndarray:
        """When the detector rang in one clip, in ms."""
        times = decode_events(self.probabilities[number], threshold, self.step_ms, REFRACTORY_MS)
        return times + self.first_ms


def hear(
    mixed: Iterable[MixedClip],
    predict: Callable[[np.ndarray], np.ndarray],
    config: DetectorConfig,
    batch_size: int = 16,
) -> Heard:
    """Lets a detector hear clips.

    Args:
        mixed: Clips of one length, with their words.
        predict: Features (batch, frames, bands) -> probabilities (batch, steps, 1).
        config: The detector's.
        batch_size: Clips that are heard at once.

    Raises:
        ValueError: There are no clips.
    """
    probabilities, words, mixed = [], [], iter(mixed)
    while batch := list(islice(mixed, batch_size)):
        features = np.stack([config.front_end.features(clip.samples) for clip in batch])
        probabilities.append(np.asarray(predict(features))[..., 0])
        words += [clip.words for clip in batch]
    if not words:
        raise ValueError("there are no clips to hear")
    return Heard(np.concatenate(probabilities), tuple(words), config.step_ms, config.first_ms)
