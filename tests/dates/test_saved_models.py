"""Date translators on disk; the shipped one must be as good as its card says."""

import numpy as np
import pytest

from course_utils.dates.characters import CharacterVocabulary
from course_utils.dates.examples import load_dates
from course_utils.dates.iso_dates import is_date
from course_utils.dates.model import build_date_translator
from course_utils.dates.saved_models import (
    SHIPPED,
    load_date_translator,
    read_date_card,
    save_date_translator,
)
from course_utils.dates.scores import attention_score, exact_match
from course_utils.dates.translator import translate_date

TOKENS = [*"0123456789 abc", "<unk>", "<pad>", "<pad en_US>", "<pad fr>"]


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "dates_tiny.keras"
    vocabulary = CharacterVocabulary(TOKENS, special=())
    model = build_date_translator(8, 10, 2, 3, len(vocabulary), 11)
    save_date_translator(path, model, vocabulary, ["en_US", "fr"], {"command": "by hand"})
    return path, model


def test_a_saved_model_comes_back(saved):
    path, model = saved
    card = read_date_card(path)
    assert card["command"] == "by hand"
    assert card["vocabulary"] == TOKENS
    assert card["parameters"] == model.count_params()
    english, french = load_date_translator(path), load_date_translator(path, "fr")
    assert english.vocabulary["<pad>"] == TOKENS.index("<pad en_US>")
    assert french.vocabulary["<pad>"] == TOKENS.index("<pad fr>")
    one, other = english.predict(["1 a 2"]), french.predict(["1 a 2"])
    assert not np.array_equal(one[0], other[0])


def test_a_file_that_the_card_does_not_describe_is_refused(saved):
    path, _ = saved
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ValueError, match=r"is not the file that dates_tiny\.json describes"):
        load_date_translator(path)


def test_a_vocabulary_that_does_not_fit_is_refused(saved, tmp_path):
    with pytest.raises(ValueError, match="vocabularies of 18 and 11 characters, these have 5"):
        save_date_translator(
            tmp_path / "x.keras", saved[1], CharacterVocabulary("abc"), ["en_US"], {}
        )


def test_an_unknown_name_is_refused_and_what_there_is_named():
    with pytest.raises(ValueError, match=r"no model .*dates_large\.keras; the course comes"):
        load_date_translator("dates_large")


@pytest.fixture(scope="module")
def shipped():
    """The shipped translator, of English."""
    return load_date_translator()


@pytest.mark.parametrize("locale", read_date_card()["locales"])
def test_the_shipped_model_reads_dates_of_every_locale(locale):
    translator = load_date_translator(locale=locale)
    held_out = read_date_card()["training"]["config"]["held_out"]
    known = [name for name in held_out if locale.startswith("en")]
    examples = load_dates(500, 123, [locale], held_out=known)
    texts = [example.text for example in examples]
    assert exact_match(translator.translate_greedily(texts), examples) >= 0.998
    assert attention_score(translator.predict(texts)[1], examples) >= 0.95


def test_the_card_of_the_shipped_model_holds_its_figures():
    metrics = read_date_card(SHIPPED)["metrics"]
    assert min(metrics["by_locale"].values()) >= 0.999
    assert set(metrics["by_format"]) == set(metrics["by_locale"])


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 May 1979", "1979-05-03"),
        ("5 April 09", "2009-04-05"),
        ("21th of August 2016", "2016-08-21"),
        ("Tue 10 Jul 2007", "2007-07-10"),
        ("Saturday May 9 2018", "2018-05-09"),
        ("March 3 2001", "2001-03-03"),
        ("March 3rd 2001", "2001-03-03"),
        ("1 March 2001", "2001-03-01"),
        ("the 29th of August 1958", "1958-08-29"),
        ("03/30/1968", "1968-03-30"),
        ("Sunday, 31 Dec 2018", "2018-12-31"),
        ("2 FEBRUARY 2000", "2000-02-02"),
        ("1st of jan 99", "1999-01-01"),
    ],
)
def test_the_shipped_model_reads_the_examples_of_the_exercise(shipped, text, iso):
    assert str(translate_date(shipped, text)) == iso


@pytest.mark.parametrize("text", ["", "🎉", "9" * 10_000, "%%%", "30 feb 2001", "hello world"])
def test_what_is_no_date_gets_a_date_and_little_confidence(shipped, text):
    answer = translate_date(shipped, text)
    assert is_date(str(answer))
    assert answer.confidence < 0.5
