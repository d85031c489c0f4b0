"""The recognizer that looks back: training and writing see the same network; padding is unseen."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.decoding.beam_search import beam_search, greedy_search
from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.attention_model import (
    END,
    START,
    AttentionReader,
    arrange_for_spelling,
    build_attention_recognizer,
    spelling_loss,
)
from course_utils.speech_recognition.model import pad_features
from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig
from course_utils.speech_recognition.training import (
    Batch,
    pack_targets,
)
from tests.speech_recognition import tones

ENCODER = RecognizerConfig("0123456789", filters=8, units=8)
N_FRAMES, N_LETTERS = 128, 4
LENGTHS = (100, 60)
TEXTS = np.array([[3, 1, 7, 2], [5, 0, 0, 0]], np.int32)


@pytest.fixture(scope="module", params=[False, True], ids=["anywhere", "monotonic"])
def network(request):
    config = AttentionConfig(ENCODER, n_s=12, energy_units=6, monotonic=request.param)
    return config, build_attention_recognizer(config, N_FRAMES, N_LETTERS, seed=1)


@pytest.fixture(scope="module")
def features():
    rng = np.random.default_rng(0)
    return [rng.normal(size=(n, ENCODER.front_end.n_bands)).astype(np.float32) for n in LENGTHS]


def teacher_forced(config, model, features, texts=TEXTS):
    n_steps = np.array([config.encoder.n_steps(len(own)) for own in features], np.int32)
    padded = np.zeros((len(features), N_FRAMES, ENCODER.front_end.n_bands), np.float32)
    for row, own in zip(padded, features, strict=True):
        row[: len(own)] = own
    logits = model.predict_on_batch([padded, n_steps, texts])
    return log_softmax(keras.ops.convert_to_numpy(logits))


def test_writing_step_by_step_is_what_was_trained(network, features):
    config, model = network
    trained = teacher_forced(config, model, features)
    assert trained.shape == (2, N_LETTERS + 1, 11)
    reader = AttentionReader(model, config)
    state = reader.start(features)
    for i, tokens in enumerate([[START, START], *TEXTS.T]):
        log_probabilities, state = reader.step(state, np.array(tokens))
        np.testing.assert_allclose(log_probabilities, trained[:, i], atol=1e-5)


def test_a_letter_depends_on_those_before_it_and_on_no_later_one(network, features):
    config, model = network
    changed = TEXTS.copy()
    changed[0, 2] = 9
    one, other = (teacher_forced(config, model, features, texts) for texts in (TEXTS, changed))
    np.testing.assert_array_equal(one[0, :3], other[0, :3])
    assert np.abs(one[0, 3:] - other[0, 3:]).max() > 1e-4


def test_padding_gets_no_weight_and_changes_nothing(network, features):
    config, model = network
    reader = AttentionReader(model, config)
    both, alone = reader.start(features), reader.start(features[1:])
    tokens = np.array([START, START])
    for _ in range(3):
        in_batch, both = reader.step(both, tokens)
        by_itself, alone = reader.step(alone, tokens[1:])
        np.testing.assert_allclose(in_batch[1:], by_itself, atol=1e-5)
        assert both.alphas[1, config.encoder.n_steps(LENGTHS[1]) :].max() == 0


def test_the_searches_of_notebook_03_write_with_it(network, features):
    config, model = network
    reader = AttentionReader(model, config)
    greedy = greedy_search(reader.step, reader.start(features), START, END, 6)
    beams = beam_search(reader.step, reader.start(features), START, END, 1, 6)
    assert [found.tokens for found in greedy] == [found[0].tokens for found in beams]
    wide = beam_search(reader.step, reader.start(features), START, END, 4, 6)
    for narrow, found in zip(greedy, wide, strict=True):
        assert found[0].log_probability >= narrow.log_probability - 1e-6


def test_a_sound_may_be_longer_than_those_of_the_training(network):
    config, model = network
    rng = np.random.default_rng(1)
    long = rng.normal(size=(3 * N_FRAMES, ENCODER.front_end.n_bands)).astype(np.float32)
    state = AttentionReader(model, config).start([long])
    assert state.a.shape[1] == 3 * N_FRAMES // ENCODER.stride
    assert len(pad_features([long])) == 1


def test_the_seed_decides_the_first_weights():
    config = AttentionConfig(ENCODER, n_s=4)
    one, same, other = (build_attention_recognizer(config, 64, 2, seed) for seed in (0, 0, 1))
    for a, b in zip(one.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


def test_the_loss_counts_each_letter_and_one_end():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, N_LETTERS + 1, 11)).astype(np.float32)
    targets = np.array([[4, 3, 1, 7, 2, 0], [1, 5, 0, 0, 0, 0]], np.int32)
    losses = keras.ops.convert_to_numpy(spelling_loss(targets, logits))
    log_p = log_softmax(logits)
    for row, (n, *letters), loss in zip(log_p, targets.tolist(), losses, strict=True):
        expected = -np.mean([row[i, letters[i]] for i in range(n + 1)])
        assert loss == pytest.approx(expected, abs=1e-5)
    logits[1, 2:] += 5 * rng.normal(size=(3, 11)).astype(np.float32)  # behind the end
    assert keras.ops.convert_to_numpy(spelling_loss(targets, logits))[1] == losses[1]


def a_batch(n_frames=64, n_letters=2):
    rng = np.random.default_rng(0)
    features = rng.normal(size=(2, n_frames, ENCODER.front_end.n_bands)).astype(np.float32)
    labels = [np.arange(1, 1 + n_letters), np.array([5])]
    n_steps = np.array([16, 9], np.int32)
    return Batch(features, n_steps, pack_targets(n_steps, labels))


def test_a_batch_is_padded_to_the_network(network):
    _, model = network
    batch = a_batch()
    (features, n_steps, texts), targets = arrange_for_spelling(model, batch)
    assert features.shape == (2, N_FRAMES, ENCODER.front_end.n_bands)
    np.testing.assert_array_equal(features[:, :64], batch.features)
    assert not features[:, 64:].any()
    assert n_steps.tolist() == [16, 9]
    assert texts.tolist() == [[1, 2, 0, 0], [5, 0, 0, 0]]
    assert targets.tolist() == [[2, 1, 2, 0, 0, 0], [1, 5, 0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        (a_batch(n_frames=192), "at most 128 frames, an utterance has 192"),
        (a_batch(n_letters=5), "at most 4 letters, an utterance has 5"),
    ],
)
def test_what_does_not_fit_the_network_is_refused(network, batch, message):
    with pytest.raises(ValueError, match=message):
        arrange_for_spelling(network[1], batch)


def test_it_learns_to_spell_tones(spelling):
    experiment, model = spelling
    scores = experiment.score(model)
    assert scores["error_rate"][0] < 0.2
    assert scores["most_frequent_letter"] > 0.6


@pytest.mark.parametrize("name", ["n_s", "energy_units", "letter_units"])
def test_sizes_that_make_no_sense(name):
    with pytest.raises(ValueError, match=f"{name} is at least 1, got 0"):
        AttentionConfig(ENCODER, **{name: 0})


def test_an_encoder_that_hears_the_past_alone_is_refused():
    with pytest.raises(ValueError, match="its encoder is not causal"):
        AttentionConfig(tones.CONFIG)
