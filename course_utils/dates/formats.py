"""The formats that people write dates in, and a date written in one of them, piece by piece.

A format is a pattern of CLDR, the Unicode Common Locale Data Repository, which has letters for the
parts of a date (UTS #35, "Date Field Symbols"): `y` year, `yy` its last two digits, `M` month in
digits, `MMM` its short and `MMMM` its full name, `d` day, `E` short and `EEEE` full weekday. `Y` is
not the year, but the year that the week belongs to: 2018-12-31 is in the first week of 2019. A
double letter pads with a zero, and words stand between quotes.

"The exercise" is "Neural Machine Translation with Attention" (Ng, Katanforoosh and Mourri,
"Sequence Models", week 3).
"""

import datetime
from functools import cache
from typing import NamedTuple

from babel.dates import DateTimeFormat, tokenize_pattern

from course_utils.locales import parse_locale

STYLES = ("written", "bare", "lower", "upper", "spaced")
PARTS = {"y": "year", "Y": "year", "M": "month", "L": "month", "d": "day", "E": "weekday"}
ORDINAL = "º"


class DateFormat(NamedTuple):
    """One way of writing a date.

    Attributes:
        pattern: Of CLDR, or the name of one: "short", "medium", "long", "full". After a `d`, "º"
            stands for the ending of the ordinal: "dº" is "21st".
        style: "written" as the locale does it; "lower" or "upper" case; "bare", lower case without
            commas; "spaced" with two spaces in place of one.
    """

    pattern: str
    style: str = "written"

    @property
    def name(self) -> str:
        """The name in tables: "d MMM y", "d MMM y (upper)"."""
        return self.pattern if self.style == "written" else f"{self.pattern} ({self.style})"


def _formats(*patterns: str, style: str = "written") -> tuple[DateFormat, ...]:
    return tuple(DateFormat(pattern, style) for pattern in patterns)


EXERCISE_FORMATS = _formats(
    "short",
    "medium",
    "long",
    *["full"] * 10,
    "d MMM y",
    "d MMMM y",
    "dd MMM y",
    "d MMM, y",
    "d MMMM, y",
    "dd, MMM y",
    "d MM yy",
    "d MMMM y",
    "MMMM d y",
    "MMMM d, y",
    "dd.MM.yy",
    style="bare",
)
"""The 24 of the exercise, with `y` where it has `Y`; "full" comes ten times, as it does there."""

WEEK_YEAR_FORMATS = tuple(
    DateFormat(
        pattern.replace("yy", "YY") if "yy" in pattern else pattern.replace("y", "YYY"), "bare"
    )
    for pattern, _ in EXERCISE_FORMATS
)
"""The 24 of the exercise as they are there, with the year of the week: some texts are wrong."""

_ENGLISH = (
    *_formats(
        *("d MMM y", "dd MMM y", "d MMMM y", "dd MMMM y", "d MMM yy", "d MMMM yy"),
        *("d MMM, y", "d MMMM, y", "dd, MMM y"),
        *("MMM d y", "MMM d, y", "MMMM d y", "MMMM d, y", "MMMM dd, y", "MMMM d, yy"),
        *("dº MMM y", "dº MMMM y", "dº 'of' MMMM y", "dº 'of' MMM yy", "'the' dº 'of' MMMM y"),
        *("MMM dº, y", "MMMM dº y", "MMMM dº, y"),
        *("E d MMM y", "E, d MMM y", "E d MMM yy", "E, MMM d, y", "E dº MMMM y", "E, MMMM dº, y"),
        *("EEEE d MMMM y", "EEEE, d MMM y", "EEEE, d MMMM y", "EEEE MMMM d y", "EEEE, MMMM d, y"),
        *("d-MMM-y", "dd-MMM-yy", "dd-MMMM-y", "MMM-dd-y"),
        *("y-MM-dd", "y/MM/dd", "y.MM.dd", "yMMdd", "y MMM d", "y MMMM d"),
        *("d.M.y", "d.M.yy", "dd.MM.y", "dd.MM.yy", "d MM yy", "dd MM y"),
    ),
    *_formats("d MMM y", "d MMMM y", "MMMM d, y", "EEEE, d MMMM y", style="upper"),
    *_formats("d MMMM y", "MMM d y", "dº 'of' MMM yy", style="lower"),
    *_formats("d MMM y", "MMMM d, y", style="spaced"),
)

FORMATS = {
    "en_US": (*_formats("M/d/yy", "M/d/y", "MM/dd/yy", "MM/dd/y"), *_ENGLISH),
    "en_GB": (*_formats("d/M/yy", "d/M/y", "dd/MM/yy", "dd/MM/y"), *_ENGLISH),
    "zh": _formats(
        *("y年M月d日", "y年MM月dd日", "yy年M月d日", "y年M月d日EEEE", "y年M月d日 E"),
        *("y/M/d", "y/MM/dd", "y-M-d", "y-MM-dd", "y.M.d", "y.MM.dd"),
    ),
    "ja": _formats(
        *("y年M月d日", "y年MM月dd日", "yy年M月d日", "y年M月d日EEEE", "y年M月d日(E)"),
        *("y/M/d", "y/MM/dd", "y/MM/dd(E)", "y-MM-dd", "y.M.d", "y.MM.dd"),
    ),
    "fr": (
        *_formats(
            *("dd/MM/y", "dd/MM/yy", "d/M/y", "dd.MM.y", "dd-MM-y", "y-MM-dd"),
            *("d MMM y", "d MMMM y", "d MMMM yy", "dº MMMM y", "'le' d MMMM y", "'le' dº MMMM y"),
            *("E d MMM y", "EEEE d MMMM y", "EEEE dº MMMM y"),
        ),
        *_formats("d MMMM y", "EEEE d MMMM y", style="upper"),
    ),
    "de": (
        *_formats(
            *("dd.MM.y", "dd.MM.yy", "d.M.y", "d.M.yy", "y-MM-dd"),
            *("d. MMM y", "d. MMMM y", "d. MMMM yy", "d MMMM y", "'den' d. MMMM y"),
            *("E, d.M.y", "E, d. MMM y", "EEEE, d. MMMM y"),
        ),
        *_formats("d. MMMM y", "EEEE, d. MMMM y", style="upper"),
    ),
    "es": (
        *_formats(
            *("d/M/yy", "d/M/y", "dd/MM/y", "d-M-y", "dd.MM.y", "y-MM-dd"),
            *("d MMM y", "d MMMM y", "d 'de' MMMM 'de' y", "d 'de' MMMM 'del' y"),
            *("E, d MMM y", "EEEE d 'de' MMMM 'de' y", "EEEE, d 'de' MMMM 'de' y"),
        ),
        *_formats("d 'de' MMMM 'de' y", style="upper"),
    ),
}
"""For each locale the formats that `load_dates` draws from by default.

With slashes the month comes first in en_US and the day in all others; with dots and spaces the day
is first everywhere. English dates such as 3-4-2005 are left out: nothing settles their order.
"""

DEFAULT_FORMATS = _formats("short", "medium", "long", "full", "y-MM-dd")


def date_formats(locale: str) -> tuple[DateFormat, ...]:
    """The formats of a locale: its list above, or else CLDR's own four and ISO 8601.

    Raises:
        ValueError: Babel has no such locale.
    """
    return FORMATS.get(str(parse_locale(locale)), DEFAULT_FORMATS)


class Piece(NamedTuple):
    """A piece of a written date.

    Attributes:
        part: "year", "month", "day", "weekday", or "" for the text between them.
        text: Its characters.
    """

    part: str
    text: str


def write_pieces(
    date: datetime.date, format: DateFormat, locale: str, weekday_shift: int = 0
) -> list[Piece]:
    """Writes a date in the words and the order of a format.

    Args:
        date: The date.
        format: The format.
        locale: Any that Babel has; it names months and weekdays.
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
    return [Piece(part, _apply_style(text, format.style)) for part, text in pieces]


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
    text, spans = "", {}
    for part, piece in pieces:
        start, stop = len(text), len(text) + len(piece)
        if part in ("year", "month", "day"):
            first, _ = spans.get(part, (start, stop))
            spans[part] = (first, stop)
        text += piece
    return text, spans


def ordinal_ending(day: int, locale: str) -> str:
    """What makes a day an ordinal: "st" in English for 21, "er" in French for 1 alone."""
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
    """Pairs of (part, CLDR's symbol); for the text between parts, pairs of ("", the text)."""
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
    """One field of a date in a locale's words; equal fields share an entry of the cache."""
    representative = {
        "y": datetime.date(date.year, 1, 1),
        "M": datetime.date(2000, date.month, 1),
        "L": datetime.date(2000, date.month, 1),
        "d": datetime.date(2000, 1, date.day),
        "E": datetime.date(2000, 1, 3 + date.weekday()),
    }
    return _look_up(locale, symbol, representative.get(symbol[0], date))


@cache
def _look_up(locale: str, symbol: str, date: datetime.date) -> str:
    return DateTimeFormat(date, parse_locale(locale))[symbol]


def _apply_style(text: str, style: str) -> str:
    if style not in STYLES:
        raise ValueError(f"styles are {', '.join(STYLES)}, got {style!r}")
    if style == "bare":
        return text.lower().replace(",", "")
    if style in ("lower", "upper"):
        return getattr(text, style)()
    return text.replace(" ", "  ") if style == "spaced" else text
