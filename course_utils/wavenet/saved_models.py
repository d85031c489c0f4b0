"""Trained WaveNets on disk; see `course_utils.training.model_files`."""

import json
from dataclasses import asdict
from pathlib import Path

from course_utils.training import model_files
from course_utils.wavenet.model import build_wavenet, config_of

KIND, VERSION = "wavenet", 1


def save_wavenet(path: str | Path, model, facts: dict) -> dict:
    """Writes a model without its optimizer, and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        model: As from `build_wavenet`.
        facts: What the card is to say, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The name ends otherwise.
    """
    bare = build_wavenet(config_of(model))
    bare.set_weights(model.get_weights())
    facts = {**facts, "config": asdict(config_of(model))}
    return model_files.write_model(path, bare, KIND, VERSION, facts)


def load_wavenet(name_or_path: str | Path):
    """Loads a model that comes with the course, by name, or any other one by its path.

    Args:
        name_or_path: `"wavenet_large"` for `data/models/wavenet_large.keras`; a path ends in
            `.keras`.

    Returns:
        The `keras.Model`.

    Raises:
        ValueError: There is no such model, it has no card, the two do not belong together, or they
            are of a version that this course does not know.
    """
    model, card = model_files.read_model(name_or_path, KIND, VERSION)
    if json.loads(json.dumps(asdict(config_of(model)))) != card["config"]:
        path = model_files.model_path(name_or_path, KIND)
        raise ValueError(f"{path} holds a network of another shape than its card says")
    return model


def read_card(name_or_path: str | Path) -> dict:
    """Reads the card of a model; see `load_wavenet` for the argument.

    Raises:
        ValueError: There is no such model or no card, or it is of an unknown version.
    """
    return model_files.read_card(name_or_path, KIND, VERSION)
