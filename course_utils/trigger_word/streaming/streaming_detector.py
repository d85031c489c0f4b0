"""A detector for sound that comes in pieces: the same probabilities and events as of the whole."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.audio.front_end import FrontEnd
from course_utils.audio.speech_embedding import EmbeddingFrontEnd
from course_utils.training.model_cards import find_model
from course_utils.trigger_word.detection import REFRACTORY_MS
from course_utils.trigger_word.detectors import KIND, SHIPPED, VERSION, parse_card
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector

BLOCK_S = 1
"""The most sound that goes through the layers at once, in seconds: it bounds the memory."""


@dataclass(frozen=True)
class StreamingDetector:
    """A trained detector without Keras, and what it takes to use it.

    Attributes:
        network: From features to probabilities.
        front_end: From sound to features.
        threshold: Of an event, as picked on development data.
        word: What it was trained to detect.
    """

    network: NumpyDetector
    front_end: FrontEnd | EmbeddingFrontEnd
    threshold: float
    word: str

    def stream(self) -> "ProbabilityStream":
        """From samples to probabilities, from the beginning of a sound."""
        return ProbabilityStream(self.network, self.front_end)

    def events(self, threshold: float | None = None) -> "EventStream":
        """From probabilities to detections, at another threshold if one is given."""
        stream = self.stream()
        threshold = self.threshold if threshold is None else threshold
        return EventStream(threshold, stream.step_ms, stream.first_ms)


def read_streaming_detector(name_or_path: str | Path = SHIPPED) -> StreamingDetector:
    """Reads a trained detector and its card without Keras.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.

    Raises:
        ValueError: There is no such detector, it has no card, the two do not belong together, or it
            cannot run in NumPy.
    """
    path, card = find_model(name_or_path, KIND, VERSION)
    config, threshold, word = parse_card(card, path)
    return StreamingDetector(NumpyDetector.read(path), config.front_end, threshold, word)


class ProbabilityStream:
    """Turns sound that comes in pieces of any size into probabilities.

    Args:
        network: A trained detector's.
        front_end: `front_end.stream().feed(samples)` gives the features (frames, bands) of what
            came in, `sample_rate` is in Hz, `window` and `hop` are in samples.

    Attributes:
        step_ms: Milliseconds from one step to the next.
        first_ms: When step 0 is known: how much sound it needs.
    """

    def __init__(self, network: NumpyDetector, front_end: FrontEnd | EmbeddingFrontEnd):
        self._network, self._features = network, front_end.stream()
        self._block = front_end.sample_rate * BLOCK_S
        self._state = network.start()
        ms = 1000 / front_end.sample_rate
        self.step_ms = network.frames_per_step * front_end.hop * ms
        self.first_ms = ((network.first_frames - 1) * front_end.hop + front_end.window) * ms

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Takes in the next samples.

        Args:
            samples: float32 (n,) in [-1, 1] at the front end's rate; n may be 0.

        Returns:
            The probabilities of the steps that are complete now: (steps,).
        """
        probabilities = [np.empty(0, np.float32)]
        for start in range(0, len(samples), self._block):
            features = self._features.feed(samples[start : start + self._block])
            self._state, new = self._network.run(self._state, features)
            probabilities.append(new)
        return np.concatenate(probabilities)


class Detection(NamedTuple):
    """One event: the word was detected.

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
