import pytest

from course_utils.dates.examples import load_dates
from course_utils.dates.formats import FORMATS
from course_utils.dates.scores import readings


def dates_of(text, locales=("en_US", "en_GB")):
    return {reading.iso for reading in readings(text, locales)}


@pytest.mark.parametrize("locale", FORMATS)
def test_each_text_of_a_locale_has_its_own_date_and_no_other(locale):
    for example in load_dates(100, 0, [locale]):
        found = readings(example.text, [locale])
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


def test_an_unknown_locale():
    with pytest.raises(ValueError, match="no locale 'xx_YY'"):
        readings("1", ["xx_YY"])
