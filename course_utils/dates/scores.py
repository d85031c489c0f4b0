"""How many dates are translated exactly, how many no one could know, and what rules reach."""

import datetime
import re
from collections.abc import Sequence
from itertools import permutations, product
from typing import NamedTuple

import dateparser
from dateutil.parser import parse, parserinfo

from course_utils.dates.examples import TWO_DIGIT_YEARS, DateExample, full_year, normalize
from course_utils.dates.formats import date_formats
from course_utils.dates.iso_dates import is_date
from course_utils.dates.spelling import join_pieces, write_pieces, writes_century


def exact_match(answers: Sequence, examples: Sequence[DateExample]) -> float:
    """Share of answers that are the example's date, character by character.

    Args:
        answers: One for each example; `str(answer)` is "YYYY-MM-DD", anything else where it is not
            known.
        examples: At least one.

    Raises:
        ValueError: There are no examples, or not as many as answers.
    """
    if not examples:
        raise ValueError("a share needs at least 1 example, got 0")
    right, n = exact_matches(answers, examples, by=None)[""]
    return right / n


def exact_matches(
    answers: Sequence, examples: Sequence[DateExample], by: str | None = "format"
) -> dict[str, tuple[int, int]]:
    """Counts exact answers in groups of examples.

    Args:
        answers: As for `exact_match`.
        examples: What was to be translated.
        by: The attribute that groups are made by, "format" or "locale"; None makes one group "".

    Returns:
        Name of the group -> (exact answers, examples), in the order of the names.

    Raises:
        ValueError: There are not as many answers as examples.
    """
    if len(answers) != len(examples):
        raise ValueError(f"{len(examples)} examples need as many answers, got {len(answers)}")
    counts = {}
    for answer, example in zip(answers, examples, strict=True):
        group = getattr(example, by) if by else ""
        right, n = counts.get(group, (0, 0))
        counts[group] = right + (str(answer) == example.iso), n + 1
    return dict(sorted(counts.items()))


class Reading(NamedTuple):
    """One way to read a text.

    Attributes:
        iso: The date, "YYYY-MM-DD".
        locale: Where it is written so.
        format: Name of the format.
    """

    iso: str
    locale: str
    format: str


def readings(text: str, locales: Sequence[str] = ("en_US", "en_GB")) -> list[Reading]:
    """Finds all dates that `load_dates` writes as this text, typos and wrong weekdays apart.

    Every date that the numbers in the text could be is written in all formats; those that come out
    as the text, whatever the upper and lower case, are its readings.

    Args:
        text: Anything.
        locales: Whose formats are tried.

    Returns:
        In the order of locales and formats; empty if nothing comes out as the text.

    Raises:
        ValueError: Babel has no such locale.
    """
    candidates = _candidates(text)
    return [
        Reading(date.isoformat(), locale, format.name)
        for locale in locales
        for format in date_formats(locale)
        for date in candidates
        if date.year in TWO_DIGIT_YEARS or writes_century(format, locale)
        if normalize(join_pieces(write_pieces(date, format, locale))[0]) == normalize(text)
    ]


def _candidates(text: str) -> list[datetime.date]:
    """Dates that the numbers in a text could be, where one is missing with any month for it."""
    numbers = re.findall("[0-9]{1,8}", text)
    if len(numbers) == 1:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers) == 2:
        pairs = product(permutations(numbers), range(1, 13))
        orders = [(year, month, day) for (year, day), month in pairs]
    else:
        orders = list(permutations(numbers)) if len(numbers) == 3 and all(numbers) else []
    isos = {f"{full_year(int(year))}-{int(month):02}-{int(day):02}" for year, month, day in orders}
    return [datetime.date.fromisoformat(iso) for iso in sorted(isos) if is_date(iso)]


class OurCentury(parserinfo):
    """dateutil's rules for English, with two digits of a year read as `TWO_DIGIT_YEARS`.

    By itself dateutil takes the year nearest to today, so that its answers change with time.
    """

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        """The year that a number means."""
        return year if century_specified else full_year(year)


def read_with_dateutil(text: str, day_first: bool = False) -> str | None:
    """Reads a date by the rules of the package python-dateutil.

    Args:
        text: Anything.
        day_first: Whether 3/4/2005 is in April; where only one order makes a date, it is taken.

    Returns:
        "YYYY-MM-DD", or None if no date of 1900 to 2100 is found. A missing day is the first.
    """
    default = datetime.datetime(1, 1, 1)
    try:
        found = parse(text, OurCentury(dayfirst=day_first), default=default)
    except (ValueError, OverflowError):
        return None
    return _iso(found)


def read_with_dateutil_and_order(text: str) -> str | None:
    """Reads by dateutil's rules, told where the day is first: before a dot or a space."""
    return read_with_dateutil(text, day_first=bool(re.match(r"\d\d?[. ]", text)))


def read_with_dateparser(text: str, locale: str = "en_US") -> str | None:
    """Reads a date by the rules of the package dateparser, which knows many languages.

    Args:
        text: Anything.
        locale: Whose language and whose order it is told.

    Returns:
        "YYYY-MM-DD", or None if no date of 1900 to 2100 is found.
    """
    order = {"DATE_ORDER": "MDY" if locale == "en_US" else "DMY"}
    parts = {"REQUIRE_PARTS": ["day", "month", "year"]}
    return _iso(dateparser.parse(text, languages=[locale.split("_")[0]], settings=order | parts))


def _iso(found: datetime.datetime | None) -> str | None:
    """The day of a time, if it is one of 1900 to 2100."""
    iso = found.date().isoformat() if found else ""
    return iso if is_date(iso) else None
