import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.dates.characters import (
    MACHINE_VOCABULARY,
    CharacterVocabulary,
    encode_text,
    encode_texts,
    human_vocabulary,
    one_hot,
)
from course_utils.dates.examples import load_dates
from course_utils.dates.formats import EXERCISE_FORMATS

VOCABULARY = human_vocabulary(["9 May 1998"])


def test_the_exercise_has_37_characters_and_its_table_its_shape():
    texts = [example.text for example in load_dates(10_000, 0, formats=EXERCISE_FORMATS)]
    vocabulary = human_vocabulary(texts)
    assert len(vocabulary) == 37
    ids = encode_texts(texts, 30, vocabulary)
    assert one_hot(ids, len(vocabulary)).shape == (10_000, 30, 37)
    assert (ids == vocabulary["<unk>"]).sum() == 0
    assert (ids[:, -1] == vocabulary["<pad>"]).all()


def test_the_machine_has_11_characters():
    assert len(MACHINE_VOCABULARY) == 11
    ids = MACHINE_VOCABULARY.encode("2018-12-31")
    assert ids.tolist() == [3, 1, 2, 9, 0, 2, 3, 0, 4, 2]
    assert MACHINE_VOCABULARY.decode(ids) == "2018-12-31"


def test_characters_in_order_then_what_is_special():
    assert VOCABULARY.tokens == (" ", "1", "8", "9", "a", "m", "y", "<unk>", "<pad>")
    assert list(VOCABULARY) == list(VOCABULARY.tokens)
    assert [VOCABULARY[token] for token in VOCABULARY] == list(range(9))
    assert VOCABULARY.get("z") is None


def test_a_short_text_is_padded_and_a_long_one_cut():
    assert encode_text("May", 5, VOCABULARY).tolist() == [5, 4, 6, 8, 8]
    assert encode_text("May", 2, VOCABULARY).tolist() == [5, 4]
    assert encode_text("May", 3, VOCABULARY).dtype == np.int32


@given(st.text(), st.integers(1, 60))
def test_any_text_has_its_length(text, length):
    ids = encode_text(text, length, VOCABULARY)
    assert ids.shape == (length,)
    assert 0 <= ids.min() <= ids.max() < len(VOCABULARY)


@pytest.mark.parametrize("text", ["", "🎉🎉", "x" * 10_000, "\x00", "İ" * 10, "\uff12\uff10"])
def test_strange_texts(text):
    assert encode_text(text, 30, VOCABULARY).shape == (30,)


def test_no_texts():
    assert encode_texts([], 30, VOCABULARY).shape == (0, 30)


def test_unknown_characters_are_unk_when_encoded_alone_too():
    assert VOCABULARY.encode("a?").tolist() == [4, 7]
    assert VOCABULARY.decode([5, 4, 6, 7, 8, 8]) == "may<unk>"


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 3, 4)])
def test_one_hot_has_a_single_1(shape):
    ids = np.random.default_rng(0).integers(0, 7, shape)
    vectors = one_hot(ids, 7)
    assert vectors.shape == (*shape, 7)
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors.sum(-1), np.ones(shape))
    np.testing.assert_array_equal(vectors.argmax(-1) if ids.size else ids, ids)


def test_errors():
    with pytest.raises(ValueError, match="got 0"):
        encode_text("a", 0, VOCABULARY)
    with pytest.raises(ValueError, match=r"\['x'\]"):
        MACHINE_VOCABULARY.encode("201x")
    with pytest.raises(ValueError, match="0 to 10, got 11"):
        MACHINE_VOCABULARY.decode([11])
    with pytest.raises(ValueError, match="0 to 10, got -1"):
        MACHINE_VOCABULARY.decode([-1])
    with pytest.raises(ValueError, match="different"):
        CharacterVocabulary("aba")
    with pytest.raises(ValueError, match="0 to 2, got -1 to 3"):
        one_hot(np.array([-1, 3]), 3)
