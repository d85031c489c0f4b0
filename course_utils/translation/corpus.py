"""Parallel sentences that anyone can check, and a split by which a test shows no item of training.

A sentence lists measures, amounts of money, dates and languages. CLDR, the Unicode Common Locale
Data Repository, holds their names in hundreds of locales, written by people; the package Babel
carries it.
"""

import datetime
import re
from collections import Counter
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
KNOWN_FROM = 5  # training items that hold each word of a held-out item, at least


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

    The number of items is uniform; the items are drawn without replacement, each equally likely.
    Each language joins them by its own pattern:
    "3 hours, March 5, and 12 euros" is "3 heures, 5 mars et 12 euros".

    Args:
        n: Sentences. Short ones may come more than once, because there are few of them.
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


def join_items(texts: Iterable[str], locale: Locale) -> str:
    """Lists texts as the locale does: "a, b, and c", "a, b et c", "a、b和c".

    Spanish "y" is "e" before an i: "francés e inglés". CLDR's pattern leaves that to the program.
    """
    text = format_list(list(texts), locale=locale)
    return re.sub(r" y (?=h?i(?![ae]))", " e ", text) if locale.language == "es" else text


class ItemSplit(NamedTuple):
    """Items by side, none on two of them."""

    train: list[Item]
    validation: list[Item]
    test: list[Item]


def split_items(
    seed: int,
    source: str = "en",
    target: str = "fr",
    *,
    validation_share: float = 0.05,
    test_share: float = 0.15,
) -> ItemSplit:
    """Splits all items that have names in both locales.

    An item is a combination of two facts, such as (17, kilometer), (March, 5) or (French, Canada),
    and belongs to one side whole. It is held out only if each word of its two names is in at least
    5 training items: "17" with other units, "kilometers" with other numbers. So words that go with
    a single number, as "day" with 1, stay in training.

    Args:
        seed: Same arguments, same split.
        source: Locale to translate from.
        target: Locale to translate to.
        validation_share: Wanted share of the items in validation.
        test_share: Wanted share of the items in the test.

    Raises:
        ValueError: A locale is unknown, a share is negative, the two sum to 1 or more, or too few
            items can be held out.
    """
    if min(validation_share, test_share) < 0 or validation_share + test_share >= 1:
        raise ValueError(
            f"the shares of validation and test are at least 0 and sum to less than 1, "
            f"got {validation_share} and {test_share}"
        )
    words = _words_of_items(parse_locale(source), parse_locale(target))
    items = list(words)
    n_validation = round(validation_share * len(items))
    n_held_out = n_validation + round(test_share * len(items))
    left = Counter(word for item in items for word in words[item])
    held_out = []
    for i in np.random.default_rng(seed).permutation(len(items)):
        if len(held_out) < n_held_out and min(left[w] for w in words[items[i]]) > KNOWN_FROM:
            held_out.append(items[i])
            left.subtract(words[items[i]])
    if len(held_out) < n_held_out:
        raise ValueError(
            f"{len(held_out)} of {len(items)} items can be held out, {n_held_out} are wanted"
        )
    train = sorted(set(items) - set(held_out), key=items.index)
    return ItemSplit(train, held_out[:n_validation], held_out[n_validation:])


def _words_of_items(source, target) -> dict[Item, set[tuple[str, str]]]:
    """Item -> its words, as (side, word), in both languages."""
    sides = (("source", source.language), ("target", target.language))
    return {
        item: {
            (side, word)
            for (side, language), text in zip(sides, texts, strict=True)
            for word in tokenize(text, language)
        }
        for item, texts in name_items(all_items(), source, target).items()
    }


class PhraseSplit(NamedTuple):
    """Phrases by side; each lists items of its own side alone."""

    train: list[Phrase]
    validation: list[Phrase]
    test: list[Phrase]


def split_phrases(
    n_train: int,
    n_validation: int,
    n_test: int,
    seed: int,
    source: str = "en",
    target: str = "fr",
    max_items: int = 10,
) -> PhraseSplit:
    """Makes the phrases of each side from the items of that side alone.

    So no sentence is on two sides, not even with its items in another order, and neither is any
    combination within an item; see `split_items`. Sentences are as from `make_phrases`.

    Raises:
        ValueError: As for `make_phrases` and `split_items`.
    """
    split = split_items(seed, source, target)
    sizes = (n_train, n_validation, n_test)
    return PhraseSplit(
        *(
            make_phrases(n, [seed, side], source, target, max_items, items=items)
            for side, (n, items) in enumerate(zip(sizes, split, strict=True))
        )
    )


class Shared(NamedTuple):
    """What a test has in common with its training.

    Attributes:
        sentences: Sentences of the test that are in training, word for word.
        reordered: Sentences of the test whose items are those of a training sentence, in any order.
        items: Share of the test's different items that occur in training, 0 to 1.
        unknown_words: Words of the test, in either language, that never occur in training.
    """

    sentences: int
    reordered: int
    items: float
    unknown_words: tuple[str, ...]


def count_shared(train: Sequence[Phrase], test: Sequence[Phrase]) -> Shared:
    """Counts what a test has in common with its training; all zero is a fair test."""
    sentences = {phrase.source for phrase in train}
    combinations = {frozenset(phrase.items) for phrase in train}
    items = {item for phrase in test for item in phrase.items}
    known = items & {item for phrase in train for item in phrase.items}
    return Shared(
        sentences=sum(phrase.source in sentences for phrase in test),
        reordered=sum(frozenset(phrase.items) in combinations for phrase in test),
        items=len(known) / len(items),
        unknown_words=tuple(sorted(_words(test) - _words(train))),
    )


def _words(phrases: Iterable[Phrase]) -> set[str]:
    return {word for phrase in phrases for word in phrase.source + phrase.target}
