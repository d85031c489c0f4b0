import subprocess
import sys
from collections import Counter

import pytest
from scipy import stats

from course_utils.locales import parse_locale
from course_utils.translation.phrases import Item, join_items, make_phrases, name_items
from course_utils.translation.vocabulary import detokenize

HOURS = Item("measure", 3, "duration-hour")
MINUTES = Item("measure", 20, "duration-minute")
KILOMETERS = Item("measure", 15, "length-kilometer")


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


def test_the_seed_decides():
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
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        make_phrases(**{"n": 5, "seed": 0, **arguments})
