"""Trained models on disk: a `.keras` file and beside it a JSON card that says what made it.

A card names the command, the data, the seed, versions and metrics. Loading checks that the two
belong together.
"""

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np

from course_utils import atomic
from course_utils.backend import keras
from course_utils.training.model_cards import find_model, model_path, read_card

__all__ = ["model_path", "read_card", "read_model", "write_model"]


def write_model(path: str | Path, model, kind: str, version: int, facts: dict) -> dict:
    """Writes a model and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        model: Without its optimizer, which would be written as well.
        kind: What sort of model it is; its name begins with it.
        version: Of the kind's card.
        facts: What the card is to say, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The name ends otherwise.
    """
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"the name of a model's file ends in .keras: {path}")
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
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    atomic.write_bytes(path, content)
    atomic.write_text(path.with_suffix(".json"), text)
    return json.loads(text)


def read_model(name_or_path: str | Path, kind: str, version: int) -> tuple:
    """Reads a model that comes with the course, by name, or any other one by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.
        kind: What sort of model it has to be.
        version: Of its card.

    Returns:
        model, card: The `keras.Model`, and what its card says.

    Raises:
        ValueError: There is no such model, it has no card, the two do not belong together, or they
            are of a kind or a version that was not asked for.
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
