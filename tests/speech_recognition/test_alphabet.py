import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.speech_recognition.alphabet import BLANK, Alphabet

DIGITS = Alphabet("0123456789")


@given(st.text("0123456789"))
def test_texts_come_back(text):
    ids = DIGITS.encode(text)
    assert ids.dtype == np.int32
    assert BLANK not in ids
    assert DIGITS.decode(ids) == text


def test_ids_begin_behind_the_blank():
    assert DIGITS.encode("019").tolist() == [1, 2, 10]
    assert DIGITS.n_tokens == 11
    assert DIGITS.symbols == "0123456789"


def test_an_unknown_character_is_named_with_its_place():
    with pytest.raises(ValueError, match="'12a3' has 'a' at place 2, which is not in the alphabet"):
        DIGITS.encode("12a3")


def test_the_blank_is_no_character():
    with pytest.raises(ValueError, match="got 0, the blank: collapse a path first"):
        DIGITS.decode([1, 0])


@pytest.mark.parametrize("id_", [11, -1])
def test_unknown_ids_are_named(id_):
    with pytest.raises(ValueError, match=f"ids of characters are 1 to 10, got {id_}$"):
        DIGITS.decode([1, id_])


@pytest.mark.parametrize(("symbols", "says"), [("", "got none"), ("abca", "got 'a' twice")])
def test_an_alphabet_has_each_character_once(symbols, says):
    with pytest.raises(ValueError, match=says):
        Alphabet(symbols)
