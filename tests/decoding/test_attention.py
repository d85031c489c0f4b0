"""One step of attention against NumPy."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.decoding.attention import one_step_attention


class Layers:
    """Layers as of the network of dates, with weights of a seed."""

    def __init__(self, seed):
        for name, units, activation in (("hidden", 10, "tanh"), ("energy", 1, "relu")):
            first = keras.initializers.GlorotUniform(seed=seed)
            layer = keras.layers.Dense(units, activation, kernel_initializer=first)
            setattr(self, name, layer)


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
    layers = Layers(seed)
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
    layers = Layers(0)
    a = rng.normal(size=(1, 30, 8))
    _, one = attend(a, rng.normal(size=(1, 8)), layers)
    _, other = attend(a, rng.normal(size=(1, 8)), layers)
    assert np.abs(one - other).max() > 1e-3
