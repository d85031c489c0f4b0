import datetime
import os
import subprocess
import sys
from collections import Counter, defaultdict

import pytest
from faker import Faker

from course_utils.dates.examples import TWO_DIGIT_YEARS, corrupt_texts, load_dates
from course_utils.dates.formats import (
    EXERCISE_FORMATS,
    FORMATS,
    WEEK_YEAR_FORMATS,
    DateFormat,
    date_formats,
)

WEEKDAY_FORMATS = [DateFormat("EEEE, d MMMM y")]


@pytest.fixture(scope="module", params=FORMATS)
def many(request):
    return load_dates(4000, 0, [request.param], typos=0.3, wrong_weekdays=0.3)


def test_same_seed_same_dates():
    assert load_dates(50, 3) == load_dates(50, 3)
    assert load_dates(50, 3) == load_dates(80, 3)[:50]
    assert load_dates(50, 3) != load_dates(50, 4)
    assert load_dates(50, [3, 0]) != load_dates(50, [3, 1])


def test_neither_the_time_zone_nor_hashing_changes_the_dates():
    code = (
        "from course_utils.dates.examples import load_dates;"
        "print(load_dates(200, 7, ['en_US', 'es'], typos=0.5))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"TZ": zone, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone, hash_seed in (("UTC", "0"), ("Asia/Tokyo", "1"), ("America/New_York", "2"))
    }
    assert len(printed) == 1


def test_the_global_faker_is_left_alone():
    Faker.seed(5)
    undisturbed = [Faker().pyint() for _ in range(3)]
    Faker.seed(5)
    drawn = []
    for _ in range(3):
        load_dates(2, 0)
        drawn.append(Faker().pyint())
    assert drawn == undisturbed


def test_years_are_1900_to_2100_and_two_digits_are_of_their_century():
    years = [int(e.iso[:4]) for e in load_dates(20_000, 1, formats=[DateFormat("d MMM y")])]
    assert (min(years), max(years)) == (1900, 2100)
    short = load_dates(20_000, 1, formats=[DateFormat("d MMM yy")])
    assert {int(e.iso[:4]) for e in short} == set(TWO_DIGIT_YEARS)
    for example in short[:1000]:
        python = datetime.datetime.strptime(example.text, "%d %b %y")
        assert python.date().isoformat() == example.iso


def test_every_format_is_drawn_equally_often():
    counts = Counter(example.format for example in load_dates(24_000, 0, formats=EXERCISE_FORMATS))
    expected = Counter(format.name for format in EXERCISE_FORMATS)
    assert counts.keys() == expected.keys()
    for name, times in expected.items():
        assert counts[name] == pytest.approx(1000 * times, rel=0.12)


def test_a_text_means_one_date(many):
    """In any case, with typos and wrong weekdays."""
    meanings = defaultdict(set)
    for example in many:
        meanings[example.text.lower()].add(example.iso)
    assert [text for text, dates in meanings.items() if len(dates) > 1] == []


def test_every_format_of_a_locale_comes(many):
    assert {e.format for e in many} == {f.name for f in date_formats(many[0].locale)}


def test_spans_are_what_says_year_month_and_day(many):
    for example in many:
        said = {part: example.text[slice(*span)] for part, span in example.spans.items()}
        year, month, day = example.iso.split("-")
        assert said.keys() == {"year", "month", "day"}
        assert said["year"] in (year, year[2:])
        assert said["day"].rstrip("stndrhe") in (day, day.lstrip("0"))
        if said["month"].isascii() and said["month"].isdigit():
            assert said["month"] in (month, month.lstrip("0"))
        else:
            assert any(letter.isalpha() for letter in said["month"])


def test_english_fits_in_30_characters_and_all_in_36():
    longest = {
        locale: max(len(e.text) for e in load_dates(10_000, 2, [locale], typos=1))
        for locale in FORMATS
    }
    assert max(longest["en_US"], longest["en_GB"]) <= 30
    assert max(longest.values()) <= 36


def test_slashes_mean_another_order_in_britain():
    for american, british in zip(
        load_dates(500, 0, ["en_US"]), load_dates(500, 0, ["en_GB"]), strict=True
    ):
        assert american.iso == british.iso
        if american.text.count("/") == 2 and american.text.index("/") < 4:
            month, day, year = american.text.split("/")
            assert british.text == f"{day}/{month}/{year}"
            assert (int(month), int(day)) == tuple(map(int, american.iso.split("-")[1:]))


def test_weekdays_are_right_unless_wrong_ones_are_wanted():
    def is_right(example):
        day = datetime.date.fromisoformat(example.iso)
        return example.text.startswith(f"{day:%A}")

    assert all(map(is_right, load_dates(300, 0, formats=WEEKDAY_FORMATS)))
    assert not any(map(is_right, load_dates(300, 0, formats=WEEKDAY_FORMATS, wrong_weekdays=1)))
    some = load_dates(2000, 0, formats=WEEKDAY_FORMATS, wrong_weekdays=0.25)
    assert sum(map(is_right, some)) == pytest.approx(1500, abs=80)


def test_the_week_year_labels_some_dates_wrongly():
    examples = load_dates(20_000, 0, formats=WEEK_YEAR_FORMATS)
    wrong = [e for e in examples if e.text[slice(*e.spans["year"])][-2:] != e.iso[2:4]]
    assert 0.002 < len(wrong) / len(examples) < 0.006
    assert {e.iso[5:] for e in wrong} <= {"12-26", "12-27", "12-28", "12-29", "12-30", "12-31"}


def test_typos_come_as_often_as_wanted():
    formats = [DateFormat("d MMMM y")]
    names = {f"{datetime.date(2000, month, 1):%B}" for month in range(1, 13)}

    def with_typo(typos):
        examples = load_dates(2000, 0, formats=formats, typos=typos)
        return [e for e in examples if e.text.split()[1] not in names]

    assert with_typo(0) == []
    long_names = 9 / 12  # May, June and July are too short
    assert len(with_typo(1)) == pytest.approx(2000 * long_names, abs=80)
    assert len(with_typo(0.5)) == pytest.approx(1000 * long_names, abs=80)


def test_texts_to_exclude_do_not_come_in_any_case():
    test = {e.text for e in load_dates(2000, 0, formats=EXERCISE_FORMATS)}
    assert any(e.text in test for e in load_dates(5000, 1, formats=EXERCISE_FORMATS))
    excluded = map(str.upper, test)
    train = load_dates(5000, 1, formats=EXERCISE_FORMATS, exclude=excluded)
    assert len(train) == 5000
    assert not test & {e.text for e in train}


def test_formats_can_be_held_out():
    known = {e.format for e in load_dates(3000, 0, held_out=["d-MMM-y"])}
    assert "d-MMM-y" not in known
    assert len(known) == len(date_formats("en_US")) - 1


def test_a_share_of_texts_is_corrupted_and_dates_stay():
    examples = load_dates(2000, 1)
    corrupted = corrupt_texts(examples, 0.25, 2)
    changed = [a for a, b in zip(corrupted, examples, strict=True) if a != b]
    assert 400 < len(changed) < 600
    assert [a.iso for a in corrupted] == [b.iso for b in examples]
    assert all(a.spans == {} for a in changed)
    texts = [example.text for example in changed]
    assert 0.15 < texts.count("") / len(texts) < 0.35
    assert any("🎉" in text for text in texts)
    assert max(map(len, texts)) <= 30


def test_the_seed_decides_which_texts_are_corrupted():
    examples = load_dates(50, 1)
    assert corrupt_texts(examples, 0.5, 2) == corrupt_texts(examples, 0.5, 2)
    assert corrupt_texts(examples, 0.5, 2) != corrupt_texts(examples, 0.5, 3)
    assert corrupt_texts(examples, 0, 2) == examples


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_probability(share):
    with pytest.raises(ValueError, match=f"share is a probability .*, got {share}"):
        corrupt_texts([], share, 0)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"n": -1}, "got -1"),
        ({"typos": 1.5}, "typos .* 1.5"),
        ({"wrong_weekdays": -0.1}, "wrong_weekdays .* -0.1"),
        ({"locales": []}, r"got \[\]"),
        ({"locales": "en_US"}, "got 'en_US'"),
        ({"locales": ["xx_YY"]}, "no locale 'xx_YY'"),
        ({"formats": []}, "no format is left for en_US"),
        ({"held_out": ["never"]}, "named never"),
        ({"formats": [DateFormat("y")], "held_out": ["y"]}, "no format is left"),
        ({"formats": [DateFormat("y")], "exclude": map(str, range(1900, 2101))}, "201 excluded"),
    ],
)
def test_arguments_without_sense_are_refused(arguments, says):
    with pytest.raises(ValueError, match=says):
        load_dates(**{"n": 1, "seed": 0} | arguments)
