import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.dates.examples import TWO_DIGIT_YEARS, load_dates
from course_utils.dates.formats import EXERCISE_FORMATS, DateFormat
from course_utils.dates.scores import (
    exact_match,
    read_with_dateparser,
    read_with_dateutil,
    read_with_dateutil_and_order,
)

TEST = load_dates(2000, 0, formats=EXERCISE_FORMATS)


def share(read, examples):
    return exact_match([read(example.text) for example in examples], examples)


def test_the_order_is_all_that_dateutil_lacks_in_the_exercise():
    untold = share(read_with_dateutil, TEST)
    assert 0.95 < untold < 0.98
    assert share(read_with_dateutil_and_order, TEST) == 1
    wrong = {e.format for e in TEST if read_with_dateutil(e.text) != e.iso}
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
    assert share(read_with_dateutil, german) < 0.8
