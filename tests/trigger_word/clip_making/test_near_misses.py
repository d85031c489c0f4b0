"""Near misses: near by their sound, and never the word itself."""

import pytest

from course_utils.trigger_word.clip_making.near_misses import contains, near_misses, pronunciations


def test_near_misses_of_activate_sound_like_it():
    found = near_misses("activate", 60)
    assert len(found) == 60
    assert {"active", "captivate", "motivate", "activity", "acted"} <= set(found)
    assert not any(contains(text, "activate") for text in found)


def test_the_nearest_come_first():
    found = near_misses("activate", 60)
    assert found.index("active") < found.index("estimate")
    assert found[:5] == near_misses("activate", 5)


@pytest.mark.parametrize(
    "text", ["activate", "Activate!", "deactivate", "activated", "please activate it", "reactivate"]
)
def test_what_contains_the_word_is_found(text):
    assert contains(text, "activate")


@pytest.mark.parametrize("text", ["active", "activity", "activation", "motivate", ""])
def test_what_does_not_contain_the_word_is_not(text):
    assert not contains(text, "activate")


def test_the_same_sound_in_other_letters_is_the_word():
    assert contains("coarse", "course")
    assert contains("see", "sea")
    assert "sea" not in near_misses("see", 40)


def test_a_phrase_gets_its_words_and_phrases_nearly_like_it():
    found = near_misses("hey course", 40)
    assert found[:2] == ["hey", "course"]
    assert any(text.startswith("hey ") for text in found)
    assert any(text.endswith(" course") for text in found)
    assert "hey coarse" not in found


def test_an_unknown_word_is_compared_by_its_letters():
    assert pronunciations("snowboy") == []
    assert {"snowball", "cowboy"} <= set(near_misses("snowboy", 60))


def test_unstressed_vowels_do_not_tell_words_apart():
    assert pronunciations("alexa") == [("AX", "L", "EH", "K", "S", "AX")]
