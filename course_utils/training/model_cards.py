"""The cards of trained models: a JSON file beside the `.keras` file that says how it was made.

A card names the command, the data, the seed, the versions and the metrics. It also holds the
SHA-256 of the `.keras` file, which loading checks. No Keras here: the streaming detector runs
without it.
"""

import hashlib
import json
from pathlib import Path

from course_utils import atomic
from course_utils.folders import data_folder


def write_card(path: Path, card: dict) -> dict:
    """Writes the card of a `.keras` file beside it.

    Args:
        path: The `.keras` file's; the card has the same name with `.json`.
        card: Plain JSON, with the model's `kind`, the card's `version` and the file's `sha256`.

    Returns:
        The card as it will be read.
    """
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    atomic.write_text(path.with_suffix(".json"), text)
    return json.loads(text)


def find_model(name_or_path: str | Path, kind: str, version: int) -> tuple[Path, dict]:
    """Finds a model and reads its card.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.
        kind: The kind of model that is expected.
        version: The version of the card that is expected.

    Returns:
        path, card: The path of the `.keras` file, and the card as a dict.

    Raises:
        ValueError: There is no such model, it has no card, the card is of another file, or it is of
            another kind or version.
    """
    path = model_path(name_or_path, kind)
    card = read_card(path, kind, version)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != card["sha256"]:
        raise ValueError(
            f"{path} is not the file that {path.with_suffix('.json').name} describes: its SHA-256 "
            f"is {digest[:12]}..., the card says {card['sha256'][:12]}..."
        )
    return path, card


def read_card(name_or_path: str | Path, kind: str, version: int) -> dict:
    """Reads the card of a model; see `find_model` for the arguments.

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
        raise ValueError(f"{file} is not the card of a model: {error}") from None
    if found != (kind, version):
        raise ValueError(
            f"{file} is a card of {found[0]} version {found[1]}; this course reads {kind} version "
            f"{version}: train the model again, or use the course's version that made it"
        )
    return card


def model_path(name_or_path: str | Path, kind: str) -> Path:
    """The path of a `.keras` file: a path as it is, a bare name in `data/models`.

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
