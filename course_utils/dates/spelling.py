"""How the spelling of a date is drawn: in a format, now and then with a wrong weekday or a typo.

Typos leave a date readable: none turns a month's name into what another month's could become.
"""

import datetime
import random
import unicodedata
from functools import cache

from course_utils.dates.formats import DateFormat, Piece, write_pieces

SHORTEST_WITH_TYPO = 5
"""Letters of the shortest name that may have a typo."""


def draw_spelling(
    date: datetime.date,
    format: DateFormat,
    locale: str,
    rng: random.Random,
    typos: float = 0.0,
    wrong_weekdays: float = 0.0,
) -> list[Piece]:
    """Writes a date in a format as someone might who is not always careful.

    Args:
        date: The date.
        format: The format.
        locale: Any that Babel has; it names months and weekdays.
        rng: Draws what goes wrong.
        typos: Probability that a long name has a typo; see `add_typo`.
        wrong_weekdays: Probability that a weekday, where there is one, is not the date's.

    Raises:
        ValueError: The locale, the style or a letter of the pattern is unknown.
    """
    shift = rng.randint(1, 6) if rng.random() < wrong_weekdays else 0
    pieces = write_pieces(date, format, locale, shift)
    return add_typo(pieces, locale, rng) if rng.random() < typos else pieces


def add_typo(pieces: list[Piece], locale: str, rng: random.Random) -> list[Piece]:
    """Changes one name of a date by a typo that no other month's name can become.

    Args:
        pieces: A written date.
        locale: Its locale.
        rng: Draws the typo, each equally likely.

    Returns:
        The pieces with one changed, or as they were if no name is long enough.
    """
    months = _month_names(locale)
    possible = [
        (place, wrong)
        for place, piece in enumerate(pieces)
        if piece.part in ("month", "weekday")
        for wrong in safe_typos(piece.text, _in_the_case_of(piece.text, months))
    ]
    if not possible:
        return pieces
    place, wrong = rng.choice(possible)
    return [*pieces[:place], Piece(pieces[place].part, wrong), *pieces[place + 1 :]]


@cache
def safe_typos(word: str, others: frozenset[str]) -> tuple[str, ...]:
    """Typos of a word that are no other word and no typo of another one.

    Args:
        word: At least five letters of an alphabet; shorter words have no safe typo.
        others: Words not to be confused with it; the word itself may be among them.
    """
    if len(word) < SHORTEST_WITH_TYPO or not all(_is_alphabetic(letter) for letter in word):
        return ()
    taken = {wrong for other in others - {word} for wrong in (other, *all_typos(other))}
    return tuple(wrong for wrong in all_typos(word) if wrong not in taken)


def all_typos(word: str) -> list[str]:
    """All words that one typo makes: a letter left out, two letters swapped, a letter doubled."""
    places = range(len(word))
    omitted = {word[:i] + word[i + 1 :] for i in places}
    swapped = {word[:i] + word[i : i + 2][::-1] + word[i + 2 :] for i in places}
    doubled = {word[:i] + word[i] + word[i:] for i in places}
    return sorted((omitted | swapped | doubled) - {word})


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
