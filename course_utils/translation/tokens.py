"""Text to tokens and back: words and punctuation, or characters where spaces do not part words."""

import re
from collections.abc import Iterable

# languages whose words are not parted by spaces, or not from their numbers (Korean)
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
