"""What is said: every digit, month and letter once, and strings digit by digit."""

import pytest

from course_utils.speech_recognition.clip_making.texts import (
    DIGITS,
    MONTHS,
    VOCABULARY,
    say_digits,
)


def test_a_string_is_said_digit_by_digit():
    assert say_digits("371") == "three seven one"
    assert say_digits("00", ", ") == "zero, zero"


@pytest.mark.parametrize("text", ["", "3a", "-1", "٣"])
def test_what_is_no_string_of_digits_is_refused(text):
    with pytest.raises(ValueError, match="0 to 9 and nothing else"):
        say_digits(text)


def test_no_word_is_written_or_said_as_another():
    written = [text for words in VOCABULARY.values() for text in words]
    said = [said for words in VOCABULARY.values() for said in words.values()]
    for words in (written, said):
        assert len({*words, *DIGITS}) == len(words) + 10
    assert {kind: len(words) for kind, words in VOCABULARY.items()} == {
        "number": 21,
        "month": 12,
        "letter": 26,
    }
    assert (MONTHS[0], MONTHS[11]) == ("january", "december")
