import random

import numpy as np
import pytest

from course_utils.trigger_word.detectors import CONFIGS
from course_utils.trigger_word.model import (
    build_detector,
    build_trigger_detector,
    build_word_layers,
    draw_weights,
)
from tests.trigger_word.tiny_detector import CONFIG


def test_the_network_of_the_exercise():
    assert build_trigger_detector((5511, 101)).count_params() == 522_561
    model = build_trigger_detector((5511, 101), reset_after=True)
    assert model.count_params() == 523_329
    assert model.output_shape == (None, 1375, 1)


def test_the_word_layers_see_some_frames():
    model = build_word_layers((None, 96), kernel_size=4, strides=1, filters=5, dropout=0.5)
    assert model.compute_output_shape((2, 10, 96)) == (2, 7, 1)
    assert model.count_params() == 4 * 96 + (4 * 96 * 5 + 5) + (5 + 1)
    answers = np.asarray(model(np.zeros((2, 10, 96), np.float32)))
    assert answers == pytest.approx(0.5)
    model = build_detector(CONFIGS["embedding"])
    frames = np.random.default_rng(0).standard_normal((1, 12, 96)).astype(np.float32)
    later = frames.copy()
    later[0, 8:] = 0
    same = np.asarray(model(frames))[0] == np.asarray(model(later))[0]
    assert same[0]
    assert not same[1:].any()


def test_equal_seeds_give_equal_weights():
    first, same, other = (build_detector(CONFIG, seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, same, strict=True))
    matrices = [(a, b) for a, b in zip(first, other, strict=True) if a.ndim > 1 and np.ptp(a)]
    assert len(matrices) == 6
    assert all(not np.array_equal(a, b) for a, b in matrices)


def test_weights_are_drawn_as_glorot_and_saxe_do():
    model = build_detector(CONFIGS["small"], 3)
    by_path = {w.path: np.asarray(w) for w in model.weights}
    for path, w in by_path.items():
        if path.endswith("recurrent_kernel"):
            np.testing.assert_allclose(w @ w.T, np.eye(len(w)), atol=1e-5)
        elif path.endswith("/kernel") and "conv" not in path:
            limit = np.sqrt(6 / sum(w.shape))
            assert limit * 0.9 < np.abs(w).max() <= limit
    kernels = [w for path, w in by_path.items() if "gru" in path and path.endswith("/kernel")]
    assert not np.array_equal(*kernels)


def test_the_seed_also_decides_what_dropout_hides():
    x = np.ones((2, 11, 6), np.float32)
    first, same, other = (
        np.asarray(build_detector(CONFIG, seed)(x, training=True)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_drawing_leaves_the_global_random_states_alone():
    model = build_detector(CONFIG)
    before = random.getstate(), np.random.get_state()[1].copy()
    draw_weights(model, 1)
    assert random.getstate() == before[0]
    assert np.array_equal(np.random.get_state()[1], before[1])


def test_the_own_function_builds_the_network():
    calls = []

    def own(input_shape, **sizes):
        calls.append((input_shape, sizes))
        return build_trigger_detector(input_shape, **sizes)

    build_detector(CONFIG, build=own)
    sizes = {"kernel_size": 3, "strides": 2, "filters": 4, "units": 3, "dropout": 0.2}
    assert calls == [((None, 6), sizes)]


def test_word_layers_are_built_by_the_course():
    config = CONFIGS["embedding"]
    model = build_detector(config, build=None)
    assert model.input_shape == (None, None, 96)
