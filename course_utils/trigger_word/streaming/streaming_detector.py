"""Hearing the word while the sound comes in: the same probabilities as from the whole of it."""

from typing import NamedTuple

import numpy as np

from course_utils.trigger_word.detection import REFRACTORY_MS
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector

BLOCK_S = 1  # so much sound at most goes through the layers at once, which bounds the memory


class StreamingDetector:
    """Turns sound that comes in pieces of any size into probabilities.

    Args:
        detector: A trained detector.
        front_end: `front_end.stream().feed(samples)` gives the features (frames, bands) of what
            came in, `sample_rate` is in Hz, `window` and `hop` are in samples.

    Attributes:
        step_ms: Milliseconds from one step to the next.
        first_ms: When step 0 is known: how much sound it needs.
    """

    def __init__(self, detector: NumpyDetector, front_end):
        self._detector, self._features = detector, front_end.stream()
        self._block = front_end.sample_rate * BLOCK_S
        self._state = detector.start()
        ms = 1000 / front_end.sample_rate
        self.step_ms = detector.frames_per_step * front_end.hop * ms
        self.first_ms = ((detector.first_frames - 1) * front_end.hop + front_end.window) * ms

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Hears more sound.

        Args:
            samples: float32 (n,) in [-1, 1] at the front end's rate; n may be 0.

        Returns:
            The probabilities of the steps that are complete now: (steps,).
        """
        probabilities = [np.empty(0, np.float32)]
        for start in range(0, len(samples), self._block):
            features = self._features.feed(samples[start : start + self._block])
            self._state, new = self._detector.run(self._state, features)
            probabilities.append(new)
        return np.concatenate(probabilities)


class Detection(NamedTuple):
    """The word was heard.

    Attributes:
        time_ms: When, on the clock of the sound.
        probability: Of the step that rose above the threshold.
    """

    time_ms: float
    probability: float


class EventStream:
    """`decode_events` for probabilities that come in pieces: the same events.

    Args:
        threshold: See `decode_events`.
        step_ms: See `decode_events`.
        first_ms: When step 0 is known.
        refractory_ms: See `decode_events`.
    """

    def __init__(
        self,
        threshold: float,
        step_ms: float,
        first_ms: float = 0.0,
        refractory_ms: float = REFRACTORY_MS,
    ):
        self._threshold, self._step_ms, self._first_ms = threshold, step_ms, first_ms
        self._refractory_ms = refractory_ms
        self._step, self._above, self._last_ms = 0, False, -np.inf

    def feed(self, probabilities: np.ndarray) -> list[Detection]:
        """Takes in the next probabilities (steps,) and gives the detections among them."""
        detections = []
        for probability in np.asarray(probabilities).tolist():
            above, time_ms = probability > self._threshold, self._step * self._step_ms
            if above and not self._above and time_ms - self._last_ms >= self._refractory_ms:
                self._last_ms = time_ms
                detections.append(Detection(time_ms + self._first_ms, probability))
            self._step, self._above = self._step + 1, above
        return detections
