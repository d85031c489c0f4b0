import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.translation.seq2seq import (
    Seq2SeqConfig,
    Translator,
    build_seq2seq,
    target_inputs,
)
from course_utils.translation.vocabulary import PAD, START
from tests.translation import tiny_seq2seq

LENGTHS = [6, 1, 4, 6]


def logits(model, source, inputs):
    return keras.ops.convert_to_numpy(model([source, inputs]))


def test_the_shapes_are_those_of_the_config():
    model = tiny_seq2seq.model()
    source, target = np.full((3, 6), 4), np.full((3, 8), 4)
    assert logits(model, source, target).shape == (3, 8, 9)
    n_weights = (11 + 9) * 5 + 2 * 3 * 7 * (5 + 7 + 2) + (7 + 1) * 9
    assert model.count_params() == n_weights


def test_padding_behind_a_source_changes_nothing():
    model = tiny_seq2seq.spread_model()
    source = tiny_seq2seq.sentences([5, 5], 11)
    inputs = target_inputs(tiny_seq2seq.sentences([4, 4], 9))
    padded = np.pad(source, ((0, 0), (0, 3)))
    np.testing.assert_allclose(
        logits(model, padded, inputs), logits(model, source, inputs), atol=1e-6
    )


def test_a_logit_depends_on_the_whole_source_and_on_earlier_targets_alone():
    model = tiny_seq2seq.spread_model()
    source = tiny_seq2seq.sentences([5], 11)
    inputs = target_inputs(tiny_seq2seq.sentences([6], 9))
    before = logits(model, source, inputs)
    for t in range(5):
        changed = source.copy()
        changed[0, t] = 3
        assert np.abs(logits(model, changed, inputs) - before).min(axis=(0, 2)).all()
    for t in range(6):
        changed = inputs.copy()
        changed[0, t] = 3
        moved = np.abs(logits(model, source, changed) - before).max(axis=(0, 2)) > 1e-6
        assert moved.tolist() == [False] * t + [True] * (6 - t)


def test_the_seed_decides_the_first_weights():
    first, again, other = (tiny_seq2seq.model(seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    different = [not np.array_equal(a, b) for a, b in zip(first, other, strict=True)]
    assert different == [bool(np.any(a)) for a in first], "all but the biases"
    encoder, decoder = (tiny_seq2seq.model(1).get_layer(name) for name in ("encoder", "decoder"))
    assert not np.array_equal(encoder.get_weights()[0], decoder.get_weights()[0])


def test_embeddings_have_deviation_one():
    model = build_seq2seq(Seq2SeqConfig(200, 100, embedding_size=50), seed=0)
    for name in ("source_embedding", "target_embedding"):
        (table,) = model.get_layer(name).get_weights()
        assert table.std() == pytest.approx(1, rel=0.05)


def test_the_decoder_reads_one_token_behind():
    targets = np.array([[5, 6, 2], [7, 2, 0]], np.int32)
    np.testing.assert_array_equal(target_inputs(targets), [[1, 5, 6], [1, 7, 2]])
    assert targets.tolist() == [[5, 6, 2], [7, 2, 0]]


@pytest.mark.parametrize("name", ["n_source_tokens", "n_target_tokens", "embedding_size", "units"])
def test_a_shape_that_makes_no_sense_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} is at least 1, got 0"):
        Seq2SeqConfig(**{"n_source_tokens": 5, "n_target_tokens": 5, name: 0})


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


def test_whole_translations_have_the_sum_of_their_tokens(model, source, target, forced):
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


def test_what_is_no_sentence_is_named(model, source, target):
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
