"""Text to tokens, tokens to numbers, and back."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

PAD, START, END, UNKNOWN = range(4)
SPECIAL_TOKENS = ("<pad>", "<s>", "</s>", "<unk>")
# languages whose words are not separated by spaces, or not from their numbers (Korean)
BY_CHARACTER = frozenset(("bo", "ja", "km", "ko", "lo", "my", "th", "wuu", "yue", "zh"))
SPACE = "▁"  # the token of a space between characters, as in SentencePiece

_APOSTROPHES = "'\u2019"
_PUNCTUATION = r""",;:.!?()\[\]"«»“”、。،؛…"""
_WORD = re.compile(
    rf"[^\s{_PUNCTUATION}{_APOSTROPHES}]+[{_APOSTROPHES}](?=\w)"  # elided: l', d'
    rf"|[^\s{_PUNCTUATION}]+"
    rf"|[{_PUNCTUATION}]"
)
_CHARACTER = re.compile(r"\d+|.")
_NO_SPACE_BEFORE = re.compile(r" (?=[,;:.!?)\]”»،؛…])")
_NO_SPACE_AFTER = re.compile(rf"(?<=[(\[“«]) |(?<=\w[{_APOSTROPHES}]) ")
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c]")


def normalize(text: str) -> str:
    """Makes every space, non-breaking ones too, the plain one, and drops direction marks."""
    return " ".join(_DIRECTION_MARKS.sub("", text).split())


def tokenize(text: str, language: str) -> tuple[str, ...]:
    """Cuts a text into tokens.

    Words, an elided word with its apostrophe ("l'" and "heure"), and marks of punctuation are
    tokens. In the languages of `BY_CHARACTER` each character is one, a space too (as "▁"), but a
    number is one token.

    Args:
        text: One sentence.
        language: Its code, such as "fr"; a territory or script may follow ("zh_Hant").
    """
    text = normalize(text)
    if _by_word(language):
        return tuple(_WORD.findall(text))
    return tuple(token.replace(" ", SPACE) for token in _CHARACTER.findall(text))


def detokenize(tokens: Iterable[str], language: str) -> str:
    """Joins tokens to a text that reads right: the inverse of `tokenize`, up to `normalize`."""
    if not _by_word(language):
        return "".join(tokens).replace(SPACE, " ")
    return _NO_SPACE_AFTER.sub("", _NO_SPACE_BEFORE.sub("", " ".join(tokens)))


def _by_word(language: str) -> bool:
    return re.split("[-_]", language)[0] not in BY_CHARACTER


class Vocabulary:
    """The tokens of a language: id 0 is `<pad>`, 1 `<s>`, 2 `</s>`, 3 `<unk>`, then all others.

    The others stand in order of how often they occur, the most frequent first, equally frequent
    ones in the order of their characters.

    Args:
        sentences: Sequences of tokens, those of training.
        min_count: Tokens that occur less often are unknown.

    Attributes:
        tokens: All tokens; the id of a token is its place.

    Raises:
        ValueError: `min_count` is below 1, or a sentence holds one of the four special tokens.
    """

    def __init__(self, sentences: Iterable[Sequence[str]], min_count: int = 1):
        if min_count < 1:
            raise ValueError(f"min_count is at least 1, got {min_count}")
        counts = Counter(token for sentence in sentences for token in sentence)
        for token in SPECIAL_TOKENS:
            if token in counts:
                raise ValueError(f"sentences hold {token!r}, which is a special token")
        ordered = sorted(counts, key=lambda token: (-counts[token], token))
        ordinary = [token for token in ordered if counts[token] >= min_count]
        self.tokens = (*SPECIAL_TOKENS, *ordinary)
        self._ids = {token: id_ for id_, token in enumerate(ordinary, len(SPECIAL_TOKENS))}

    def __len__(self) -> int:
        """How many tokens there are, the special ones included."""
        return len(self.tokens)

    def encode(self, sentence: Iterable[str]) -> tuple[int, ...]:
        """Ids of a sentence's tokens, and `</s>` after them; a token it lacks is `<unk>`."""
        return (*(self._ids.get(token, UNKNOWN) for token in sentence), END)

    def decode(self, ids: Iterable[int]) -> tuple[str, ...]:
        """Tokens of ids up to the first `</s>`, without `<pad>` and `<s>`.

        Raises:
            ValueError: An id is not in the vocabulary.
        """
        sentence = []
        for id_ in ids:
            if not 0 <= id_ < len(self):
                raise ValueError(f"ids are 0 to {len(self) - 1}, got {id_}")
            if id_ == END:
                break
            if id_ not in (PAD, START):
                sentence.append(self.tokens[id_])
        return tuple(sentence)

    def batch(self, sentences: Iterable[Iterable[str]]) -> np.ndarray:
        """Encodes sentences as int32 (sentences, longest), `<pad>` behind the shorter ones.

        Raises:
            ValueError: There is no sentence.
        """
        encoded = [self.encode(sentence) for sentence in sentences]
        if not encoded:
            raise ValueError("a batch holds at least 1 sentence, got 0")
        ids = np.full((len(encoded), max(map(len, encoded))), PAD, np.int32)
        for row, sentence in zip(ids, encoded, strict=True):
            row[: len(sentence)] = sentence
        return ids
