import numpy as np
import pytest

from course_utils.trigger_word.model import crossentropy_off_edges

LABELS = np.array([[0, 0, 0, 1, 1, 1, 1, 0], [0] * 8], np.float32)[..., None]


def loss(probabilities, labels=LABELS):
    return float(np.mean(crossentropy_off_edges(labels, np.asarray(probabilities, np.float32))))


def test_it_is_the_mean_over_steps_with_equal_neighbors():
    probabilities = np.random.default_rng(0).uniform(0.1, 0.9, LABELS.shape)
    right = np.where(LABELS, probabilities, 1 - probabilities)[..., 0]
    counted = [*right[0, [0, 1, 4, 5]], *right[1]]
    assert loss(probabilities) == pytest.approx(-np.log(counted).mean(), rel=1e-5)


@pytest.mark.parametrize("step", [2, 3, 6, 7])
def test_steps_beside_a_change_do_not_count(step):
    probabilities = np.full(LABELS.shape, 0.5)
    other = probabilities.copy()
    other[0, step] = 0.01
    assert loss(other) == loss(probabilities)


def test_labels_that_change_at_each_step_give_no_loss():
    assert loss(np.full((1, 4, 1), 0.9), np.array([[[0], [1], [0], [1]]], np.float32)) == 0
