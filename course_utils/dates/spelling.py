"""A date as text, and where in the text its year, month and day stand."""

import datetime
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
