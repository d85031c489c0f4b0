"""Every date that a text can mean: where there are several, no translator can be sure."""

import datetime
import re
from collections.abc import Sequence
from itertools import permutations, product
from typing import NamedTuple

from course_utils.dates.examples import TWO_DIGIT_YEARS, full_year, normalize
from course_utils.dates.formats import date_formats
from course_utils.dates.iso_dates import is_date
from course_utils.dates.spelling import join_pieces, write_pieces, writes_century


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
