"""A trained detector that is ready to listen: its network, its front end and its threshold."""

from dataclasses import dataclass
from pathlib import Path

from course_utils.audio.front_end import FrontEnd
from course_utils.training.model_cards import find_model
from course_utils.trigger_word.streaming.embedding import EmbeddingFrontEnd
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector
from course_utils.trigger_word.streaming.streaming_detector import EventStream, StreamingDetector

KIND, VERSION = "trigger_word", 1
SHIPPED = "trigger_word_course"


@dataclass(frozen=True)
class Listener:
    """What is needed to hear a word.

    Attributes:
        detector: The network.
        front_end: What it hears with.
        threshold: Of an event, as picked on development data.
        word: That it was trained to hear.
    """

    detector: NumpyDetector
    front_end: FrontEnd | EmbeddingFrontEnd
    threshold: float
    word: str

    def stream(self) -> StreamingDetector:
        """From samples to probabilities, from the beginning of a sound."""
        return StreamingDetector(self.detector, self.front_end)

    def events(self, threshold: float | None = None) -> EventStream:
        """From probabilities to detections, at another threshold if one is given."""
        stream = self.stream()
        threshold = self.threshold if threshold is None else threshold
        return EventStream(threshold, stream.step_ms, stream.first_ms)


def read_listener(name_or_path: str | Path = SHIPPED) -> Listener:
    """Reads a detector without Keras, and what its card says of it.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.

    Raises:
        ValueError: There is no such detector, it has no card, the two do not belong together, or it
            cannot run in NumPy.
    """
    path, card = find_model(name_or_path, KIND, VERSION)
    try:
        front_end = _front_end(card["front_end"])
        threshold, word = float(card["threshold"]), str(card["word"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.with_suffix('.json')} is no card of a detector: {error}") from None
    return Listener(NumpyDetector.read(path), front_end, threshold, word)


def _front_end(facts: dict) -> FrontEnd | EmbeddingFrontEnd:
    return EmbeddingFrontEnd() if "embedding" in facts else FrontEnd(**facts)
