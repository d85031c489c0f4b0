"""Trained detectors on disk; see `course_utils.training.model_files`."""

from dataclasses import dataclass
from pathlib import Path

from course_utils.backend import keras
from course_utils.training import model_files
from course_utils.trigger_word.detectors import (
    KIND,
    SHIPPED,
    VERSION,
    DetectorConfig,
    describe_front_end,
    parse_card,
)


@dataclass(frozen=True)
class Detector:
    """A trained detector and what it takes to use it.

    Attributes:
        model: The `keras.Model`, for sound of any length.
        config: Its front end and sizes.
        threshold: Of an event, picked on development clips.
        word: What it was trained to detect.
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
    bare = keras.Model.from_config(detector.model.get_config())  # a clone would be compiled, too
    bare.set_weights(detector.model.get_weights())
    facts = {
        "word": detector.word,
        "threshold": detector.threshold,
        "front_end": describe_front_end(detector.config),
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
    return Detector(model, *parse_card(card, name_or_path))
