"""Dates as people write them, each with the ISO 8601 date that it means."""

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from faker import Faker

from course_utils.dates.formats import DateFormat, date_formats
from course_utils.dates.iso_dates import FIRST_DATE, LAST_DATE
from course_utils.dates.spelling import add_typo, join_pieces, write_pieces, writes_century

TWO_DIGIT_YEARS = range(1969, 2069)
"""What two digits of a year mean, as `time.strptime` has it: 69 is 1969, 68 is 2068."""

MOST_REFUSED = 1000


class DateExample(NamedTuple):
    """A date as someone writes it.

    Attributes:
        text: What is written.
        iso: The date that it means, "YYYY-MM-DD".
        locale: Where it is written so.
        format: Name of the format, as in `DateFormat.name`.
        spans: "year", "month" and "day" -> (start, stop) of what says it, text[start:stop].
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
    join_pieces: Callable = join_pieces,
) -> list[DateExample]:
    """Draws dates of 1900 to 2100 and writes them down.

    Locale, format and day are drawn one after the other, each equally likely. A format that leaves
    the century out gets dates of 1969 to 2068, which is what two digits mean. Faker draws, as in
    the famous exercise, but from an instance with a seed of its own.

    Args:
        n: How many.
        seed: Of `numpy.random.default_rng`. Same arguments, same dates, on every machine.
        locales: Any that Babel has; they name months and weekdays.
        formats: Used for all locales; by default each locale's own, `date_formats(locale)`.
        typos: Probability that a long name has a slip of the finger, one that no other month's
            name can become.
        wrong_weekdays: Probability that a weekday, where there is one, is not the date's.
        exclude: Texts that must not come; upper and lower case count as the same.
        held_out: Names of formats that must not come.
        join_pieces: Makes text and spans of the pieces of a written date.

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
    rng = faker.random
    examples, refused = [], 0
    while len(examples) < n:
        locale, format, day = _draw_day(faker, choices)
        shift = rng.randint(1, 6) if rng.random() < wrong_weekdays else 0
        pieces = write_pieces(day, format, locale, shift)
        if rng.random() < typos:
            pieces = add_typo(pieces, locale, rng)
        text, spans = join_pieces(pieces)
        example = DateExample(text, day.isoformat(), locale, format.name, spans)
        if normalize(example.text) not in excluded:
            examples.append(example)
            refused = 0
        elif (refused := refused + 1) == MOST_REFUSED:
            raise ValueError(f"{refused} dates in a row were among the {len(excluded)} excluded")
    return examples


def split_dates(
    n_train: int,
    n_test: int,
    seed: int,
    locales: Sequence[str] = ("en_US",),
    formats: Sequence[DateFormat] | None = None,
    typos: float = 0.0,
    *,
    held_out: Collection[str] = (),
) -> tuple[list[DateExample], list[DateExample]]:
    """Draws a training and a test set that share no text.

    The test set is as `load_dates` draws it. So is the training set, without the texts of the test
    set, in whatever upper and lower case, and without the formats that are held out. More dates to
    train on come from `load_dates` with `exclude=[example.text for example in test]`.

    Args:
        n_train: Dates to train on.
        n_test: Dates to test with.
        seed: Same arguments, same dates.
        locales: As for `load_dates`.
        formats: As for `load_dates`.
        typos: As for `load_dates`.
        held_out: Names of formats that only the test set has.

    Raises:
        ValueError: As for `load_dates`.
    """
    test = load_dates(n_test, [seed, 1], locales, formats, typos)
    texts = [example.text for example in test]
    train = load_dates(
        n_train, [seed, 0], locales, formats, typos, exclude=texts, held_out=held_out
    )
    return train, test


def full_year(number: int) -> int:
    """The year that a number means: one below 100 is two digits of `TWO_DIGIT_YEARS`."""
    first = TWO_DIGIT_YEARS[0]
    return number if number >= 100 else first + (number - first) % 100


def normalize(text: str) -> str:
    """A text as a translator sees it, in lower case: what becomes equal is one text to it."""
    return text.lower()


def _choices(
    locales: Sequence[str], formats: Sequence[DateFormat] | None, held_out: Collection[str]
) -> list[tuple[str, list[DateFormat]]]:
    """Pairs of a locale and what it may be written in."""
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


LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789 ./-,"]
STRANGERS = [*"🎉☃€%§#"]
LONGEST = 30


def spoil_dates(
    examples: Sequence[DateExample], share: float, seed: int | Sequence[int]
) -> list[DateExample]:
    """Makes a share of texts unreadable; their dates stay.

    A quarter of those texts becomes empty, a quarter characters that no date has, a quarter
    letters, digits and separators at random, and a quarter loses its year, month or day.

    Args:
        examples: Readable ones.
        share: Probability that an example is spoiled.
        seed: Of `numpy.random.default_rng`.

    Returns:
        As many examples; the spoiled ones have no spans.

    Raises:
        ValueError: The share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is a probability between 0 and 1, got {share}")
    rng = np.random.default_rng(seed)
    spoiled = rng.random(len(examples)) < share
    return [
        example._replace(text=_spoil(example, rng), spans={}) if spoil else example
        for example, spoil in zip(examples, spoiled, strict=True)
    ]


def _spoil(example: DateExample, rng: np.random.Generator) -> str:
    how = rng.integers(4)
    if how == 0:
        return ""
    if how == 1:
        return "".join(rng.choice(STRANGERS, rng.integers(1, LONGEST + 1)))
    if how == 2:
        return "".join(rng.choice(LETTERS, rng.integers(1, LONGEST + 1)))
    start, stop = example.spans[rng.choice(["year", "month", "day"])]
    return example.text[:start] + example.text[stop:]
