"""The translator against its network, and its search against trying all 73,414 dates."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.dates import translator as translator_module
from course_utils.dates.characters import (
    MACHINE_VOCABULARY,
    CharacterVocabulary,
    encode_texts,
    one_hot,
)
from course_utils.dates.iso_dates import all_dates, is_date
from course_utils.dates.model import build_date_translator
from course_utils.dates.translator import (
    END,
    START,
    DateTranslator,
    attention_map,
    begin,
    only_real_dates,
    translate_date,
)
from course_utils.decoding.beam_search import beam_search, greedy_search
from course_utils.recurrent_cells import lstm_step

IDS = np.array([MACHINE_VOCABULARY.encode(iso) for iso in all_dates()])
VOCABULARY = CharacterVocabulary("0123456789 abcdefgh./")


@pytest.fixture(scope="module")
def model():
    """Knows nothing, and so writes what is no date at all."""
    model = build_date_translator(15, 10, 4, 6, len(VOCABULARY), 11, seed=1)
    rng = np.random.default_rng(3)
    model.set_weights([2 * rng.normal(size=w.shape) for w in model.get_weights()])
    return model


@pytest.fixture(scope="module")
def translator(model):
    return DateTranslator(model, VOCABULARY)


def texts(n):
    rng = np.random.default_rng(4)
    characters = np.array(list("0123456789 abcdefgh./"))
    return ["".join(rng.choice(characters, rng.integers(0, 20))) for _ in range(n)]


def search(translator, text, beam_width):
    state = begin(translator.start([text]), 1)
    search = only_real_dates(translator.next_log_probabilities)
    return beam_search(search, state, START, END, beam_width, 10)[0]


ODD_TEXTS = ["5 aefg 09", "", "🎉🎉", "9" * 10_000, "ABCDEF 12"]


def test_the_translator_in_numpy_is_the_network(translator, model):
    log_probabilities, alphas = translator.predict(ODD_TEXTS)
    x = one_hot(encode_texts(ODD_TEXTS, 15, VOCABULARY), len(VOCABULARY))
    expected = keras.ops.convert_to_numpy(keras.ops.log_softmax(model(x), axis=-1))
    assert np.abs(log_probabilities - expected).max() < 1e-5
    assert alphas.shape == (len(ODD_TEXTS), 10, 15)
    assert np.abs(alphas.sum(axis=-1) - 1).max() < 1e-5


def test_texts_do_not_disturb_each_other(translator):
    together, _ = translator.predict(ODD_TEXTS)
    for text, expected in zip(ODD_TEXTS, together, strict=True):
        assert np.abs(translator.predict([text])[0][0] - expected).max() < 1e-5


def test_the_end_is_impossible(translator):
    state = translator.start(["5 a 09"])
    log_probabilities, _ = translator.next_log_probabilities(state, np.array([0]))
    assert log_probabilities.shape == (1, 12)
    assert np.isneginf(log_probabilities[0, -1])
    assert np.array_equal(log_probabilities[:, :11], translator.step(state)[0])


def test_a_written_date_has_no_next_character(translator):
    state = translator.start(["5 a 09"])
    for _ in range(10):
        _, state = translator.step(state)
    with pytest.raises(ValueError, match="a date is written after 10 steps"):
        translator.step(state)


@pytest.mark.parametrize("texts", ["5 april", []])
def test_start_takes_a_list(translator, texts):
    with pytest.raises(ValueError, match="a list of at least 1 text"):
        translator.start(texts)


def test_a_translated_date_runs_the_network_once(model, monkeypatch):
    """15 characters are read from each side and 10 are written, for the search and the map."""
    steps = []

    def counted(*arguments):
        steps.append(arguments)
        return lstm_step(*arguments)

    monkeypatch.setattr(translator_module, "lstm_step", counted)
    translator = DateTranslator(model, VOCABULARY)
    translate_date(translator, "5 a 09")
    assert len(steps) == 15 + 15 + 10
    translate_date(translator, "6 a 09")
    assert len(steps) == 2 * (15 + 15 + 10)


def test_another_model_or_vocabulary_is_refused(model):
    other = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)], name="other")
    with pytest.raises(ValueError, match="'other' was not made by build_date_translator"):
        DateTranslator(other, VOCABULARY)
    with pytest.raises(ValueError, match="vocabularies of 23 and 11 characters, these have 5 and"):
        DateTranslator(model, CharacterVocabulary("abc"))


@pytest.mark.parametrize("text", texts(6))
def test_a_wide_beam_finds_the_most_likely_date_of_all(translator, text):
    log_probabilities, _ = translator.predict([text])
    of_dates = log_probabilities[0].astype(float)[np.arange(10), IDS].sum(axis=1)
    best = search(translator, text, 2000)[:5]
    expected = np.argsort(-of_dates)[:5]
    assert [MACHINE_VOCABULARY.decode(h.tokens) for h in best] == [all_dates()[i] for i in expected]
    assert np.allclose([h.log_probability for h in best], of_dates[expected], atol=1e-4)


@pytest.mark.parametrize("beam_width", [1, 4])
def test_every_answer_is_a_real_date(translator, beam_width):
    for text in ["", "🎉", "9" * 10_000, "30 feb 2001", *texts(60)]:
        answer = translate_date(translator, text, beam_width)
        assert is_date(str(answer))
        assert 0 <= answer.confidence <= 1


def test_without_the_rule_a_beam_is_greedy(translator):
    """Given the text the characters are independent: no beam finds better ones."""
    for text in texts(5):
        state = translator.start([text])
        [greedy] = greedy_search(translator.next_log_probabilities, state, START, END, 10)
        [[beam]] = beam_search(
            translator.next_log_probabilities, state, START, END, 5, 10, n_best=1
        )
        assert greedy.tokens == beam.tokens
        assert MACHINE_VOCABULARY.decode(greedy.tokens) == translator.translate_greedily([text])[0]


def test_rows_of_several_texts_are_searched_at_once(translator):
    several = texts(4)
    state = begin(translator.start(several), 4)
    found = beam_search(
        only_real_dates(translator.next_log_probabilities), state, START, END, 3, 10
    )
    alone = [search(translator, text, 3) for text in several]
    assert [[h.tokens for h in of_text] for of_text in found] == [
        [h.tokens for h in of_text] for of_text in alone
    ]


def test_the_confidence_is_the_probability_of_the_answer(translator):
    answer = translate_date(translator, "5 a 09")
    log_probabilities, alphas = translator.predict(["5 a 09"])
    ids = MACHINE_VOCABULARY.encode(str(answer))
    expected = np.exp(log_probabilities[0, np.arange(10), ids].sum())
    assert answer.confidence == pytest.approx(expected, rel=1e-4)
    assert np.allclose(answer.alphas, alphas[0], atol=1e-6)
    assert np.array_equal(answer.alphas, attention_map(translator, "5 a 09"))
    assert "alphas" not in repr(answer)


def test_a_beam_without_hypotheses_is_refused(translator):
    with pytest.raises(ValueError, match="beam_width"):
        translate_date(translator, "5 a 09", 0)
