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
from course_utils.folders import data_folder


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
    path = model_path(name_or_path, kind)
    card = read_card(path, kind, version)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != card["sha256"]:
        raise ValueError(
            f"{path} is not the file that {path.with_suffix('.json').name} describes: its SHA-256 "
            f"is {digest[:12]}..., the card says {card['sha256'][:12]}..."
        )
    try:
        return keras.saving.load_model(path, compile=False), card
    except Exception as error:  # Keras raises nearly anything for a file of another version
        made_with = card["versions"]["keras"]
        raise ValueError(
            f"{path} was written by Keras {made_with}, and Keras {keras.version()} cannot read it: "
            f"{error}"
        ) from error


def read_card(name_or_path: str | Path, kind: str, version: int) -> dict:
    """Reads the card of a model; see `read_model` for the arguments.

    Raises:
        ValueError: There is no such model or no card, or it is of another kind or version.
    """
    path = model_path(name_or_path, kind)
    file = path.with_suffix(".json")
    if not file.is_file():
        raise ValueError(f"{path} has no card: {file.name} is not beside it")
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
        found = card["kind"], card["version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{file} is no card of a model: {error}") from None
    if found != (kind, version):
        raise ValueError(
            f"{file} is a card of {found[0]} version {found[1]}; this course reads {kind} version "
            f"{version}: train the model again, or use the course's version that made it"
        )
    return card


def model_path(name_or_path: str | Path, kind: str) -> Path:
    """The `.keras` file that is meant: a path as it is, a bare name in `data/models`.

    Raises:
        ValueError: There is no such file.
    """
    path = Path(name_or_path)
    known = ""
    if path.suffix != ".keras":
        folder = data_folder("models")
        known = ", ".join(file.stem for file in sorted(folder.glob(f"{kind}*.keras")))
        known = f"; the course comes with {known or 'none'}"
        path = folder / f"{name_or_path}.keras"
    if not path.is_file():
        raise ValueError(f"there is no model {path}{known}")
    return path


def _keras_bytes(model) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        model.save(file)
        return file.read_bytes()
