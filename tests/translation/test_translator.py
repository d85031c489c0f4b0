import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.translation.seq2seq import target_inputs
from course_utils.translation.translator import Translator
from course_utils.translation.vocabulary import PAD, START
from tests.translation import tiny_seq2seq

LENGTHS = [6, 1, 4, 6]


@pytest.fixture(scope="module")
def model():
    return tiny_seq2seq.spread_model()


@pytest.fixture(scope="module")
def source():
    return tiny_seq2seq.sentences(LENGTHS, 11, seed=1)


@pytest.fixture(scope="module")
def target():
    return tiny_seq2seq.sentences([5, 3, 7, 2], 9, seed=2)


@pytest.fixture(scope="module")
def forced(model, source, target):
    """The Keras model's own log probabilities, by teacher forcing."""
    logits = model([source, target_inputs(target)])
    return keras.ops.convert_to_numpy(keras.ops.log_softmax(logits))


def steps(translator, source, target):
    state, found = translator.start(source), []
    for tokens in target_inputs(target).T:
        log_probabilities, state = translator.next_log_probabilities(state, tokens)
        found.append(log_probabilities)
    return np.stack(found, axis=1)


def test_each_step_is_that_of_the_keras_model(model, source, target, forced):
    found = steps(Translator(model), source, target)
    assert found.dtype == np.float32
    assert forced.min() < -2 * np.log(9), "far from equal"
    np.testing.assert_allclose(found, forced, atol=1e-5)


def test_probabilities_sum_to_one_with_the_special_tokens(model, source, target):
    found = steps(Translator(model), source, target)
    np.testing.assert_allclose(np.exp(found).sum(axis=-1), 1, atol=1e-6)
    assert np.isfinite(found[..., [PAD, START]]).all()


def test_whole_translations_cost_the_sum_of_their_tokens(model, source, target, forced):
    chosen = np.take_along_axis(forced, target[..., None], axis=-1)[..., 0]
    expected = (chosen * (target != PAD)).sum(axis=1)
    found = Translator(model).log_probability(source, target)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_sentences_do_not_depend_on_their_company(model, source, target):
    translator = Translator(model)
    together = translator.log_probability(source, target)
    for i, length in enumerate(LENGTHS):
        alone = translator.log_probability(source[i : i + 1, :length], target[i : i + 1])
        np.testing.assert_allclose(alone, together[i : i + 1], atol=1e-5)


def test_arguments_stay_as_they_are(model, source):
    translator = Translator(model)
    state = translator.start(source)
    kept, tokens = state.copy(), np.full(4, START)
    translator.next_log_probabilities(state, tokens)
    np.testing.assert_array_equal(state, kept)
    assert (tokens == START).all()


def test_weights_are_copied(source, target):
    model = tiny_seq2seq.spread_model()
    translator = Translator(model)
    before = translator.log_probability(source, target)
    model.set_weights([0 * weight for weight in model.get_weights()])
    np.testing.assert_array_equal(translator.log_probability(source, target), before)


def test_no_rows_are_no_work(model):
    translator = Translator(model)
    state = translator.start(np.zeros((0, 5), np.int32))
    log_probabilities, state = translator.next_log_probabilities(state, np.zeros(0, np.int32))
    assert log_probabilities.shape == (0, 9)
    assert state.shape == (0, 7)


def test_bad_input_is_named(model, source, target):
    translator = Translator(model)
    with pytest.raises(ValueError, match="ids are 0 to 10, got 4 to 11"):
        translator.start(np.array([[4, 11]]))
    with pytest.raises(ValueError, match=r"ids have 2 axes, got the shape \(2,\)"):
        translator.start(np.array([4, 5]))
    with pytest.raises(ValueError, match="ids are 0 to 8, got -1 to -1"):
        translator.next_log_probabilities(translator.start(source), np.full(4, -1))
    with pytest.raises(ValueError, match="there are 3 sources and 4 targets"):
        translator.log_probability(source[:3], target)
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)], name="other")
    with pytest.raises(ValueError, match="the model 'other' was not made by build_seq2seq"):
        Translator(other)
