"""Trained WaveNets on disk: a `.keras` file and beside it a JSON card that says what made it.

A card names the command, the data and their digest, the seed, versions, metrics and the network's
shape. Loading checks that the two belong together.
"""

import hashlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np

from course_utils import atomic
from course_utils.backend import keras
from course_utils.folders import data_folder
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
    path = _keras_path(path)
    content = _keras_bytes(model)
    card = {
        "kind": KIND,
        "version": VERSION,
        **facts,
        "versions": {"keras": keras.version(), "numpy": np.__version__},
        "backend": keras.backend.backend(),
        "config": asdict(config_of(model)),
        "parameters": model.count_params(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    text = json.dumps(card, indent=1) + "\n"
    atomic.write_bytes(path, content)
    atomic.write_text(path.with_suffix(".json"), text)
    return json.loads(text)


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
    path = model_path(name_or_path)
    card = read_card(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != card["sha256"]:
        raise ValueError(
            f"{path} is not the file that {path.with_suffix('.json').name} describes: its SHA-256 "
            f"is {digest[:12]}..., the card says {card['sha256'][:12]}..."
        )
    try:
        model = keras.saving.load_model(path, compile=False)
    except Exception as error:  # Keras raises nearly anything for a file of another version
        made_with = card["versions"]["keras"]
        raise ValueError(
            f"{path} was written by Keras {made_with}, and Keras {keras.version()} cannot read it: "
            f"{error}"
        ) from error
    if json.loads(json.dumps(asdict(config_of(model)))) != card["config"]:
        raise ValueError(f"{path} holds a network of another shape than its card says")
    return model


def read_card(name_or_path: str | Path) -> dict:
    """Reads the card of a model; see `load_wavenet` for the argument.

    Raises:
        ValueError: There is no such model or no card, or it is of an unknown version.
    """
    path = model_path(name_or_path)
    file = path.with_suffix(".json")
    if not file.is_file():
        raise ValueError(f"{path} has no card: {file.name} is not beside it")
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
        kind, version = card["kind"], card["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{file} is no card of a model: {error}") from None
    if (kind, version) != (KIND, VERSION):
        raise ValueError(
            f"{file} is a card of {kind} version {version}; this course reads {KIND} version "
            f"{VERSION}: train the model again, or use the course's version that made it"
        )
    return card


def model_path(name_or_path: str | Path) -> Path:
    """The `.keras` file that is meant: a path as it is, a bare name in `data/models`.

    Raises:
        ValueError: There is no such file.
    """
    path = Path(name_or_path)
    if path.suffix == ".keras":
        known = ""
    else:
        folder = data_folder("models")
        known = ", ".join(file.stem for file in sorted(folder.glob("wavenet*.keras")))
        known = f"; the course comes with {known or 'none'}"
        path = folder / f"{name_or_path}.keras"
    if not path.is_file():
        raise ValueError(f"there is no model {path}{known}")
    return path


def _keras_path(path):
    path = Path(path)
    if path.suffix != ".keras":
        raise ValueError(f"the name of a model's file ends in .keras: {path}")
    return path


def _keras_bytes(model):
    """The file that Keras writes for a model without its optimizer."""
    bare = build_wavenet(config_of(model))
    bare.set_weights(model.get_weights())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        bare.save(file)
        return file.read_bytes()
