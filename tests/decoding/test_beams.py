from typing import NamedTuple

import numpy as np
import pytest

from course_utils.decoding.beams import Beams, n_rows, take_rows


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


def first_step(finished, live, max_length=2, sums=(-1.0, -2.0)):
    """Beams after one step to tokens 2 and 3, and the rows that it gave."""
    beams = Beams(np.zeros(1), 0, 1, max_length, 2, lambda log_p, length: log_p)
    following = np.log([[[0.1, 0.2, 0.4, 0.3]]])
    chosen = np.array([[0, 0]]), np.array([[2, 3]]), np.array([sums])
    return beams, beams.advance(following, *chosen, [finished], [live])


def test_finished_hypotheses_leave_and_the_others_live_on():
    beams, rows = first_step([True, False], [False, True])
    assert (rows.tolist(), beams.last_tokens.tolist()) == ([0], [3])
    assert (beams.length, beams.log_probabilities.tolist()) == (2, [[-2.0]])
    [[found]] = beams.best()
    assert (found.tokens, found.log_probability, found.ended) == ((2,), -1.0, False)


@pytest.mark.parametrize(
    ("finished", "live", "options", "words"),
    [
        ([True, False], [True, True], {}, "finished or live, and not both"),
        ([True, False], [False, False], {}, "neither finished nor live"),
        ([False, False], [True, True], {"sums": (-1.0, -np.inf)}, "not finished, not live"),
        ([True, True], [False, False], {"sums": (-1.0, -np.inf)}, "not finished, not live"),
        ([False, False], [True, True], {"max_length": 1}, "of 1 tokens live on"),
    ],
)
def test_what_is_no_split_is_refused(finished, live, options, words):
    with pytest.raises(ValueError, match=words):
        first_step(finished, live, **options)
