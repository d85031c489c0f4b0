import subprocess
import sys
from collections import Counter

import pytest
from scipy import stats

from course_utils.locales import parse_locale
from course_utils.translation.corpus import (
    Item,
    Phrase,
    all_items,
    count_shared,
    join_items,
    make_phrases,
    name_item,
    name_items,
    split_items,
    split_phrases,
)
from course_utils.translation.vocabulary import detokenize

HOURS = Item("measure", 3, "duration-hour")
MINUTES = Item("measure", 20, "duration-minute")
KILOMETERS = Item("measure", 15, "length-kilometer")
TARGETS = ["fr", "de", "es", "zh", "ja"]


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
def test_names_of_items(item, locale, text):
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


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("fr", "3 heures, 20 minutes et 15 kilomètres"),
        ("de", "3 Stunden, 20 Minuten und 15 Kilometer"),
        ("es", "3 horas, 20 minutos y 15 kilómetros"),
        ("zh", "3小时、20分钟和15公里"),
        ("ja", "3 時間、20 分、15 キロメートル"),
    ],
)
def test_a_phrase_in_five_languages(target, text):
    items = [HOURS, MINUTES, KILOMETERS]
    phrases = make_phrases(50, 0, "en", target, max_items=3, items=items)
    (phrase,) = {phrase for phrase in phrases if phrase.items == tuple(items)}
    assert detokenize(phrase.target, target) == text
    assert detokenize(phrase.source, "en") == "3 hours, 20 minutes, and 15 kilometers"


def test_the_source_may_be_any_locale_too():
    (phrase,) = make_phrases(1, 0, "ja", "zh", max_items=1, items=[HOURS])
    assert phrase.source == ("3", "▁", "時", "間")
    assert phrase.target == ("3", "小", "时")


def test_the_number_of_items_is_uniform_and_no_item_comes_twice():
    phrases = make_phrases(5_000, 0)
    counts = Counter(len(phrase.items) for phrase in phrases)
    assert sorted(counts) == list(range(1, 11))
    assert stats.chisquare(list(counts.values())).pvalue > 0.001
    assert all(len(set(phrase.items)) == len(phrase.items) for phrase in phrases)


def test_the_seed_decides_the_phrases():
    assert make_phrases(20, 1) == make_phrases(20, 1)
    assert make_phrases(20, 1) != make_phrases(20, 2)


def test_pythons_hash_seed_does_not_matter():
    program = (
        "from course_utils.translation.corpus import split_phrases;"
        "print(split_phrases(3, 3, 3, 0, 'en', 'ja'))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(printed) == 1


def test_what_has_no_name_in_one_locale_is_left_out():
    nameless = Item("measure", 3, "length-kilometer")
    names = name_items([HOURS, nameless], parse_locale("en"), parse_locale("cy"))
    assert nameless not in names
    with pytest.raises(ValueError, match="0 items have names in en and cy, max_items is 1"):
        make_phrases(1, 0, "en", "cy", max_items=1, items=[nameless])


def test_spanish_and_before_an_i():
    spanish = parse_locale("es")
    assert join_items(["francés", "inglés"], spanish) == "francés e inglés"
    assert join_items(["a", "b", "hindi"], spanish) == "a, b e hindi"
    assert join_items(["a", "hielo"], spanish) == "a y hielo"
    assert join_items(["a", "3 horas"], spanish) == "a y 3 horas"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n and max_items are at least 1, got 0 and 10"),
        ({"max_items": 0}, "got 5 and 0"),
        ({"target": "xx"}, "Babel has no locale 'xx'"),
        ({"source": "tlh-1"}, "Babel has no locale 'tlh-1'"),
        ({"items": [HOURS]}, "1 items have names in en and fr, max_items is 10"),
    ],
)
def test_phrases_that_make_no_sense(arguments, message):
    with pytest.raises(ValueError, match=message):
        make_phrases(**{"n": 5, "seed": 0, **arguments})


@pytest.fixture(scope="module", params=TARGETS)
def phrases(request):
    return split_phrases(4_000, 300, 300, seed=0, target=request.param)


def test_nothing_is_shared_between_any_two_sides(phrases):
    pairs = [
        (phrases.train, phrases.validation),
        (phrases.train, phrases.test),
        (phrases.validation, phrases.test),
    ]
    for a, b in pairs:
        shared = count_shared(a, b)
        assert (shared.sentences, shared.reordered, shared.items) == (0, 0, 0)


def test_every_held_out_word_is_met_often_in_training(phrases):
    for side in ("source", "target"):
        met = Counter(word for phrase in phrases.train for word in getattr(phrase, side))
        for phrase in phrases.validation + phrases.test:
            assert min(met[word] for word in getattr(phrase, side)) >= 20


def test_a_split_at_random_leaks():
    phrases = make_phrases(11_000, seed=0)
    shared = count_shared(phrases[:10_000], phrases[10_000:])
    assert shared.sentences > 30
    assert shared.reordered >= shared.sentences
    assert shared.items == 1


def test_items_in_another_order_are_counted():
    a, b = make_phrases(1, seed=0, max_items=1)[0], make_phrases(1, seed=1, max_items=1)[0]
    both = Phrase(a.items + b.items, ("x", "y"), ("u", "v"))
    turned = Phrase(b.items + a.items, ("y", "x"), ("v", "z"))
    shared = count_shared([both], [turned, turned, a])
    assert (shared.sentences, shared.reordered, shared.items) == (0, 2, 1)
    assert shared.unknown_words == tuple(sorted({"z", *a.source, *a.target}))


@pytest.mark.parametrize("target", TARGETS)
def test_items_are_split_in_the_shares_that_were_asked_for(target):
    split = split_items(seed=3, target=target, validation_share=0.1, test_share=0.2)
    sizes = [len(side) for side in split]
    assert sizes == [sum(sizes) - sum(sizes[1:]), round(0.1 * sum(sizes)), round(0.2 * sum(sizes))]
    assert len({item for side in split for item in side}) == sum(sizes)
    assert {item.kind for item in split.test} == {item.kind for item in split.train}
    assert Item("measure", 1, "duration-day") in split.train  # the one item that says "day"


def test_the_seed_decides_the_split():
    assert split_items(1) == split_items(1)
    assert split_items(1) != split_items(2)


@pytest.mark.parametrize("shares", [(-0.1, 0.2), (0.5, 0.5)])
def test_shares_that_make_no_sense(shares):
    with pytest.raises(ValueError, match=f"got {shares[0]} and {shares[1]}"):
        split_items(0, validation_share=shares[0], test_share=shares[1])


def test_a_share_that_words_forbid():
    with pytest.raises(ValueError, match="of 1492 items can be held out, 1343 are wanted"):
        split_items(0, validation_share=0.1, test_share=0.8)
