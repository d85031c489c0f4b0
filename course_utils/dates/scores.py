"""How good a translator of dates is: its answers, its attention, and what to compare them with.

Exact match counts right answers. The attention score counts digits whose largest weight is in the
right place. Two things show what an exact match is worth: where a text can mean several dates,
no translator can be sure; and rules that people wrote, those of dateutil and dateparser, are the
baselines of a network that learns.
"""

import datetime
import re
from collections.abc import Sequence
from itertools import permutations, product
from typing import NamedTuple

import dateparser
import numpy as np
from dateutil.parser import parse, parserinfo

from course_utils.dates.examples import TWO_DIGIT_YEARS, DateExample, full_year, normalize
from course_utils.dates.formats import date_formats, join_pieces, write_pieces, writes_century
from course_utils.dates.iso_dates import DIGITS, is_date


def exact_match(answers: Sequence, examples: Sequence[DateExample]) -> float:
    """Share of answers that are the example's date, character by character.

    Args:
        answers: One for each example; `str(answer)` is "YYYY-MM-DD", or anything else for none.
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
        examples: The dates that were to be translated.
        by: The attribute to group by, "format" or "locale"; None makes one group "".

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


def attention_matches(
    alphas: np.ndarray, examples: Sequence[DateExample]
) -> dict[str, tuple[int, int]]:
    """Counts digits whose largest weight is on the part of the text that they come from.

    A part that is not in a text, or that lies wholly behind Tx, does not count.

    Args:
        alphas: (examples, 10, Tx), as from `DateTranslator.predict`.
        examples: With `spans`.

    Returns:
        "year", "month" and "day" -> (digits with their largest weight there, digits).

    Raises:
        ValueError: There are not as many maps as examples, or they have other than 10 rows.
    """
    if alphas.ndim != 3 or alphas.shape[:2] != (len(examples), 10):
        raise ValueError(
            f"{len(examples)} examples need alphas ({len(examples)}, 10, Tx), got {alphas.shape}"
        )
    largest = alphas.argmax(axis=-1)
    counts = {}
    for part, places in DIGITS.items():
        spans = [example.spans.get(part, (0, 0)) for example in examples]
        start, stop = np.array(spans, int).reshape(-1, 2).T[:, :, None]
        counted = (start < stop) & (start < alphas.shape[-1])
        matches = (start <= largest[:, places]) & (largest[:, places] < stop)
        counts[part] = int((matches & counted).sum()), int(counted.sum()) * len(places)
    return counts


def attention_score(alphas: np.ndarray, examples: Sequence[DateExample]) -> float:
    """Share of digits whose largest weight is on the part that they come from, 0 to 1.

    Args:
        alphas: As for `attention_matches`.
        examples: As for `attention_matches`.

    Raises:
        ValueError: As `attention_matches`, or no part of any text counts.
    """
    matches, digits = np.sum(list(attention_matches(alphas, examples).values()), axis=0)
    if not digits:
        raise ValueError("a share needs at least 1 digit to look for, got 0")
    return float(matches / digits)


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


def possible_readings(text: str, locales: Sequence[str] = ("en_US", "en_GB")) -> list[Reading]:
    """Finds all dates that `load_dates` writes as this text without typos and wrong weekdays.

    Every date that the numbers in the text could mean is written in all formats. Those that give
    the text, in any case, are its readings.

    Args:
        text: Anything.
        locales: Whose formats are tried.

    Returns:
        Readings in the order of locales and formats; an ambiguous text has several dates.

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
    """Dates that the numbers in a text could mean; where one is missing, with each month for it."""
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


class FixedCentury(parserinfo):
    """dateutil's rules for English, but two digits of a year mean one of `TWO_DIGIT_YEARS`.

    By default dateutil takes the year nearest to today, so its answers change with time.
    """

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        """The year that a number means."""
        return year if century_specified else full_year(year)


def read_with_dateutil(text: str, day_first: bool = False) -> str | None:
    """Reads a date by the rules of the package python-dateutil.

    Args:
        text: Anything.
        day_first: Whether 3/4/2005 is in April; if only one order makes a date, that one counts.

    Returns:
        "YYYY-MM-DD", or None if no date of 1900 to 2100 is found. A missing day is the first.
    """
    default = datetime.datetime(1, 1, 1)
    try:
        found = parse(text, FixedCentury(dayfirst=day_first), default=default)
    except (ValueError, OverflowError):
        return None
    return _iso(found)


def read_with_dateutil_and_order(text: str) -> str | None:
    """Reads a date by dateutil's rules, with the day first if a dot or a space follows it."""
    return read_with_dateutil(text, day_first=bool(re.match(r"\d\d?[. ]", text)))


def read_with_dateparser(text: str, locale: str = "en_US") -> str | None:
    """Reads a date by the rules of the package dateparser, which knows many languages.

    Args:
        text: Anything.
        locale: The locale, which says language and order.

    Returns:
        "YYYY-MM-DD", or None if no date of 1900 to 2100 is found.
    """
    order = {"DATE_ORDER": "MDY" if locale == "en_US" else "DMY"}
    parts = {"REQUIRE_PARTS": ["day", "month", "year"]}
    return _iso(dateparser.parse(text, languages=[locale.split("_")[0]], settings=order | parts))


def _iso(found: datetime.datetime | None) -> str | None:
    """The date of a time, or None if it is not in 1900 to 2100."""
    iso = found.date().isoformat() if found else ""
    return iso if is_date(iso) else None
