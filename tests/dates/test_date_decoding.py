"""Searching for real dates against trying all 73,414 of them."""

import numpy as np
import pytest

from course_utils.dates.characters import MACHINE_VOCABULARY, CharacterVocabulary
from course_utils.dates.iso_dates import all_dates, is_date
from course_utils.dates.model import build_date_translator
from course_utils.dates.translate_date import attention_map, begin, only_real_dates, translate_date
from course_utils.dates.translator import END, START, DateTranslator
from course_utils.decoding.beam_search import beam_search, greedy_search

IDS = np.array([MACHINE_VOCABULARY.encode(iso) for iso in all_dates()])
VOCABULARY = CharacterVocabulary("0123456789 abcdefgh./")


@pytest.fixture(scope="module")
def translator():
    """Knows nothing, and so writes what is no date at all."""
    model = build_date_translator(15, 10, 4, 6, len(VOCABULARY), 11, seed=1)
    rng = np.random.default_rng(3)
    model.set_weights([2 * rng.normal(size=w.shape) for w in model.get_weights()])
    return DateTranslator(model, VOCABULARY)


def texts(n):
    rng = np.random.default_rng(4)
    characters = np.array(list("0123456789 abcdefgh./"))
    return ["".join(rng.choice(characters, rng.integers(0, 20))) for _ in range(n)]


def search(translator, text, beam_width):
    state = begin(translator.start([text]), 1)
    search = only_real_dates(translator.next_log_probabilities)
    return beam_search(search, state, START, END, beam_width, 10)[0]


@pytest.mark.parametrize("text", texts(6))
def test_a_wide_beam_finds_the_most_likely_date_of_all(translator, text):
    log_probabilities, _ = translator.read([text])
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
    log_probabilities, alphas = translator.read(["5 a 09"])
    ids = MACHINE_VOCABULARY.encode(str(answer))
    expected = np.exp(log_probabilities[0, np.arange(10), ids].sum())
    assert answer.confidence == pytest.approx(expected, rel=1e-4)
    assert np.allclose(answer.alphas, alphas[0], atol=1e-6)
    assert np.array_equal(answer.alphas, attention_map(translator, "5 a 09"))
    assert "alphas" not in repr(answer)


def test_a_beam_without_hypotheses_is_refused(translator):
    with pytest.raises(ValueError, match="beam_width"):
        translate_date(translator, "5 a 09", 0)
