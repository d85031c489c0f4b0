"""Characters as numbers, and numbers as vectors with a single 1.

A translator for several locales has a `<pad>` for each of them: "3/4/2005" is in March in en_US and
in April in en_GB, and the padding behind a text says where it was written.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from course_utils.dates.iso_dates import ISO_CHARACTERS
from course_utils.graded import graded

UNKNOWN, PADDING = "<unk>", "<pad>"


class CharacterVocabulary(dict):
    """Ids of characters: a dictionary from each one to its place.

    Args:
        characters: All different, in the order of their ids.
        special: Tokens after them: "<unk>" for a character that is not in the vocabulary, "<pad>"
            for the room behind a short text.

    Attributes:
        tokens: Characters and special tokens; the id of a token is its place.

    Raises:
        ValueError: A token occurs twice.
    """

    def __init__(self, characters: Iterable[str], special: Iterable[str] = (UNKNOWN, PADDING)):
        self.tokens = (*characters, *special)
        super().__init__((token, id_) for id_, token in enumerate(self.tokens))
        if len(self) < len(self.tokens):
            raise ValueError(f"tokens are different, got {self.tokens}")

    def encode(self, text: str) -> np.ndarray:
        """Ids of a text's characters as they are, int32 (characters,).

        Raises:
            ValueError: A character is not in the vocabulary, and "<unk>" is not either.
        """
        try:
            ids = [self[c] if c in self else self[UNKNOWN] for c in text]
        except KeyError:
            unknown = sorted(set(text) - set(self))
            raise ValueError(f"{text!r} holds {unknown}, which the vocabulary lacks") from None
        return np.array(ids, np.int32)

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids, without "<pad>".

        Raises:
            ValueError: An id is not in the vocabulary.
        """
        tokens = []
        for id_ in ids:
            if not 0 <= id_ < len(self):
                raise ValueError(f"ids are 0 to {len(self) - 1}, got {id_}")
            tokens.append(self.tokens[id_])
        return "".join(token for token in tokens if token != PADDING)


MACHINE_VOCABULARY = CharacterVocabulary(ISO_CHARACTERS, special=())


def human_vocabulary(texts: Iterable[str]) -> CharacterVocabulary:
    """The characters of texts in lower case, in order, then "<unk>" and "<pad>"."""
    return locale_vocabulary(texts, [])


def locale_vocabulary(texts: Iterable[str], locales: Sequence[str]) -> CharacterVocabulary:
    """The same vocabulary, followed by a "<pad>" for each locale.

    Args:
        texts: Texts with all characters that are to be known.
        locales: Names; a single one needs no `<pad>` of its own.
    """
    own = [_padding(locale) for locale in locales] if len(locales) > 1 else []
    return CharacterVocabulary(sorted(set("".join(texts).lower())), [UNKNOWN, PADDING, *own])


def with_locale_padding(vocabulary: CharacterVocabulary, locale: str) -> CharacterVocabulary:
    """A vocabulary whose `<pad>` is that of a locale, if the locale has one.

    Args:
        vocabulary: As from `locale_vocabulary`.
        locale: As named there.
    """
    copy = CharacterVocabulary(vocabulary.tokens, special=())
    copy[PADDING] = vocabulary.get(_padding(locale), vocabulary[PADDING])
    return copy


def _padding(locale: str) -> str:
    return f"<pad {locale}>"


@graded(points=4)
def encode_text(text: str, length: int, vocabulary: dict[str, int]) -> np.ndarray:
    """Turns a text of any length into exactly `length` ids.

    The text is put in lower case. A character that the vocabulary lacks becomes "<unk>"; what is
    too long is cut off behind, what is too short is filled up behind with "<pad>".

    Args:
        text: Anything, the empty text included.
        length: Wanted number of ids, at least 1.
        vocabulary: From each character, and from "<unk>" and "<pad>", to its id.

    Returns:
        int32 array (length,).

    Raises:
        ValueError: `length` is below 1.
    """
    if length < 1:
        raise ValueError(f"length is at least 1, got {length}")
    ### BEGIN SOLUTION
    ids = [vocabulary.get(character, vocabulary["<unk>"]) for character in text.lower()[:length]]
    padding = [vocabulary["<pad>"]] * (length - len(ids))
    return np.array(ids + padding, dtype=np.int32)
    ### END SOLUTION


@graded(points=3)
def one_hot(ids: np.ndarray, n: int) -> np.ndarray:
    """Spreads ids of shape S into vectors of shape S + (n,) with a single 1, at the id's place.

    Args:
        ids: Whole numbers 0 .. n - 1, any shape, also a single one.
        n: How many different ids there are.

    Returns:
        float32 array of shape S + (n,).

    Raises:
        ValueError: An id is outside 0 .. n - 1.
    """
    ids = np.asarray(ids)
    if ids.size and not 0 <= ids.min() <= ids.max() < n:
        raise ValueError(f"ids are 0 to {n - 1}, got {ids.min()} to {ids.max()}")
    ### BEGIN SOLUTION
    return np.eye(n, dtype=np.float32)[ids]
    ### END SOLUTION


def encode_texts(
    texts: Iterable[str],
    length: int,
    vocabulary: dict[str, int],
    *,
    encode_text: Callable = encode_text,
) -> np.ndarray:
    """Encodes many texts: int32 (texts, length).

    Raises:
        ValueError: `length` is below 1.
    """
    rows = [encode_text(text, length, vocabulary) for text in texts]
    return np.array(rows, np.int32).reshape(len(rows), length)
