"""Real dates of 1900 to 2100 as "YYYY-MM-DD", and what may follow a beginning of one."""

import datetime
from bisect import bisect_left
from functools import cache, lru_cache

FIRST_DATE = datetime.date(1900, 1, 1)
LAST_DATE = datetime.date(2100, 12, 31)
ISO_CHARACTERS = "-0123456789"


@lru_cache(maxsize=1)
def all_dates() -> tuple[str, ...]:
    """Every date there is, in order: 73,414 of them."""
    days = range(FIRST_DATE.toordinal(), LAST_DATE.toordinal() + 1)
    return tuple(datetime.date.fromordinal(day).isoformat() for day in days)


def is_date(iso: str) -> bool:
    """Whether a text is a real date of 1900 to 2100, exactly as "YYYY-MM-DD"."""
    return len(iso) == len("YYYY-MM-DD") and _begins_a_date(iso)


@cache
def allowed_next(prefix: str) -> str:
    """Characters that can follow a beginning of a date so that it can still become a real one.

    Args:
        prefix: What is written already; may be empty.

    Returns:
        Some of "-0123456789", in this order; nothing after a whole date, nor after what no date
        begins with.
    """
    return "".join(c for c in ISO_CHARACTERS if _begins_a_date(prefix + c))


def _begins_a_date(prefix: str) -> bool:
    """Whether a date begins so: the first one that is not before the prefix would."""
    dates = all_dates()
    place = bisect_left(dates, prefix)
    return place < len(dates) and dates[place].startswith(prefix)
