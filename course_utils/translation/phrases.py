"""Parallel sentences that anyone can check: lists of things, in two languages, from CLDR."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from babel import Locale
from babel.lists import format_list

from course_utils.locales import parse_locale
from course_utils.translation.items import Item, all_items, name_item
from course_utils.translation.tokens import normalize, tokenize


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
