import datetime
from collections import defaultdict

import pytest

from course_utils.dates.iso_dates import ISO_CHARACTERS, all_dates, allowed_next, is_date


def every_date():
    day, dates = datetime.date(1900, 1, 1), []
    while day.year <= 2100:
        dates.append(f"{day.year}-{day.month:02}-{day.day:02}")
        day += datetime.timedelta(days=1)
    return dates


def test_all_dates():
    assert list(all_dates()) == every_date()
    assert len(all_dates()) == 73_414


def test_what_may_follow_equals_brute_force():
    following = defaultdict(set)
    for iso in every_date():
        for length in range(10):
            following[iso[:length]].add(iso[length])
    for prefix, characters in following.items():
        assert allowed_next(prefix) == "".join(sorted(characters))
        for character in set(ISO_CHARACTERS) - characters:
            assert allowed_next(prefix + character) == ""


@pytest.mark.parametrize(
    ("prefix", "characters"),
    [
        ("", "12"),
        ("1", "9"),
        ("2", "01"),
        ("21", "0"),
        ("210", "0"),
        ("2019", "-"),
        ("2019-02", "-"),
        ("2019-02-", "012"),
        ("2019-02-2", "012345678"),
        ("2020-02-2", "0123456789"),
        ("1900-02-2", "012345678"),
        ("2000-02-2", "0123456789"),
        ("2019-04-3", "0"),
        ("2019-05-3", "01"),
        ("2019-1", "012"),
        ("2019-0", "123456789"),
        ("2019-12-31", ""),
        ("2019-02-3", ""),
        ("3", ""),
        ("x", ""),
    ],
)
def test_what_may_follow(prefix, characters):
    assert allowed_next(prefix) == characters


@pytest.mark.parametrize("iso", ["1900-01-01", "2100-12-31", "2000-02-29", "2019-04-30"])
def test_dates(iso):
    assert is_date(iso)


@pytest.mark.parametrize(
    "iso",
    [
        *("", "2019", "2019-02-29", "1900-02-29", "2100-02-29", "2019-04-31", "2019-00-10"),
        *("2019-13-10", "2019-1-10", "1899-12-31", "2101-01-01", "2019-04-30 ", "\uff12019-04-30"),
    ],
)
def test_no_dates(iso):
    assert not is_date(iso)
