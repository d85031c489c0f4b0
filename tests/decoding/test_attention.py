"""One step of attention against NumPy."""

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.decoding.attention import monotonic_attention, one_step_attention


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


def energies_of(a, s_prev, layers):
    kernel, bias = (np.array(w, np.float64) for w in layers.hidden.get_weights())
    both = np.concatenate([np.repeat(s_prev[:, None], a.shape[1], axis=1), a], axis=-1)
    hidden = np.tanh(both @ kernel + bias)
    kernel, bias = (np.array(w, np.float64) for w in layers.energy.get_weights())
    return np.maximum(hidden @ kernel + bias, 0)[:, :, 0]


def stopping_by_hand(energies, previous):
    """Walks on from each place where it may have been, one time step after another."""
    stop = 1 / (1 + np.exp(-energies))
    alphas = np.zeros_like(energies)
    for row, begun in enumerate(previous):
        for first, walking in enumerate(begun):
            for j in range(first, len(begun)):
                alphas[row, j] += walking * stop[row, j]
                walking *= 1 - stop[row, j]
    return alphas


@pytest.mark.parametrize("seed", range(3))
def test_monotonic_attention_walks_on_from_where_it_was(seed):
    rng = np.random.default_rng(seed)
    layers = Layers(seed)
    a, s = rng.normal(size=(3, 12, 8)), rng.normal(size=(3, 5))
    previous = rng.dirichlet(np.ones(12), size=3)
    context, alphas = map(
        keras.ops.convert_to_numpy,
        monotonic_attention(
            a.astype(np.float32),
            s.astype(np.float32),
            previous[:, :, None].astype(np.float32),
            layers,
        ),
    )
    expected = stopping_by_hand(energies_of(a, s, layers), previous)
    assert alphas.shape == (3, 12, 1)
    assert np.abs(alphas[:, :, 0] - expected).max() < 1e-6
    assert np.abs(context - np.einsum("btf,bt->bf", a, expected)[:, None]).max() < 1e-5
    assert (alphas.sum(axis=1) <= 1 + 1e-6).all()


def test_monotonic_attention_never_goes_back():
    rng = np.random.default_rng(0)
    previous = np.zeros((1, 12, 1), np.float32)
    previous[0, 7] = 1
    a, s = rng.normal(size=(1, 12, 8)), rng.normal(size=(1, 5))
    _, alphas = monotonic_attention(a.astype(np.float32), s.astype(np.float32), previous, Layers(0))
    alphas = keras.ops.convert_to_numpy(alphas)
    assert (alphas[0, :7] == 0).all()
    assert alphas[0, 7] > 0


def test_monotonic_attention_of_a_long_sound_stays_finite():
    layers = Layers(0)
    layers.energy.build((None, 10))
    layers.energy.bias.assign([30.0])  # it stops at once: 1 - p is 1e-13 at every step
    a, s = np.zeros((1, 900, 8), np.float32), np.zeros((1, 5), np.float32)
    previous = np.eye(1, 900, dtype=np.float32)[:, :, None]
    _, alphas = monotonic_attention(a, s, previous, layers)
    alphas = keras.ops.convert_to_numpy(alphas)[0, :, 0]
    assert alphas[0] == pytest.approx(1)
    assert np.abs(alphas[1:]).max() < 1e-9
