"""Real dates of 1900 to 2100 as "YYYY-MM-DD", and what may follow a prefix of one."""

import datetime
from bisect import bisect_left
from functools import cache, lru_cache

FIRST_DATE = datetime.date(1900, 1, 1)
LAST_DATE = datetime.date(2100, 12, 31)
ISO_CHARACTERS = "-0123456789"
DIGITS = {"year": (0, 1, 2, 3), "month": (5, 6), "day": (8, 9)}
"""Places of the digits in "YYYY-MM-DD"."""


@lru_cache(maxsize=1)
def all_dates() -> tuple[str, ...]:
    """Every date of 1900 to 2100, in order: 73,414 of them."""
    days = range(FIRST_DATE.toordinal(), LAST_DATE.toordinal() + 1)
    return tuple(datetime.date.fromordinal(day).isoformat() for day in days)


def is_date(iso: str) -> bool:
    """Whether a text is a real date of 1900 to 2100, exactly as "YYYY-MM-DD"."""
    return len(iso) == len("YYYY-MM-DD") and _is_prefix(iso)


@cache
def allowed_next(prefix: str) -> str:
    """The characters after which a prefix can still become a real date.

    Args:
        prefix: The characters written so far; may be empty.

    Returns:
        Some of "-0123456789", in this order; none after a whole date, nor after a prefix that no
        date has.
    """
    return "".join(c for c in ISO_CHARACTERS if _is_prefix(prefix + c))


def _is_prefix(prefix: str) -> bool:
    """Whether a date begins so: if any does, the first one not before the prefix does."""
    dates = all_dates()
    place = bisect_left(dates, prefix)
    return place < len(dates) and dates[place].startswith(prefix)
