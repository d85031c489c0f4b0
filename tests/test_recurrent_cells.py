import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.recurrent_cells import gru_step, log_softmax, lstm_step, sigmoid

UNITS, INPUTS, ROWS = 7, 3, 4


def random(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape).astype(np.float32)


def built(cell):
    """A Keras cell with weights of normal numbers, its biases too."""
    cell.build((None, INPUTS))
    cell.set_weights([random(*weight.shape, seed=5) for weight in cell.get_weights()])
    return cell


def keras_step(cell, x, states):
    _, after = cell(x, states)
    return [keras.ops.convert_to_numpy(state) for state in after]


@pytest.mark.parametrize("reset_after", [True, False])
def test_a_gru_steps_as_that_of_keras(reset_after):
    cell = built(keras.layers.GRUCell(UNITS, reset_after=reset_after))
    kernel, recurrent, bias = cell.get_weights()
    biases = bias if reset_after else (bias, None)
    x, h = random(ROWS, INPUTS), random(ROWS, UNITS)
    found = gru_step(h, x @ kernel + biases[0], recurrent, biases[1])
    np.testing.assert_allclose(found, keras_step(cell, x, [h])[0], atol=1e-6)
    alone = gru_step(h[0], x[0] @ kernel + biases[0], recurrent, biases[1])
    assert (alone.shape, alone.dtype) == ((UNITS,), np.float32)
    np.testing.assert_allclose(alone, found[0], atol=1e-6)


def test_an_lstm_steps_as_that_of_keras():
    cell = built(keras.layers.LSTMCell(UNITS))
    kernel, recurrent, bias = cell.get_weights()
    x, h, c = random(ROWS, INPUTS), random(ROWS, UNITS), random(ROWS, UNITS, seed=1)
    found = lstm_step(h, c, x @ kernel, recurrent, bias)
    for ours, theirs in zip(found, keras_step(cell, x, [h, c]), strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_large_numbers_neither_overflow_nor_warn():
    x = np.float32([-1e4, -1, 0, 1, 1e4])
    expected = 1 / (1 + np.exp(-np.clip(x.astype(float), -500, 500)))
    np.testing.assert_allclose(sigmoid(x), expected, atol=1e-7)
    assert sigmoid(x).dtype == np.float32
    np.testing.assert_array_equal(log_softmax(np.float32([[1e4, 0], [0, 0]])).argmax(axis=1), 0)
    np.testing.assert_allclose(np.exp(log_softmax(random(5, 9))).sum(axis=1), 1, atol=1e-6)
