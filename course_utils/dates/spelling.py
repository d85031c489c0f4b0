"""A date as text, and where in the text its year, month and day stand."""

import datetime
import random
import unicodedata
from functools import cache
from typing import NamedTuple

from babel.dates import DateTimeFormat, tokenize_pattern

from course_utils.dates.formats import STYLES, DateFormat
from course_utils.graded import graded
from course_utils.locales import parse_locale

PARTS = {"y": "year", "Y": "year", "M": "month", "L": "month", "d": "day", "E": "weekday"}
ORDINAL = "º"


class Piece(NamedTuple):
    """A stretch of a written date.

    Attributes:
        part: "year", "month", "day", "weekday", or "" for what stands between them.
        text: Its characters.
    """

    part: str
    text: str


def write_pieces(
    date: datetime.date, format: DateFormat, locale: str, weekday_shift: int = 0
) -> list[Piece]:
    """Writes a date in the words and the order of a format.

    Args:
        date: What to write.
        format: How to write it.
        locale: Whose names of months and weekdays: any that Babel has.
        weekday_shift: Days to add for the weekday alone: 1 to 6 make it a wrong one.

    Raises:
        ValueError: The locale, the style or a letter of the pattern is unknown.
    """
    pieces = []
    for part, symbol in _parse(format.pattern, locale):
        if part == "":
            text = symbol
        elif symbol == ORDINAL:
            text = ordinal_ending(date.day, locale)
        elif part == "weekday":
            text = _field(locale, symbol, date + datetime.timedelta(weekday_shift))
        else:
            text = _field(locale, symbol, date)
        pieces.append(Piece(part, text))
    return [Piece(part, _dress(text, format.style)) for part, text in pieces]


@graded(points=4)
def join_pieces(pieces: list[tuple[str, str]]) -> tuple[str, dict[str, tuple[int, int]]]:
    """Puts the pieces of a written date together, and keeps where year, month and day stand.

    Args:
        pieces: Pairs of (part, text) in the order of writing; the part is "year", "month", "day",
            "weekday", or "" for what stands between. A part may come in several pieces, as a day
            does in ("day", "21"), ("day", "st").

    Returns:
        text: The texts of all pieces, one behind the other.
        spans: "year", "month" and "day" -> (start, stop), so that text[start:stop] is what says
            it: from the beginning of its first piece to the end of its last. A part that does not
            come is not there.
    """
    ### BEGIN SOLUTION
    text, spans = "", {}
    for part, piece in pieces:
        start, stop = len(text), len(text) + len(piece)
        if part in ("year", "month", "day"):
            first, _ = spans.get(part, (start, stop))
            spans[part] = (first, stop)
        text += piece
    return text, spans
    ### END SOLUTION


def ordinal_ending(day: int, locale: str) -> str:
    """What makes a day's number an ordinal: "st" in English for 21, "er" in French for 1 alone."""
    language = parse_locale(locale).language
    if language == "en":
        return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return "er" if language == "fr" and day == 1 else ""


def writes_century(format: DateFormat, locale: str) -> bool:
    """Whether a format writes the year in full; if not, it writes two digits of it."""
    years = [symbol for part, symbol in _parse(format.pattern, locale) if part == "year"]
    return "yy" not in [symbol.lower() for symbol in years]


@cache
def _parse(pattern: str, locale: str) -> tuple[tuple[str, str], ...]:
    """Pairs of (part, CLDR's symbol); part "" with the text itself for what stands between."""
    if pattern in ("short", "medium", "long", "full"):
        pattern = parse_locale(locale).date_formats[pattern].pattern
    parsed = []
    for kind, token in tokenize_pattern(pattern):
        if kind == "chars":
            before, ordinal, after = token.partition(ORDINAL)
            parsed += [("", before)] + ([("day", ORDINAL), ("", after)] if ordinal else [])
        elif token[0] in PARTS:
            parsed.append((PARTS[token[0]], token[0] * token[1]))
        else:
            raise ValueError(f"{pattern!r} has the letter {token[0]!r}: {', '.join(PARTS)} work")
    return tuple((part, symbol) for part, symbol in parsed if symbol)


def _field(locale: str, symbol: str, date: datetime.date) -> str:
    """One field of a date, in a locale's words."""
    recurring = {
        "y": datetime.date(date.year, 1, 1),
        "M": datetime.date(2000, date.month, 1),
        "L": datetime.date(2000, date.month, 1),
        "d": datetime.date(2000, 1, date.day),
        "E": datetime.date(2000, 1, 3 + date.weekday()),
    }
    return _look_up(locale, symbol, recurring.get(symbol[0], date))


@cache
def _look_up(locale: str, symbol: str, date: datetime.date) -> str:
    return DateTimeFormat(date, parse_locale(locale))[symbol]


def _dress(text: str, style: str) -> str:
    if style not in STYLES:
        raise ValueError(f"styles are {', '.join(STYLES)}, got {style!r}")
    if style == "bare":
        return text.lower().replace(",", "")
    if style in ("lower", "upper"):
        return getattr(text, style)()
    return text.replace(" ", "  ") if style == "spaced" else text


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
