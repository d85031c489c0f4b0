import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.recurrent_cells import log_softmax
from course_utils.speech_recognition.model import (
    PAD_TO,
    build,
    build_recognizer,
    inputs_of,
    pad_features,
    predict_log_probabilities,
    reversed_steps,
)
from tests.speech_recognition.tones import CONFIG, FRONT_END


def random_features(*lengths, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(n, FRONT_END.n_bands)).astype(np.float32) for n in lengths]


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "causal"])
def network(request):
    """A small network with weights of every kind, and its sizes."""
    sizes = {"filters": 5, "kernel_size": 3, "stride": 6, "units": 4, "layers": 2}
    model = build_recognizer(FRONT_END.n_bands, 4, **sizes, causal=request.param, seed=3)
    rng = np.random.default_rng(0)
    model.set_weights([w + rng.normal(0, 0.3, w.shape) for w in model.get_weights()])
    return model


def test_there_is_a_step_for_every_six_frames_and_one_more_for_the_rest(network):
    for frames, steps in ((1, 1), (6, 1), (7, 2), (60, 10)):
        x = np.zeros((2, frames, FRONT_END.n_bands), np.float32)
        n_steps = np.full(2, steps, np.int32)
        assert np.shape(network.predict_on_batch(inputs_of(network, x, n_steps))) == (2, steps, 4)


def test_padding_changes_nothing(network):
    [features] = random_features(20)
    alone = np.asarray(
        network.predict_on_batch(inputs_of(network, features[np.newaxis], np.array([4], np.int32)))
    )[0]
    rng = np.random.default_rng(1)
    padded = rng.normal(size=(3, 50, FRONT_END.n_bands)).astype(np.float32)
    padded[1, :20] = features
    padded[1, 20:] = 0
    n_steps = np.array([9, 4, 7], np.int32)
    together = np.asarray(network.predict_on_batch(inputs_of(network, padded, n_steps)))[1, :4]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-5)


def test_a_causal_network_does_not_hear_the_future(network):
    [features] = random_features(30)
    changed = features.copy()
    changed[19:] += 1
    x, n_steps = np.stack([features, changed]), np.array([5, 5], np.int32)
    one, other = np.asarray(network.predict_on_batch(inputs_of(network, x, n_steps)))
    is_causal = len(network.inputs) == 1
    same = np.isclose(one, other, rtol=0, atol=1e-6).all(axis=1)
    assert same.tolist() == [is_causal] * 4 + [False]  # step 3 hears to frame 18


def test_sequences_are_reversed_within_their_lengths():
    x = np.arange(10, dtype=np.float32).reshape(2, 5, 1)
    found = np.asarray(reversed_steps(keras.ops.convert_to_tensor(x), np.array([3, 5], np.int32)))
    assert found[..., 0].tolist() == [[2, 1, 0, 3, 4], [9, 8, 7, 6, 5]]


def test_equal_seeds_give_equal_weights():
    first, again, other = (build(CONFIG, seed).get_weights() for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    kernels = [(a, b) for a, b in zip(first, other, strict=True) if a.ndim > 1 and a.any()]
    assert len(kernels) >= 4
    assert all((a != b).any() for a, b in kernels)
    assert len({a.tobytes() for a, _ in kernels}) == len(kernels)


def test_features_are_padded_to_a_length_that_others_share():
    padded = pad_features(random_features(3, PAD_TO + 1))
    assert padded.shape == (2, 2 * PAD_TO, FRONT_END.n_bands)
    assert padded.dtype == np.float32
    assert not padded[0, 3:].any()
    assert padded[1, PAD_TO].all()


def test_log_probabilities_come_in_the_order_of_the_sounds():
    model = build(CONFIG, seed=2)
    features = random_features(9, 0, 70, 2, 31)
    found = predict_log_probabilities(model, features, CONFIG, batch_size=2)
    assert [len(rows) for rows in found] == [5, 0, 35, 1, 16]
    for own, rows in zip(features, found, strict=True):
        if len(own):
            [logits] = np.asarray(model.predict_on_batch(own[np.newaxis]))
            np.testing.assert_allclose(rows, log_softmax(logits), rtol=0, atol=1e-5)
            np.testing.assert_allclose(np.exp(rows).sum(axis=1), 1, atol=1e-5)
    assert found[1].shape == (0, 4)
