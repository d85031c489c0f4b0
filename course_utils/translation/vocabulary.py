"""Words as numbers and back."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

PAD, START, END, UNKNOWN = range(4)
SPECIAL_TOKENS = ("<pad>", "<s>", "</s>", "<unk>")


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
