"""Parallel sentences that anyone can check: lists of things, in two languages, from CLDR."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

from course_utils.locales import parse_locale
from course_utils.translation.vocabulary import normalize, tokenize

NUMBERS = range(1, 32)
UNITS = (
    "duration-second",
    "duration-minute",
    "duration-hour",
    "duration-day",
    "duration-week",
    "duration-month",
    "duration-year",
    "length-meter",
    "length-kilometer",
    "length-mile",
    "area-square-meter",
    "area-square-kilometer",
    "volume-liter",
    "mass-gram",
    "mass-kilogram",
    "speed-kilometer-per-hour",
    "speed-meter-per-second",
    "temperature-celsius",
    "power-watt",
    "digital-megabyte",
)
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CHF", "INR", "SEK", "DKK", "MXN", "AUD")
LANGUAGES = ("ar", "de", "el", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pt", "ru", "zh")
TERRITORIES = ("BE", "BR", "CA", "CH", "CI", "CN", "EG", "ES", "FR", "GB", "JP", "MX", "US", "ZA")
LEAP_YEAR = 2024


class Item(NamedTuple):
    """One item of a phrase: a pair of facts.

    Attributes:
        kind: "measure", "amount", "date" or "language".
        first: The number; of a date the month (1 to 12), of a language its code.
        second: Babel's name of the unit, the code of the currency, the day, or the territory's
            code.
    """

    kind: str
    first: int | str
    second: int | str


def all_items() -> list[Item]:
    """Every item there is, always in the same order."""
    measures = [Item("measure", number, unit) for number in NUMBERS for unit in UNITS]
    amounts = [Item("amount", number, code) for number in NUMBERS for code in CURRENCIES]
    first = datetime.date(LEAP_YEAR, 1, 1)
    days = [first + datetime.timedelta(days) for days in range(366)]
    dates = [Item("date", day.month, day.day) for day in days]
    languages = [Item("language", code, land) for code in LANGUAGES for land in TERRITORIES]
    return measures + amounts + dates + languages


def name_item(item: Item, locale: Locale) -> str | None:
    """Writes an item as people do in a locale: "3 hours", "12 euros", "March 5", "French (Canada)".

    Returns:
        The text, or None where the locale has no name for a part of it.
    """
    return _WRITERS[item.kind](item.first, item.second, locale)


def _name_measure(number: int, unit: str, locale: Locale) -> str | None:
    """Tries the long name, then the short one, from which CLDR leaves the long out if it is equal.

    Without a name Babel writes the unit's identifier, or the symbol of CLDR's root.
    """
    for length in ("long", "short"):
        text = format_unit(number, unit, length, locale=locale)
        if unit not in text and text != format_unit(number, unit, "short", locale="root"):
            return text
    return None


def _name_amount(number: int, currency: str, locale: Locale) -> str | None:
    if currency not in locale.currencies:
        return None
    return format_currency(
        number, currency, locale=locale, format_type="name", currency_digits=False
    )


def _name_date(month: int, day: int, locale: Locale) -> str | None:
    text = format_skeleton("MMMMd", datetime.date(LEAP_YEAR, month, day), locale=locale)
    return None if f"M{month:02}" in text else text  # "M03" is the root's name of March


def _name_language(language: str, territory: str, locale: Locale) -> str | None:
    names = locale.languages.get(language), locale.territories.get(territory)
    return None if None in names else "{} ({})".format(*names)


_WRITERS = {
    "measure": _name_measure,
    "amount": _name_amount,
    "date": _name_date,
    "language": _name_language,
}


class Phrase(NamedTuple):
    """A sentence in two languages.

    Attributes:
        items: What it lists.
        source: Its tokens in the language to translate from.
        target: Its tokens in the language to translate to; `detokenize` makes them a text.
    """

    items: tuple[Item, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]


def make_phrases(
    n: int,
    seed: int | Sequence[int],
    source: str = "en",
    target: str = "fr",
    max_items: int = 10,
    *,
    items: Iterable[Item] | None = None,
) -> list[Phrase]:
    """Draws parallel sentences that list one to `max_items` different items.

    The number of items is uniform, so the length is a dial; the items are drawn without
    replacement, each equally likely. Each language joins them by its own pattern:
    "3 hours, March 5, and 12 euros" is "3 heures, 5 mars et 12 euros".

    Args:
        n: Sentences. Short ones may come more than once: there are only so many.
        seed: Of `numpy.random.default_rng`. Same arguments, same sentences, on every machine.
        source: Locale to translate from, one that Babel has.
        target: Locale to translate to.
        max_items: Items of the longest sentences.
        items: What to draw from, by default all items; those that lack a name in one of the two
            locales are left out.

    Raises:
        ValueError: A locale is unknown, `n` or `max_items` is below 1, or fewer than `max_items`
            items have a name in both locales.
    """
    if n < 1 or max_items < 1:
        raise ValueError(f"n and max_items are at least 1, got {n} and {max_items}")
    locales = parse_locale(source), parse_locale(target)
    names = name_items(all_items() if items is None else items, *locales)
    if len(names) < max_items:
        raise ValueError(
            f"{len(names)} items have names in {source} and {target}, max_items is {max_items}"
        )
    rng = np.random.default_rng(seed)
    known = list(names)
    phrases = []
    for n_items in rng.integers(1, max_items, size=n, endpoint=True):
        drawn = tuple(known[i] for i in rng.choice(len(known), n_items, replace=False))
        texts = zip(*(names[item] for item in drawn), strict=True)
        sides = (
            tokenize(join_items(text, locale), locale.language)
            for text, locale in zip(texts, locales, strict=True)
        )
        phrases.append(Phrase(drawn, *sides))
    return phrases


def name_items(
    items: Iterable[Item], source: Locale, target: Locale
) -> dict[Item, tuple[str, str]]:
    """Names items in two locales; those that lack a name in one of them are left out.

    Returns:
        Item -> its text in the source and in the target language, with plain spaces.
    """
    names = {item: (name_item(item, source), name_item(item, target)) for item in items}
    return {
        item: (normalize(pair[0]), normalize(pair[1]))
        for item, pair in names.items()
        if None not in pair
    }


def join_items(texts: Iterable[str], locale: Locale) -> str:
    """Lists texts as the locale does: "a, b, and c", "a, b et c", "a、b和c".

    Spanish "y" is "e" before an i: "francés e inglés". CLDR's pattern leaves that to the program.
    """
    text = format_list(list(texts), locale=locale)
    return re.sub(r" y (?=h?i(?![ae]))", " e ", text) if locale.language == "es" else text
