"""What rules that people wrote make of dates: the baselines of a model that learns."""

import datetime
import re

import dateparser
from dateutil.parser import parse, parserinfo

from course_utils.dates.examples import full_year
from course_utils.dates.iso_dates import is_date


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
