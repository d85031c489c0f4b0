import random

import pytest

from course_utils.dates.spelling import Piece, add_typo, safe_slips, slips

SPANISH = frozenset({"junio", "julio", "marzo", "mayo"})


def test_slips():
    assert slips("may") == ["amy", "ay", "ma", "maay", "mayy", "mmay", "my", "mya"]


def test_what_another_month_could_have_become_is_left_out():
    assert "juio" in slips("junio")
    assert "juio" in slips("julio")
    assert "juio" not in safe_slips("junio", SPANISH)
    assert "jnuio" in safe_slips("junio", SPANISH)
    assert set(safe_slips("junio", SPANISH)).isdisjoint(safe_slips("julio", SPANISH))


@pytest.mark.parametrize("word", ["", "May", "June", "3月", "févr.", "星期一星期一"])
def test_short_words_and_other_scripts_have_no_safe_slip(word):
    assert safe_slips(word, frozenset()) == ()


def test_only_names_are_spoilt():
    pieces = [Piece("day", "12345"), Piece("", " of week "), Piece("month", "March")]
    for seed in range(50):
        spoilt = add_typo(pieces, "en_US", random.Random(seed))
        assert spoilt[:2] == pieces[:2]
        assert spoilt[2].part == "month"
        assert spoilt[2].text in slips("March")


def test_what_cannot_be_spoilt_stays():
    pieces = [Piece("month", "May")]
    assert add_typo(pieces, "en_US", random.Random(0)) == pieces
