"""One step of attention against NumPy, and the network that is made of it."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.dates.characters import CharacterVocabulary, encode_texts, one_hot
from course_utils.dates.model import AttentionLayers, build_date_translator
from course_utils.dates.translator import DateTranslator
from course_utils.decoding.attention import one_step_attention


def in_numpy(a, s_prev, layers):
    kernel, bias = (np.array(w, np.float64) for w in layers.hidden.get_weights())
    both = np.concatenate([np.repeat(s_prev[:, None], a.shape[1], axis=1), a], axis=-1)
    hidden = np.tanh(both @ kernel + bias)
    kernel, bias = (np.array(w, np.float64) for w in layers.energy.get_weights())
    weights = np.exp(np.maximum(hidden @ kernel + bias, 0))
    alphas = weights / weights.sum(axis=1, keepdims=True)
    return np.einsum("btf,bto->bof", a, alphas), alphas


def attend(a, s_prev, layers):
    step = one_step_attention(a.astype(np.float32), s_prev.astype(np.float32), layers)
    return [keras.ops.convert_to_numpy(part) for part in step]


@pytest.mark.parametrize("seed", range(5))
def test_it_equals_numpy(seed):
    rng = np.random.default_rng(seed)
    layers = AttentionLayers(32, 64, 11, seed)
    a, s = rng.normal(size=(4, 30, 64)), rng.normal(size=(4, 64))
    context, alphas = attend(a, s, layers)
    assert context.shape == (4, 1, 64)
    assert alphas.shape == (4, 30, 1)
    expected = in_numpy(a, s, layers)
    assert np.abs(context - expected[0]).max() < 1e-5
    assert np.abs(alphas - expected[1]).max() < 1e-5
    assert np.abs(alphas.sum(axis=1) - 1).max() < 1e-5


def test_the_weights_depend_on_the_state():
    rng = np.random.default_rng(0)
    layers = AttentionLayers(4, 8, 11)
    a = rng.normal(size=(1, 30, 8))
    _, one = attend(a, rng.normal(size=(1, 8)), layers)
    _, other = attend(a, rng.normal(size=(1, 8)), layers)
    assert np.abs(one - other).max() > 1e-3


def test_the_network_of_the_exercise_has_its_parameters():
    model = build_date_translator(30, 10, 32, 64, 37, 11)
    layers = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
    assert layers == {
        "encoder": 17_920,
        "hidden": 1_290,
        "energy": 11,
        "decoder": 33_024,
        "to_logits": 715,
    }
    assert model.count_params() == 52_960
    assert model.input_shape == (None, 30, 37)
    assert model.output_shape == (None, 10, 11)


def test_the_seed_decides_the_first_weights():
    def weights(seed):
        model = build_date_translator(5, 3, 2, 4, 7, 11, seed)
        return np.concatenate([np.ravel(w) for w in model.get_weights()])

    assert np.array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


def test_a_size_below_1_is_refused():
    with pytest.raises(ValueError, match=r"at least 1, got \(30, 0, 32, 64, 37, 11\)"):
        build_date_translator(30, 0, 32, 64, 37, 11)


@pytest.fixture(scope="module")
def translator_and_model():
    vocabulary = CharacterVocabulary("0123456789 abcdefgh")
    model = build_date_translator(12, 10, 4, 6, len(vocabulary), 11, seed=1)
    rng = np.random.default_rng(2)
    model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    return DateTranslator(model, vocabulary), model


TEXTS = ["5 aefg 09", "", "🎉🎉", "9" * 10_000, "ABCDEF 12"]


def test_the_translator_in_numpy_is_the_network(translator_and_model):
    translator, model = translator_and_model
    log_probabilities, alphas = translator.read(TEXTS)
    x = one_hot(encode_texts(TEXTS, 12, translator.vocabulary), len(translator.vocabulary))
    expected = keras.ops.convert_to_numpy(keras.ops.log_softmax(model(x), axis=-1))
    assert np.abs(log_probabilities - expected).max() < 1e-5
    assert alphas.shape == (len(TEXTS), 10, 12)
    assert np.abs(alphas.sum(axis=-1) - 1).max() < 1e-5


def test_texts_do_not_disturb_each_other(translator_and_model):
    translator, _ = translator_and_model
    together, _ = translator.read(TEXTS)
    for text, expected in zip(TEXTS, together, strict=True):
        assert np.abs(translator.read([text])[0][0] - expected).max() < 1e-6


def test_the_end_is_impossible(translator_and_model):
    translator, _ = translator_and_model
    state = translator.start(["5 a 09"])
    log_probabilities, _ = translator.next_log_probabilities(state, np.array([0]))
    assert log_probabilities.shape == (1, 12)
    assert np.isneginf(log_probabilities[0, -1])
    assert np.array_equal(log_probabilities[:, :11], translator.step(state)[0])


@pytest.mark.parametrize("texts", ["5 april", []])
def test_start_takes_a_list(translator_and_model, texts):
    with pytest.raises(ValueError, match="a list of at least 1 text"):
        translator_and_model[0].start(texts)


def test_another_model_is_refused(translator_and_model):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)], name="other")
    with pytest.raises(ValueError, match="'other' was not made by build_date_translator"):
        DateTranslator(model, CharacterVocabulary("abc"))
    with pytest.raises(ValueError, match="vocabularies of 21 and 11 characters, these have 5 and"):
        DateTranslator(translator_and_model[1], CharacterVocabulary("abc"))
