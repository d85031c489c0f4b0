import datetime

import pytest

from course_utils.dates.formats import (
    DEFAULT_FORMATS,
    EXERCISE_FORMATS,
    FORMATS,
    WEEK_YEAR_FORMATS,
    DateFormat,
    date_formats,
    join_pieces,
    write_pieces,
)
from course_utils.locales import parse_locale

NEW_YEARS_EVE = datetime.date(2018, 12, 31)


def written(pattern, style="written", locale="en_US", date=NEW_YEARS_EVE):
    return join_pieces(write_pieces(date, DateFormat(pattern, style), locale))[0]


def test_the_exercise_has_24_and_all_other_english_at_least_40():
    assert len(EXERCISE_FORMATS) == len(WEEK_YEAR_FORMATS) == 24
    assert [f.pattern for f in EXERCISE_FORMATS].count("full") == 10
    for locale in ("en_US", "en_GB"):
        assert len(date_formats(locale)) >= 40


def test_the_exercise_writes_lower_case_without_commas():
    texts = [written(*format) for format in EXERCISE_FORMATS]
    assert texts[:4] == ["12/31/18", "dec 31 2018", "december 31 2018", "monday december 31 2018"]
    assert texts[-4:] == ["31 december 2018", "december 31 2018", "december 31 2018", "31.12.18"]


def test_the_week_year_is_another_year():
    """31 December 2018 is in the first week of 2019."""
    by_name = {f.pattern: written(*f) for f in WEEK_YEAR_FORMATS}
    assert by_name["d MMM YYY"] == "31 dec 2019"
    assert by_name["dd.MM.YY"] == "31.12.19"
    assert by_name["full"] == "monday december 31 2018"


@pytest.mark.parametrize("locale", FORMATS)
def test_names_are_different_and_years_are_no_week_years(locale):
    formats = FORMATS[locale]
    assert len({format.name for format in formats}) == len(formats)
    assert not [format for format in formats if "Y" in format.pattern]


@pytest.mark.parametrize("locale", FORMATS)
def test_texts_are_different(locale):
    """Two formats that always write the same would count twice; names of months may be short."""
    dates = [datetime.date(2018, 9, 21), datetime.date(2004, 12, 1), datetime.date(1999, 1, 4)]
    written = [
        tuple(join_pieces(write_pieces(date, format, locale))[0] for date in dates)
        for format in FORMATS[locale]
    ]
    assert len(set(written)) == len(written)


@pytest.mark.parametrize(
    ("pattern", "style", "locale", "text"),
    [
        ("M/d/yy", "written", "en_US", "12/31/18"),
        ("'the' dº 'of' MMMM y", "written", "en_US", "the 31st of December 2018"),
        ("EEEE, d MMM y", "written", "en_GB", "Monday, 31 Dec 2018"),
        ("d MMMM y", "upper", "en_US", "31 DECEMBER 2018"),
        ("d MMMM y", "lower", "en_US", "31 december 2018"),
        ("MMMM d, y", "spaced", "en_US", "December  31,  2018"),
        ("y年M月d日EEEE", "written", "zh", "2018年12月31日星期一"),
        ("y/MM/dd(E)", "written", "ja", "2018/12/31(月)"),
        ("EEEE dº MMMM y", "written", "fr", "lundi 31 décembre 2018"),
        ("EEEE, d. MMMM y", "written", "de", "Montag, 31. Dezember 2018"),
        ("d 'de' MMMM 'de' y", "written", "es", "31 de diciembre de 2018"),
        ("long", "written", "it", "31 dicembre 2018"),
    ],
)
def test_what_a_format_writes(pattern, style, locale, text):
    assert written(pattern, style, locale) == text


def test_ordinals():
    def day(number, locale="en_US"):
        return written("dº", "written", locale, datetime.date(2018, 1, number))

    assert [day(n) for n in (1, 2, 3, 4)] == ["1st", "2nd", "3rd", "4th"]
    assert [day(n) for n in (11, 12, 13, 21, 22, 23, 31)] == [
        *("11th", "12th", "13th"),
        *("21st", "22nd", "23rd", "31st"),
    ]
    assert [day(1, "fr"), day(2, "fr")] == ["1er", "2"]


def test_a_wrong_weekday_leaves_the_date_alone():
    pieces = write_pieces(NEW_YEARS_EVE, DateFormat("EEEE, d MMM y"), "en_US", weekday_shift=6)
    assert join_pieces(pieces)[0] == "Sunday, 31 Dec 2018"


def test_pieces_of_one_part_are_one_span():
    pieces = write_pieces(datetime.date(2018, 1, 1), DateFormat("dº/d/M/y"), "en_US")
    assert pieces[:3] == [("day", "1"), ("day", "st"), ("", "/")]
    assert join_pieces(pieces) == (
        "1st/1/1/2018",
        {"day": (0, 5), "month": (6, 7), "year": (8, 12)},
    )
    assert join_pieces([]) == ("", {})


def test_other_locales_have_what_cldr_writes():
    assert date_formats("it") == DEFAULT_FORMATS


def test_errors():
    with pytest.raises(ValueError, match="no locale 'xx_YY'"):
        date_formats("xx_YY")
    with pytest.raises(ValueError, match="no locale ''"):
        parse_locale("")
    with pytest.raises(ValueError, match="got 'loud'"):
        written("d MMM y", "loud")
    with pytest.raises(ValueError, match="the letter 'H'"):
        written("d MMM y H")
