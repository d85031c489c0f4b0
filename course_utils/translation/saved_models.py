"""Trained encoder-decoders on disk; see `course_utils.training.model_files`."""

from dataclasses import asdict
from pathlib import Path

from course_utils.training import model_files
from course_utils.translation.seq2seq import Seq2SeqConfig, build_seq2seq
from course_utils.translation.vocabulary import Vocabulary

KIND, VERSION = "translation", 1
SHIPPED = "translation_224"


def save_seq2seq(
    path: str | Path,
    model,
    config: Seq2SeqConfig,
    source_vocabulary: Vocabulary,
    target_vocabulary: Vocabulary,
    facts: dict,
) -> dict:
    """Writes a model without its optimizer, and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        model: As from `build_seq2seq`.
        config: The network's shape.
        source_vocabulary: The words that it reads.
        target_vocabulary: The words that it writes.
        facts: Further entries of the card, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The path does not end in `.keras`, or the weights are of another shape.
    """
    bare = build_seq2seq(config, seed=0)
    bare.set_weights(model.get_weights())
    words = {"source_tokens": source_vocabulary.tokens, "target_tokens": target_vocabulary.tokens}
    facts = {**facts, "config": asdict(config), **{side: list(t) for side, t in words.items()}}
    return model_files.write_model(path, bare, KIND, VERSION, facts)


def load_seq2seq(
    name_or_path: str | Path, source_vocabulary: Vocabulary, target_vocabulary: Vocabulary
):
    """Loads a model that comes with the course, by its name, or any other one by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.
        source_vocabulary: The words that it is to read.
        target_vocabulary: The words that it is to write.

    Returns:
        The `keras.Model`, as from `build_seq2seq`.

    Raises:
        ValueError: There is no such model, it has no card, the card is of another file, or the
            model was trained with other vocabularies, whose ids mean other words.
    """
    model, card = model_files.read_model(name_or_path, KIND, VERSION)
    known = card["source_tokens"], card["target_tokens"]
    if known != (list(source_vocabulary.tokens), list(target_vocabulary.tokens)):
        raise ValueError(f"the model {name_or_path} was trained with other vocabularies")
    return model


def read_seq2seq_card(name_or_path: str | Path = SHIPPED) -> dict:
    """Reads the card of a model; see `load_seq2seq` for the argument.

    Raises:
        ValueError: There is no such model or no card, or it is of an unknown version.
    """
    return model_files.read_card(name_or_path, KIND, VERSION)
