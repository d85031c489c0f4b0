"""What phrases are made of: measures, amounts of money, dates and languages, named by CLDR.

CLDR, the Unicode Common Locale Data Repository, holds these names in hundreds of locales, written
by people; the package Babel carries it.
"""

import datetime
from typing import NamedTuple

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_currency
from babel.units import format_unit

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
