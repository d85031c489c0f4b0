"""The tokens of a recognizer: the blank, then the characters that it can write."""

from collections.abc import Iterable

import numpy as np

BLANK = 0
"""Id of the token that stands for no character, as `keras.ops.ctc_loss` has it by default."""


class Alphabet:
    """Ids of characters: 0 is the blank, 1 the first character, and so on.

    Attributes:
        symbols: The characters, in the order of their ids.
        n_tokens: How many tokens there are, the blank included.

    Args:
        symbols: The characters, all different; "0123456789" for strings of digits.

    Raises:
        ValueError: There is no character, or one occurs twice.
    """

    def __init__(self, symbols: str):
        twice = sorted({symbol for symbol in symbols if symbols.count(symbol) > 1})
        if not symbols or twice:
            found = f"got {''.join(twice)!r} twice" if twice else "got none"
            raise ValueError(f"an alphabet has at least one character, each once; {found}")
        self.symbols = symbols
        self.n_tokens = len(symbols) + 1
        self._ids = {symbol: id_ for id_, symbol in enumerate(symbols, start=1)}

    def encode(self, text: str) -> np.ndarray:
        """Ids of a text's characters, int32 (characters,).

        Raises:
            ValueError: A character is not in the alphabet.
        """
        for place, character in enumerate(text):
            if character not in self._ids:
                raise ValueError(
                    f"{text!r} has {character!r} at place {place}, which is not in the alphabet "
                    f"{self.symbols!r}"
                )
        return np.array([self._ids[character] for character in text], np.int32)

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids.

        Raises:
            ValueError: An id is the blank, which is no character, or there is no such id.
        """
        ids = [int(id_) for id_ in ids]
        for id_ in ids:
            if not 1 <= id_ < self.n_tokens:
                blank = ", the blank: collapse a path first" if id_ == BLANK else ""
                raise ValueError(
                    f"ids of characters are 1 to {len(self.symbols)}, got {id_}{blank}"
                )
        return "".join(self.symbols[id_ - 1] for id_ in ids)
