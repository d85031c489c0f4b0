"""Trained models on disk: a `.keras` file, and beside it its card (`model_cards`)."""

import hashlib
import tempfile
from pathlib import Path

import numpy as np

from course_utils import atomic
from course_utils.backend import keras
from course_utils.training.model_cards import find_model, model_path, read_card, write_card

__all__ = ["model_path", "read_card", "read_model", "write_model"]


def write_model(path: str | Path, model, kind: str, version: int, facts: dict) -> dict:
    """Writes a model and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        model: Not compiled: an optimizer would be written too.
        kind: The kind of model; names of such models begin with it.
        version: Version of the card's fields, for this kind.
        facts: The card's own fields, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The path does not end in `.keras`.
    """
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"a model's file name ends in .keras: {path}")
    content = _keras_bytes(model)
    card = {
        "kind": kind,
        "version": version,
        **facts,
        "versions": {"keras": keras.version(), "numpy": np.__version__},
        "backend": keras.backend.backend(),
        "parameters": model.count_params(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    card = write_card(path, card)
    atomic.write_bytes(path, content)
    return card


def read_model(name_or_path: str | Path, kind: str, version: int) -> tuple:
    """Reads a model that comes with the course, by its name, or any other, by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.
        kind: The kind of model that is expected.
        version: The version of the card that is expected.

    Returns:
        model, card: The `keras.Model`, and the card as a dict.

    Raises:
        ValueError: As `find_model`, or this version of Keras cannot read the file.
    """
    path, card = find_model(name_or_path, kind, version)
    try:
        return keras.saving.load_model(path, compile=False), card
    except Exception as error:  # Keras raises nearly anything for a file of another version
        made_with = card["versions"]["keras"]
        raise ValueError(
            f"{path} was written by Keras {made_with}, and Keras {keras.version()} cannot read it: "
            f"{error}"
        ) from error


def _keras_bytes(model) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        model.save(file)
        return file.read_bytes()
