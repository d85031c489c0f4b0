"""Dates as people write them, each with the ISO 8601 date that it means.

Some texts can be made unreadable: they leave the date open. A network trained on such texts, with
dates as they come, spreads its probability over all of them; so its confidence in nonsense is low.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from faker import Faker

from course_utils.dates.formats import DateFormat, date_formats, join_pieces, writes_century
from course_utils.dates.iso_dates import FIRST_DATE, LAST_DATE
from course_utils.dates.spelling import draw_spelling

TWO_DIGIT_YEARS = range(1969, 2069)
"""What two digits of a year mean, as for `time.strptime`: 69 is 1969, 68 is 2068."""

MAX_EXCLUDED_IN_A_ROW = 1000

SEPARATORS_AND_LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789 ./-,"]
NEVER_IN_A_DATE = [*"🎉☃€%§#"]
LONGEST_NONSENSE = 30


class DateExample(NamedTuple):
    """A date as someone writes it.

    Attributes:
        text: The date as text.
        iso: The date that it means, "YYYY-MM-DD".
        locale: Where it is written so.
        format: Name of the format, as in `DateFormat.name`.
        spans: "year", "month" and "day" -> (start, stop): text[start:stop] says it.
    """

    text: str
    iso: str
    locale: str
    format: str
    spans: dict[str, tuple[int, int]]


def load_dates(
    n: int,
    seed: int | Sequence[int],
    locales: Sequence[str] = ("en_US",),
    formats: Sequence[DateFormat] | None = None,
    typos: float = 0.0,
    *,
    wrong_weekdays: float = 0.0,
    exclude: Iterable[str] = (),
    held_out: Collection[str] = (),
) -> list[DateExample]:
    """Draws dates of 1900 to 2100 and writes them down.

    Locale, format and day are drawn one after the other, each equally likely; `draw_spelling` draws
    the rest. A format that leaves the century out gets dates of 1969 to 2068, which is what two
    digits mean. The random numbers are those of a Faker instance with a seed of its own.

    Args:
        n: How many.
        seed: Of `numpy.random.default_rng`. Same arguments, same dates, on every machine.
        locales: Any that Babel has; they name months and weekdays.
        formats: Used for all locales; by default each locale's own, `date_formats(locale)`.
        typos: Probability that a long name has a typo, one that no other month's name can become.
        wrong_weekdays: Probability that a weekday, where there is one, is not the date's.
        exclude: Texts to leave out; upper and lower case count as the same.
        held_out: Names of formats to leave out.

    Raises:
        ValueError: `n` is negative, a probability is not between 0 and 1, a locale or a name to
            hold out is unknown, no locale or format is left, or almost all texts are excluded.
    """
    if n < 0:
        raise ValueError(f"n is 0 or more, got {n}")
    for name, p in (("typos", typos), ("wrong_weekdays", wrong_weekdays)):
        if not 0 <= p <= 1:
            raise ValueError(f"{name} is a probability between 0 and 1, got {p}")
    choices = _choices(locales, formats, held_out)
    excluded = {normalize(text) for text in exclude}
    faker = Faker()
    faker.seed_instance(int(np.random.default_rng(seed).integers(2**63)))
    examples, in_a_row = [], 0
    while len(examples) < n:
        locale, format, day = _draw_day(faker, choices)
        pieces = draw_spelling(day, format, locale, faker.random, typos, wrong_weekdays)
        text, spans = join_pieces(pieces)
        if normalize(text) not in excluded:
            examples.append(DateExample(text, day.isoformat(), locale, format.name, spans))
            in_a_row = 0
        elif (in_a_row := in_a_row + 1) == MAX_EXCLUDED_IN_A_ROW:
            raise ValueError(f"{in_a_row} dates in a row were among the {len(excluded)} excluded")
    return examples


def corrupt_texts(
    examples: Sequence[DateExample], share: float, seed: int | Sequence[int]
) -> list[DateExample]:
    """Makes a share of texts unreadable; their dates stay.

    A quarter of those texts becomes empty, a quarter characters that no date has, a quarter random
    letters, digits and separators, and a quarter loses its year, month or day.

    Args:
        examples: Readable ones.
        share: Probability that the text of an example is corrupted.
        seed: Of `numpy.random.default_rng`.

    Returns:
        As many examples; the corrupted ones have no spans.

    Raises:
        ValueError: The share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is a probability between 0 and 1, got {share}")
    rng = np.random.default_rng(seed)
    chosen = rng.random(len(examples)) < share
    return [
        example._replace(text=_corrupted(example, rng), spans={}) if is_chosen else example
        for example, is_chosen in zip(examples, chosen, strict=True)
    ]


def full_year(number: int) -> int:
    """The year that a number means: one below 100 is two digits of `TWO_DIGIT_YEARS`."""
    first = TWO_DIGIT_YEARS[0]
    return number if number >= 100 else first + (number - first) % 100


def normalize(text: str) -> str:
    """A text as a translator reads it, in lower case."""
    return text.lower()


def _choices(
    locales: Sequence[str], formats: Sequence[DateFormat] | None, held_out: Collection[str]
) -> list[tuple[str, list[DateFormat]]]:
    """Pairs of a locale and its formats that are not held out."""
    if isinstance(locales, str) or not locales:
        raise ValueError(f"locales are a sequence of at least 1 name, got {locales!r}")
    offered = [(locale, date_formats(locale)) for locale in locales]
    if formats is not None:
        offered = [(locale, formats) for locale, _ in offered]
    names = {format.name for _, own in offered for format in own}
    if not names.issuperset(held_out):
        raise ValueError(f"no format is named {', '.join(sorted(set(held_out) - names))}")
    choices = []
    for locale, own in offered:
        choices.append((locale, [format for format in own if format.name not in held_out]))
        if not choices[-1][1]:
            raise ValueError(f"no format is left for {locale}")
    return choices


def _draw_day(
    faker: Faker, choices: list[tuple[str, list[DateFormat]]]
) -> tuple[str, DateFormat, datetime.date]:
    """Draws locale, format and day.

    Days are drawn by number: Faker's own dates depend on the time zone of the machine.
    """
    locale, formats = faker.random.choice(choices)
    format = faker.random.choice(formats)
    first, last = FIRST_DATE, LAST_DATE
    if not writes_century(format, locale):
        first = datetime.date(TWO_DIGIT_YEARS[0], 1, 1)
        last = datetime.date(TWO_DIGIT_YEARS[-1], 12, 31)
    day = faker.pyint(first.toordinal(), last.toordinal())
    return locale, format, datetime.date.fromordinal(day)


def _corrupted(example: DateExample, rng: np.random.Generator) -> str:
    how = rng.integers(4)
    if how == 0:
        return ""
    if how == 1:
        return "".join(rng.choice(NEVER_IN_A_DATE, rng.integers(1, LONGEST_NONSENSE + 1)))
    if how == 2:
        return "".join(rng.choice(SEPARATORS_AND_LETTERS, rng.integers(1, LONGEST_NONSENSE + 1)))
    start, stop = example.spans[rng.choice(["year", "month", "day"])]
    return example.text[:start] + example.text[stop:]
