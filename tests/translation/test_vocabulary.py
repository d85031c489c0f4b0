import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.locales import parse_locale
from course_utils.translation.corpus import all_items, join_items, name_items
from course_utils.translation.vocabulary import (
    END,
    PAD,
    START,
    UNKNOWN,
    Vocabulary,
    detokenize,
    normalize,
    tokenize,
)

SENTENCES = [("b", "a"), ("a", "c", "a"), ("b",)]
LANGUAGES = ["ar", "de", "el", "en", "es", "fa", "fr", "hi", "ja", "ko", "pt", "sv", "th", "zh"]


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        ("3\xa0heures, 20\u202fm et l\u2019été", "fr", "3 heures , 20 m et l\u2019 été"),
        ("Côte d'Ivoire", "fr", "Côte d' Ivoire"),
        ("kilowatt-heure (États-Unis)", "fr", "kilowatt-heure ( États-Unis )"),
        ("5. März", "de", "5 . März"),
        ("3 घंटे", "hi", "3 घंटे"),
        ("15公里和5月", "zh", "15 公 里 和 5 月"),
        ("15 公里", "zh_Hant", "15 ▁ 公 里"),
        ("", "en", ""),
        ("", "ja", ""),
    ],
)
def test_tokens(text, language, tokens):
    assert tokenize(text, language) == tuple(tokens.split())
    assert detokenize(tokenize(text, language), language) == normalize(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_come_back_from_their_tokens(language):
    locale = parse_locale(language)
    names = [name for name, _ in name_items(all_items(), locale, locale).values()]
    lists = [normalize(join_items(names[i : i + 7], locale)) for i in range(0, len(names), 7)]
    for text in names + lists:
        assert detokenize(tokenize(text, language), language) == text


def test_direction_marks_and_spaces_are_normalized():
    assert normalize(" \u200f3\xa0km\u200e \t5 ") == "3 km 5"


def test_frequent_tokens_come_first_after_the_special_ones():
    vocabulary = Vocabulary(SENTENCES)
    assert vocabulary.tokens == ("<pad>", "<s>", "</s>", "<unk>", "a", "b", "c")
    assert (PAD, START, END, UNKNOWN) == (0, 1, 2, 3)
    assert len(vocabulary) == 7


def test_encoding_ends_and_does_not_know_what_it_never_saw():
    vocabulary = Vocabulary(SENTENCES)
    assert vocabulary.encode(("c", "z", "<pad>")) == (6, UNKNOWN, UNKNOWN, END)
    assert vocabulary.encode(()) == (END,)


def test_rare_tokens_are_unknown():
    vocabulary = Vocabulary(SENTENCES, min_count=2)
    assert vocabulary.tokens[4:] == ("a", "b")
    assert vocabulary.decode(vocabulary.encode(("c", "a"))) == ("<unk>", "a")


def test_decoding_stops_at_the_end():
    vocabulary = Vocabulary(SENTENCES)
    assert vocabulary.decode([START, 4, PAD, 5, END, 6, PAD]) == ("a", "b")
    assert vocabulary.decode(np.array([4, 5])) == ("a", "b")


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=5), min_size=1, max_size=5))
def test_a_batch_decodes_to_its_sentences(sentences):
    vocabulary = Vocabulary(SENTENCES)
    batch = vocabulary.batch(sentences)
    assert batch.dtype == np.int32
    assert batch.shape == (len(sentences), max(map(len, sentences)) + 1)
    assert [vocabulary.decode(row) for row in batch] == [tuple(s) for s in sentences]
    for row, sentence in zip(batch, sentences, strict=True):
        assert (row[len(sentence) + 1 :] == PAD).all()


def test_bad_input_is_named():
    vocabulary = Vocabulary(SENTENCES)
    with pytest.raises(ValueError, match="min_count is at least 1, got 0"):
        Vocabulary(SENTENCES, min_count=0)
    with pytest.raises(ValueError, match="sentences hold '<s>'"):
        Vocabulary([("a", "<s>")])
    with pytest.raises(ValueError, match="ids are 0 to 6, got 7"):
        vocabulary.decode([7])
    with pytest.raises(ValueError, match="at least 1 sentence, got 0"):
        vocabulary.batch([])
