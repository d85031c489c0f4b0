"""Slips of the finger that leave a date readable."""

import datetime
import random
import unicodedata
from functools import cache

from course_utils.dates.formats import DateFormat
from course_utils.dates.spelling import Piece, write_pieces

SHORTEST = 5


def slips(word: str) -> list[str]:
    """All words that one slip makes: a letter left out, two letters swapped, a letter doubled."""
    places = range(len(word))
    omitted = {word[:i] + word[i + 1 :] for i in places}
    swapped = {word[:i] + word[i : i + 2][::-1] + word[i + 2 :] for i in places}
    doubled = {word[:i] + word[i] + word[i:] for i in places}
    return sorted((omitted | swapped | doubled) - {word})


@cache
def safe_slips(word: str, others: frozenset[str]) -> tuple[str, ...]:
    """Slips of a word that are no other word and no slip of another one.

    Args:
        word: At least five letters of an alphabet; shorter words have no safe slip.
        others: Words not to be taken for; the word itself may be among them.
    """
    if len(word) < SHORTEST or not all(_is_alphabetic(letter) for letter in word):
        return ()
    taken = {wrong for other in others - {word} for wrong in (other, *slips(other))}
    return tuple(wrong for wrong in slips(word) if wrong not in taken)


def add_typo(pieces: list[Piece], locale: str, rng: random.Random) -> list[Piece]:
    """Spoils one name of a date by one slip, in a way that no other month's name can be spoiled.

    Args:
        pieces: A written date.
        locale: Its locale.
        rng: Draws the slip, each equally likely.

    Returns:
        The pieces with one changed, or as they were if no name is long enough.
    """
    months = _month_names(locale)
    possible = [
        (place, wrong)
        for place, piece in enumerate(pieces)
        if piece.part in ("month", "weekday")
        for wrong in safe_slips(piece.text, _in_the_case_of(piece.text, months))
    ]
    if not possible:
        return pieces
    place, wrong = rng.choice(possible)
    return [*pieces[:place], Piece(pieces[place].part, wrong), *pieces[place + 1 :]]


def _is_alphabetic(letter: str) -> bool:
    return unicodedata.category(letter) in ("Lu", "Ll")


@cache
def _month_names(locale: str) -> tuple[str, ...]:
    """Short and full names of the months."""
    return tuple(
        write_pieces(datetime.date(2000, month, 1), DateFormat(symbol), locale)[0].text
        for month in range(1, 13)
        for symbol in ("MMM", "MMMM")
    )


@cache
def _in_the_case_of(word: str, names: tuple[str, ...]) -> frozenset[str]:
    """Names in upper or lower case, if the word is."""
    if word.isupper():
        return frozenset(name.upper() for name in names)
    return frozenset(name.lower() if word.islower() else name for name in names)
