"""Examples as ids to train on, and whether attention looks where a digit comes from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from course_utils.dates.characters import (
    MACHINE_VOCABULARY,
    PADDING,
    UNKNOWN,
    CharacterVocabulary,
    encode_text,
)
from course_utils.dates.examples import DateExample

DIGITS = {"year": (0, 1, 2, 3), "month": (5, 6), "day": (8, 9)}
"""Places in "YYYY-MM-DD"."""


def attention_matches(
    alphas: np.ndarray, examples: Sequence[DateExample]
) -> dict[str, tuple[int, int]]:
    """Counts digits whose strongest weight falls on the part of the text that they come from.

    A part that is not in a text, or of which nothing is within Tx, does not count.

    Args:
        alphas: (examples, 10, Tx), as from `DateTranslator.read`.
        examples: With `spans`.

    Returns:
        "year", "month" and "day" -> (digits that look there, digits).

    Raises:
        ValueError: There are not as many maps as examples, or they have other than 10 rows.
    """
    if alphas.ndim != 3 or alphas.shape[:2] != (len(examples), 10):
        raise ValueError(
            f"{len(examples)} examples need alphas ({len(examples)}, 10, Tx), got {alphas.shape}"
        )
    strongest = alphas.argmax(axis=-1)
    counts = {}
    for part, places in DIGITS.items():
        spans = [example.spans.get(part, (0, 0)) for example in examples]
        start, stop = np.array(spans, int).reshape(-1, 2).T[:, :, None]
        counted = (start < stop) & (start < alphas.shape[-1])
        looks = (start <= strongest[:, places]) & (strongest[:, places] < stop)
        counts[part] = int((looks & counted).sum()), int(counted.sum()) * len(places)
    return counts


def attention_score(alphas: np.ndarray, examples: Sequence[DateExample]) -> float:
    """Share of digits whose strongest weight falls on the part that they come from, 0 to 1.

    Args:
        alphas: As for `attention_matches`.
        examples: As for `attention_matches`.

    Raises:
        ValueError: As `attention_matches`, or no part of any text counts.
    """
    looks, digits = np.sum(list(attention_matches(alphas, examples).values()), axis=0)
    if not digits:
        raise ValueError("a share needs at least 1 digit to look for, got 0")
    return float(looks / digits)


class DateIds(NamedTuple):
    """Dates as ids.

    Attributes:
        texts: int32 (dates, Tx).
        isos: int32 (dates, Ty).
        places: bool (dates, Ty, Tx): where in the text each character of the ISO date comes from;
            everywhere if that is nowhere.
    """

    texts: np.ndarray
    isos: np.ndarray
    places: np.ndarray


def locale_vocabulary(texts: Iterable[str], locales: Sequence[str]) -> CharacterVocabulary:
    """The characters of texts in lower case, then "<unk>", "<pad>" and a "<pad>" for each locale.

    Args:
        texts: All kinds that there will be.
        locales: Names; one alone needs no `<pad>` of its own.
    """
    own = [_padding(locale) for locale in locales] if len(locales) > 1 else []
    return CharacterVocabulary(sorted(set("".join(texts).lower())), [UNKNOWN, PADDING, *own])


def told(vocabulary: CharacterVocabulary, locale: str) -> CharacterVocabulary:
    """A vocabulary whose `<pad>` is the one of a locale, if that has one.

    Args:
        vocabulary: As from `locale_vocabulary`.
        locale: As named there.
    """
    copy = CharacterVocabulary(vocabulary.tokens, special=())
    copy[PADDING] = vocabulary.get(_padding(locale), vocabulary[PADDING])
    return copy


def encode_dates(
    examples: Sequence[DateExample], Tx: int, vocabulary: CharacterVocabulary
) -> DateIds:
    """Encodes examples, each text with the `<pad>` of its locale.

    Args:
        examples: At least one.
        Tx: Characters of a text, padding included.
        vocabulary: Of the texts.

    Raises:
        ValueError: There are no examples, or `Tx` is below 1.
    """
    if not examples:
        raise ValueError("there are no dates to encode")
    of_locale = {locale: told(vocabulary, locale) for locale in {e.locale for e in examples}}
    return DateIds(
        np.stack([encode_text(e.text, Tx, of_locale[e.locale]) for e in examples]),
        np.stack([MACHINE_VOCABULARY.encode(e.iso) for e in examples]),
        np.stack([_places(e, Tx) for e in examples]),
    )


def _places(example: DateExample, Tx: int) -> np.ndarray:
    places = np.zeros((len(example.iso), Tx), bool)
    for part, digits in DIGITS.items():
        start, stop = example.spans.get(part, (0, 0))
        places[digits, start:stop] = True
    places[~places.any(axis=1)] = True
    return places


def _padding(locale: str) -> str:
    return f"<pad {locale}>"
