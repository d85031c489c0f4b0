from typing import NamedTuple

import numpy as np
import pytest

from course_utils.decoding.beams import n_rows, take_rows


class Layers(NamedTuple):
    first: np.ndarray
    second: dict


def nested():
    rows = np.arange(3)
    return [Layers(rows * 10, {"a": (rows[:, None] + 0.5,), "b": None}), ()]


@pytest.mark.parametrize("rows", [[2, 0, 0, 1], [], [1]])
def test_every_array_is_reordered(rows):
    layers, nothing = take_rows(nested(), np.array(rows, int))
    assert isinstance(layers, Layers)
    assert nothing == ()
    assert layers.first.tolist() == [10 * row for row in rows]
    assert layers.second["a"][0].tolist() == [[row + 0.5] for row in rows]
    assert layers.second["b"] is None


def test_rows_are_counted():
    assert n_rows(nested()) == 3
    assert n_rows(np.zeros((5, 2))) == 5


@pytest.mark.parametrize("state", [3, "text", [np.zeros(2), [1, 2]]])
def test_other_things_are_no_state(state):
    for use in (n_rows, lambda state: take_rows(state, np.array([0]))):
        with pytest.raises(ValueError, match="a state holds NumPy arrays, this one a"):
            use(state)
