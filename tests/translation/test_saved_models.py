"""Encoder-decoders on disk; the shipped one must be as good as its card says."""

import numpy as np
import pytest

from course_utils.commands import train_translation
from course_utils.translation.corpus import split_phrases
from course_utils.translation.saved_models import (
    SHIPPED,
    load_seq2seq,
    read_seq2seq_card,
    save_seq2seq,
)
from course_utils.translation.training import TrainingSettings
from course_utils.translation.vocabulary import Vocabulary
from tests.translation import tiny_seq2seq

SOURCE, TARGET = Vocabulary(["abcdefg"]), Vocabulary(["vwxyz"])


@pytest.fixture
def saved(tmp_path):
    path, model = tmp_path / "translation_tiny.keras", tiny_seq2seq.model(seed=3)
    save_seq2seq(path, model, tiny_seq2seq.CONFIG, SOURCE, TARGET, {"command": "by hand"})
    return path, model


def test_a_saved_model_comes_back(saved):
    path, model = saved
    card = read_seq2seq_card(path)
    assert card["command"] == "by hand"
    assert card["config"]["units"] == tiny_seq2seq.CONFIG.units
    assert card["target_tokens"] == list(TARGET.tokens)
    again = load_seq2seq(path, SOURCE, TARGET).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(again, model.get_weights(), strict=True))


def test_other_vocabularies_are_refused(saved):
    path, _ = saved
    with pytest.raises(ValueError, match="was trained with other vocabularies"):
        load_seq2seq(path, SOURCE, Vocabulary(["zyxwv", "z"]))


def test_a_file_that_the_card_does_not_describe_is_refused(saved):
    path, _ = saved
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ValueError, match=r"is not the file that translation_tiny\.json describes"):
        load_seq2seq(path, SOURCE, TARGET)


def test_the_shipped_model_is_as_good_as_its_card_says():
    card = read_seq2seq_card()
    corpus = split_phrases(**card["training"]["corpus"])
    sides = zip(*(phrase[1:] for phrase in corpus.train), strict=True)
    english, french = map(Vocabulary, sides)
    model = load_seq2seq(SHIPPED, english, french)
    found = train_translation.score(model, corpus.test, english, french)
    assert found["bleu"] == pytest.approx(card["metrics"]["bleu"], abs=0.2)
    assert found["exact_match"] == pytest.approx(card["metrics"]["exact_match"], abs=0.004)


def test_the_shipped_model_was_trained_as_the_notebook_trains():
    training = read_seq2seq_card()["training"]
    assert training == {**vars(TrainingSettings()), "corpus": train_translation.CORPUS}
