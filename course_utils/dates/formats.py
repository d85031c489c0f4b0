"""How people write dates: patterns of CLDR, for each locale the ones that are at home there.

CLDR, the Unicode Common Locale Data Repository, has letters for the parts of a date (UTS #35,
"Date Field Symbols"): `y` year, `yy` its last two digits, `M` month in digits, `MMM` its short and
`MMMM` its full name, `d` day, `E` short and `EEEE` full weekday. `Y` is not the year, but the year
that the week belongs to: 2018-12-31 is in the first week of 2019. Twice the letter pads with a
zero, and words stand between quotes.
"""

from typing import NamedTuple

from course_utils.locales import parse_locale

STYLES = ("written", "bare", "lower", "upper", "spaced")


class DateFormat(NamedTuple):
    """One way of writing a date.

    Attributes:
        pattern: Of CLDR, or the name of one: "short", "medium", "long", "full". After a `d`, "º"
            stands for the ending of the ordinal: "dº" is "21st".
        style: "written" as the locale has it; "lower" or "upper" case; "bare", lower case without
            commas; "spaced" with two spaces for each one.
    """

    pattern: str
    style: str = "written"

    @property
    def name(self) -> str:
        """What tables call it: "d MMM y", "d MMM y (upper)"."""
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
"""The famous exercise's own 24, with `y` where it has `Y`; one that comes ten times is drawn so."""

WEEK_YEAR_FORMATS = tuple(
    DateFormat(
        pattern.replace("yy", "YY") if "yy" in pattern else pattern.replace("y", "YYY"), "bare"
    )
    for pattern, _ in EXERCISE_FORMATS
)
"""The famous exercise's 24 with the year of the week, as it has them: some texts are wrong."""

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
"""For each locale all that `load_dates` writes, unless told otherwise.

Slashes put the month first in en_US and the day first in all others; with dots and spaces the day
is first everywhere. English with two dashes between numbers is left out: nothing settles its order.
"""

ELSEWHERE = _formats("short", "medium", "long", "full", "y-MM-dd")


def date_formats(locale: str) -> tuple[DateFormat, ...]:
    """The formats of a locale; CLDR's four and ISO 8601 where this module has no list.

    Raises:
        ValueError: Babel has no such locale.
    """
    return FORMATS.get(str(parse_locale(locale)), ELSEWHERE)
