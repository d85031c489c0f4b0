"""Trained recognizers on disk; see `course_utils.training.model_files`."""

from pathlib import Path

from course_utils.backend import keras
from course_utils.speech_recognition.attention_model import build_attention_recognizer
from course_utils.speech_recognition.model import PAD_TO
from course_utils.speech_recognition.recognizers import (
    KIND,
    VERSION,
    AttentionConfig,
    RecognizerConfig,
    describe,
    parse_card,
)
from course_utils.speech_recognition.transcriber import Transcriber, transcriber
from course_utils.training import model_files


def save_recognizer(
    path: str | Path, model, config: RecognizerConfig | AttentionConfig, facts: dict
) -> dict:
    """Writes a recognizer without its optimizer, and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        model: As from `build_recognizer` or `build_attention_recognizer`. Of the latter a network
            for a short text is written: it has the same layers.
        config: Its alphabet, front end and sizes.
        facts: What the card is to say besides, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The name ends otherwise, or the model is of another alphabet.
    """
    n_tokens = model.output_shape[-1]
    if n_tokens != config.alphabet.n_tokens:
        raise ValueError(
            f"the model has {n_tokens} tokens, the alphabet {config.alphabet.symbols!r} with the "
            f"blank has {config.alphabet.n_tokens}"
        )
    if isinstance(config, AttentionConfig):
        bare = build_attention_recognizer(config, PAD_TO, 1)
    else:
        bare = keras.Model.from_config(model.get_config())  # a clone would be compiled, too
    bare.set_weights(model.get_weights())
    return model_files.write_model(path, bare, KIND, VERSION, {**describe(config), **facts})


def load_recognizer(name_or_path: str | Path) -> Transcriber:
    """Loads a recognizer that comes with the course, by name, or any other one by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.

    Raises:
        ValueError: There is no such model, it has no card, or the two do not belong together.
    """
    model, card = model_files.read_model(name_or_path, KIND, VERSION)
    return transcriber(model, parse_card(card, name_or_path), card)
