import random

import pytest

from course_utils.dates.formats import Piece
from course_utils.dates.spelling import add_typo, all_typos, safe_typos

SPANISH = frozenset({"junio", "julio", "marzo", "mayo"})


def test_all_typos_of_a_word():
    assert all_typos("may") == ["amy", "ay", "ma", "maay", "mayy", "mmay", "my", "mya"]


def test_what_another_month_could_have_become_is_left_out():
    assert "juio" in all_typos("junio")
    assert "juio" in all_typos("julio")
    assert "juio" not in safe_typos("junio", SPANISH)
    assert "jnuio" in safe_typos("junio", SPANISH)
    assert set(safe_typos("junio", SPANISH)).isdisjoint(safe_typos("julio", SPANISH))


@pytest.mark.parametrize("word", ["", "May", "June", "3月", "févr.", "星期一星期一"])
def test_short_words_and_other_scripts_have_no_safe_typo(word):
    assert safe_typos(word, frozenset()) == ()


def test_only_names_are_misspelt():
    pieces = [Piece("day", "12345"), Piece("", " of week "), Piece("month", "March")]
    for seed in range(50):
        misspelt = add_typo(pieces, "en_US", random.Random(seed))
        assert misspelt[:2] == pieces[:2]
        assert misspelt[2].part == "month"
        assert misspelt[2].text in all_typos("March")


def test_what_cannot_be_misspelt_stays():
    pieces = [Piece("month", "May")]
    assert add_typo(pieces, "en_US", random.Random(0)) == pieces
