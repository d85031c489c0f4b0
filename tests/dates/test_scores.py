from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.dates.examples import TWO_DIGIT_YEARS, DateExample, load_dates
from course_utils.dates.formats import EXERCISE_FORMATS, FORMATS, DateFormat
from course_utils.dates.scores import (
    attention_matches,
    attention_score,
    exact_match,
    exact_matches,
    possible_readings,
    read_with_dateparser,
    read_with_dateutil,
    read_with_dateutil_and_order,
)

EXAMPLES = [
    DateExample("5 Apr 09", "2009-04-05", "en_US", "d MMM yy", {}),
    DateExample("5 avr. 2009", "2009-04-05", "fr", "d MMM y", {}),
    DateExample("6 Apr 09", "2009-04-06", "en_US", "d MMM yy", {}),
]


class Answer(SimpleNamespace):
    def __str__(self):
        return self.iso


def test_what_str_gives_counts():
    answers = [Answer(iso="2009-04-05"), None, "2009-4-6"]
    assert exact_match(answers, EXAMPLES) == pytest.approx(1 / 3)


def test_matches_are_counted_in_groups():
    answers = ["2009-04-05", "2009-04-05", "2009-05-06"]
    assert exact_matches(answers, EXAMPLES) == {"d MMM y": (1, 1), "d MMM yy": (1, 2)}
    assert exact_matches(answers, EXAMPLES, by="locale") == {"en_US": (1, 2), "fr": (1, 1)}
    assert exact_matches([], []) == {}


def test_no_examples_and_too_few_answers_are_refused():
    with pytest.raises(ValueError, match="got 0"):
        exact_match([], [])
    with pytest.raises(ValueError, match=r"3 examples .* got 2"):
        exact_match(["", ""], EXAMPLES)


SPANS = {"day": (0, 1), "month": (2, 5), "year": (6, 10)}
EXAMPLE = DateExample("5 may 2009", "2009-05-05", "en_US", "d MMM y", SPANS)


def looking_at(*places, Tx=12):
    alphas = np.full((1, 10, Tx), 0.01)
    alphas[0, np.arange(10), places] = 0.9
    return alphas


def test_the_right_places_score_1():
    alphas = looking_at(6, 7, 8, 9, 11, 2, 4, 11, 0, 0)
    assert attention_matches(alphas, [EXAMPLE]) == {"year": (4, 4), "month": (2, 2), "day": (2, 2)}
    assert attention_score(alphas, [EXAMPLE]) == 1


def test_spans_end_before_their_stop():
    alphas = looking_at(6, 10, 5, 9, 0, 5, 1, 0, 1, 0)
    assert attention_matches(alphas, [EXAMPLE]) == {"year": (2, 4), "month": (0, 2), "day": (1, 2)}
    assert attention_score(alphas, [EXAMPLE]) == 3 / 8


def test_what_is_not_there_does_not_count():
    unreadable = EXAMPLE._replace(spans={"day": (0, 1)})
    alphas = np.concatenate([looking_at(*[0] * 10), looking_at(*[0] * 10)])
    counts = attention_matches(alphas, [EXAMPLE, unreadable])
    assert counts == {"year": (0, 4), "month": (0, 2), "day": (4, 4)}
    short = looking_at(*[0] * 10, Tx=6)
    assert attention_matches(short, [EXAMPLE])["year"] == (0, 0)


def test_maps_of_other_examples_are_refused():
    with pytest.raises(ValueError, match=r"2 examples need alphas \(2, 10, Tx\), got \(1, 10, 12"):
        attention_score(looking_at(*[0] * 10), [EXAMPLE] * 2)
    with pytest.raises(ValueError, match="at least 1 digit"):
        attention_score(looking_at(*[0] * 10), [EXAMPLE._replace(spans={})])


def dates_of(text, locales=("en_US", "en_GB")):
    return {reading.iso for reading in possible_readings(text, locales)}


@pytest.mark.parametrize("locale", FORMATS)
def test_each_text_of_a_locale_has_its_own_date_and_no_other(locale):
    for example in load_dates(100, 0, [locale]):
        found = possible_readings(example.text, [locale])
        assert {reading.iso for reading in found} == {example.iso}
        assert example.format in [reading.format for reading in found]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("03/04/05", {"2005-03-04", "2005-04-03"}),
        ("03/30/1968", {"1968-03-30"}),
        ("3.4.05", {"2005-04-03"}),
        ("5 APRIL 09", {"2009-04-05"}),
        ("the 29th of August 1958", {"1958-08-29"}),
        ("the 29st of August 1958", set()),
        ("20190203", {"2019-02-03"}),
        ("30 Feb 2001", set()),
        ("5 Apr 68", {"2068-04-05"}),
        ("5 Apr 69", {"1969-04-05"}),
        *((text, set()) for text in ("", "5", "1 2 3 4", "🎉", "9" * 10_000)),
    ],
)
def test_what_a_text_means(text, dates):
    assert dates_of(text) == dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 May 1979", "1979-05-03"),
        ("5 April 09", "2009-04-05"),
        ("Tue 10 Jul 2007", "2007-07-10"),
        ("March 3 2001", "2001-03-03"),
        ("March 3rd 2001", "2001-03-03"),
        ("1 March 2001", "2001-03-01"),
        ("21st of August 2016", "2016-08-21"),
        ("Wednesday May 9 2018", "2018-05-09"),
        ("Monday, 31 Dec 2018", "2018-12-31"),
        ("2 FEBRUARY 2000", "2000-02-02"),
        ("1st of jan 99", "1999-01-01"),
    ],
)
def test_the_examples_of_the_exercise_are_in_our_formats(text, iso):
    """Right weekdays and endings, where the exercise has "Saturday May 9 2018" and "21th"."""
    assert dates_of(text, ["en_US"]) == {iso}


def test_american_and_french_dates_cannot_be_told_apart():
    assert dates_of("03/04/2005", ["en_US", "fr"]) == {"2005-03-04", "2005-04-03"}
    assert dates_of("03/04/2005", ["en_GB", "fr"]) == {"2005-04-03"}


def test_how_much_is_ambiguous():
    """British English goes together with all other languages; American English does not."""

    def share(locales):
        examples = load_dates(150, 0, locales)
        return sum(len(dates_of(e.text, locales)) > 1 for e in examples) / len(examples)

    others = ["zh", "ja", "fr", "de", "es"]
    assert share(["en_GB", *others]) == 0
    assert 0 < share(["en_US", *others]) < 0.05


def test_readings_in_an_unknown_locale_are_refused():
    with pytest.raises(ValueError, match="no locale 'xx_YY'"):
        possible_readings("1", ["xx_YY"])


EXERCISE_TEST = load_dates(2000, 0, formats=EXERCISE_FORMATS)


def share_read(read, examples):
    return exact_match([read(example.text) for example in examples], examples)


def test_the_order_is_all_that_dateutil_lacks_in_the_exercise():
    by_default = share_read(read_with_dateutil, EXERCISE_TEST)
    assert 0.95 < by_default < 0.98
    assert share_read(read_with_dateutil_and_order, EXERCISE_TEST) == 1
    wrong = {e.format for e in EXERCISE_TEST if read_with_dateutil(e.text) != e.iso}
    assert wrong == {"d MM yy (bare)", "dd.MM.yy (bare)"}


def test_all_english_formats_but_one_are_read():
    examples = load_dates(3000, 0)
    wrong = {e.format for e in examples if read_with_dateutil_and_order(e.text) != e.iso}
    assert wrong == {"'the' dº 'of' MMMM y"}


def test_two_digit_years_are_ours_in_every_year():
    for year in TWO_DIGIT_YEARS:
        assert read_with_dateutil(f"5 Apr {year % 100:02}") == f"{year}-04-05"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("03/30/1968", "1968-03-30"),
        ("Sunday, 31 Dec 2018", "2018-12-31"),
        ("2 FEBRUARY 2000", "2000-02-02"),
        ("1st of jan 99", "1999-01-01"),
        ("2019-02-03", "2019-02-03"),
        ("2019.02.03", "2019-02-03"),
        ("3.2.2019", "2019-02-03"),
        ("3/2/2019", "2019-03-02"),
        ("30 feb 2001", None),
        ("1 jan 1850", None),
        ("1 jan", None),
        ("", None),
    ],
)
def test_what_the_rules_read(text, iso):
    assert read_with_dateutil_and_order(text) == iso


@given(st.text() | st.text("0123456789-/. abjnth"))
def test_anything_may_be_read(text):
    read_with_dateutil_and_order(text)


@pytest.mark.parametrize("text", ["x" * 10_000, "1" * 10_000, "1 " * 5000])
def test_long_texts(text):
    assert read_with_dateutil_and_order(text) is None


@pytest.mark.parametrize(
    ("text", "locale", "iso"),
    [
        ("03/04/2005", "en_GB", "2005-04-03"),
        ("03/04/2005", "en_US", "2005-03-04"),
        ("3 mai 1979", "fr", "1979-05-03"),
        ("3. Mai 1979", "de", "1979-05-03"),
        ("May 1979", "en_US", None),
        ("", "en_US", None),
    ],
)
def test_dateparser_is_told_language_and_order(text, locale, iso):
    assert read_with_dateparser(text, locale) == iso


def test_dateutil_knows_english_alone():
    german = load_dates(20, 0, ["de"], [DateFormat("d. MMMM y")])
    assert share_read(read_with_dateutil, german) < 0.8
