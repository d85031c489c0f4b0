"""Trained date translators on disk; see `course_utils.training.model_files`."""

from collections.abc import Sequence
from pathlib import Path

from course_utils.backend import keras
from course_utils.dates.characters import CharacterVocabulary, with_locale_padding
from course_utils.dates.translator import DateTranslator
from course_utils.training import model_files

KIND, VERSION = "dates", 1
SHIPPED = "dates_multilingual"


def save_date_translator(
    path: str | Path,
    model,
    vocabulary: CharacterVocabulary,
    locales: Sequence[str],
    facts: dict,
) -> dict:
    """Writes a model without its optimizer, and its card.

    Args:
        path: Ends in `.keras`; the card has the same name with `.json`.
        model: As from `build_date_translator`.
        vocabulary: The characters that it reads, as from `locale_vocabulary`.
        locales: That it was trained for; it reads the first of them by default.
        facts: Further entries of the card, as plain JSON.

    Returns:
        The card.

    Raises:
        ValueError: The path does not end in `.keras`, or the vocabulary is of another size than
            the model's.
    """
    DateTranslator(model, vocabulary)
    bare = keras.models.clone_model(model)
    bare.set_weights(model.get_weights())
    facts = {**facts, "vocabulary": list(vocabulary.tokens), "locales": list(locales)}
    return model_files.write_model(path, bare, KIND, VERSION, facts)


def load_date_translator(
    name_or_path: str | Path = SHIPPED, locale: str | None = None
) -> DateTranslator:
    """Loads a translator that comes with the course, by name, or any other one by its path.

    Args:
        name_or_path: A name stands for `data/models/NAME.keras`; a path ends in `.keras`.
        locale: The locale of the dates to read, by default the first of the model's.

    Returns:
        A translator for this locale.

    Raises:
        ValueError: There is no such model, it was not trained for the locale, it has no card, or
            the card is of another file.
    """
    model, card = model_files.read_model(name_or_path, KIND, VERSION)
    locale = card["locales"][0] if locale is None else locale
    if locale not in card["locales"]:
        known = ", ".join(card["locales"])
        raise ValueError(f"the model {name_or_path} knows {known}, got {locale!r}")
    vocabulary = CharacterVocabulary(card["vocabulary"], special=())
    return DateTranslator(model, with_locale_padding(vocabulary, locale))


def read_date_card(name_or_path: str | Path = SHIPPED) -> dict:
    """Reads the card of a model; see `load_date_translator` for the argument.

    Raises:
        ValueError: There is no such model or no card, or it is of an unknown version.
    """
    return model_files.read_card(name_or_path, KIND, VERSION)
