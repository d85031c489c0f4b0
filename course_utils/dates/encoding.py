"""Examples as ids to train on, where a translator may be told the locale of a text.

"3/4/2005" is in March in en_US and in April in en_GB. A translator for several locales has a
`<pad>` for each of them: what fills the room behind a text says where it was written.
"""

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
from course_utils.translation.attention_scores import DIGITS


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
