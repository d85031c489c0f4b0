from collections import Counter

import pytest

from course_utils.locales import parse_locale
from course_utils.translation.phrases import Item, all_items, name_item


@pytest.mark.parametrize(
    ("item", "locale", "text"),
    [
        (Item("measure", 1, "duration-hour"), "en", "1 hour"),
        (Item("measure", 3, "duration-hour"), "fr", "3\xa0heures"),
        (Item("measure", 3, "duration-hour"), "zh", "3小时"),
        (Item("measure", 3, "duration-hour"), "ja", "3 時間"),
        (Item("measure", 15, "speed-kilometer-per-hour"), "de", "15 Kilometer pro Stunde"),
        (Item("measure", 3, "temperature-celsius"), "ja", "摂氏 3 度"),
        (Item("amount", 1, "SEK"), "en", "1 Swedish krona"),
        (Item("amount", 12, "USD"), "fr", "12 dollars des États-Unis"),
        (Item("date", 3, 5), "en", "March 5"),
        (Item("date", 3, 5), "fr", "5 mars"),
        (Item("date", 2, 29), "de", "29. Februar"),
        (Item("date", 3, 5), "ja", "3月5日"),
        (Item("language", "fr", "CA"), "es", "francés (Canadá)"),
    ],
)
def test_names(item, locale, text):
    assert name_item(item, parse_locale(locale)) == text


@pytest.mark.parametrize("locale", ["en", "fr", "de", "es", "zh", "ja"])
def test_every_item_has_a_name_of_its_own(locale):
    names = [name_item(item, parse_locale(locale)) for item in all_items()]
    assert None not in names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("item", "locale"),
    [
        (Item("measure", 3, "length-kilometer"), "cy"),  # "3 km", the root's symbol
        (Item("measure", 3, "length-kilometer"), "yo"),
        (Item("amount", 3, "EUR"), "ba"),
        (Item("date", 3, 5), "smj"),  # "M03"
        (Item("language", "fr", "CA"), "smj"),
    ],
)
def test_a_name_that_a_locale_lacks(item, locale):
    assert name_item(item, parse_locale(locale)) is None


def test_items_are_pairs_that_exist_once_each():
    items = all_items()
    assert len(set(items)) == len(items)
    assert Counter(item.kind for item in items) == {
        "measure": 31 * 20,
        "amount": 31 * 10,
        "date": 366,
        "language": 14 * 14,
    }


@pytest.mark.parametrize(("name", "found"), [("fr", "fr"), ("pt-BR", "pt_BR"), ("zh_Hant", None)])
def test_locales_are_found(name, found):
    assert str(parse_locale(name)) == (found or name)


@pytest.mark.parametrize("name", ["xx", "klingon", "", "fr_XX1"])
def test_an_unknown_locale_is_named(name):
    with pytest.raises(ValueError, match=f"no locale '{name}'"):
        parse_locale(name)
