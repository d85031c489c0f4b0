"""Trained detectors on disk; see `course_utils.model_files`."""

from dataclasses import asdict, dataclass
from pathlib import Path

from course_utils import model_files
from course_utils.backend import keras
from course_utils.trigger_word.detectors import DetectorConfig
from course_utils.trigger_word.front_end import FrontEnd
from course_utils.trigger_word.listeners import KIND, SHIPPED, VERSION


@dataclass(frozen=True)
class Detector:
    """A trained detector and what it takes to use it.

    Attributes:
        model: The `keras.Model`, for sound of any length.
        config: What it hears with, and its sizes.
        threshold: Of an event, picked on development clips.
        word: That it was trained to hear.
    """

    model: object
    config: DetectorConfig
    threshold: float
    word: str


def save_detector(path: str | Path, detector: Detector, facts: dict) -> dict:
    """Writes a detector without its optimizer, and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        detector: Trained.
        facts: What the card is to say besides, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The name ends otherwise.
    """
    bare = keras.models.clone_model(detector.model)
    bare.set_weights(detector.model.get_weights())
    facts = {
        "word": detector.word,
        "threshold": detector.threshold,
        "front_end": asdict(detector.config.front_end),
        "sizes": detector.config.sizes,
        **facts,
    }
    return model_files.write_model(path, bare, KIND, VERSION, facts)


def load_detector(name_or_path: str | Path = SHIPPED) -> Detector:
    """Loads a detector that comes with the course, by name, or any other one by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.

    Raises:
        ValueError: There is no such model, it has no card, or the two do not belong together.
    """
    model, card = model_files.read_model(name_or_path, KIND, VERSION)
    config = DetectorConfig(FrontEnd(**card["front_end"]), **card["sizes"])
    return Detector(model, config, card["threshold"], card["word"])
