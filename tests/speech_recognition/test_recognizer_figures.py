import matplotlib.pyplot as plt
import numpy as np
import pytest

from course_utils.speech_recognition.recognizer_figures import (
    draw_network,
    draw_reading,
    draw_speller,
    draw_spikes,
    step_times_s,
)
from course_utils.speech_recognition.recognizers import AttentionConfig, RecognizerConfig

CONFIG = RecognizerConfig("0123456789")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words_of(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


@pytest.mark.parametrize("causal", [False, True])
def test_a_network_has_the_shapes_of_its_configuration(causal):
    _, axes = plt.subplots()
    draw_network(axes, RecognizerConfig("01", filters=7, units=5, stride=4, causal=causal), 41)
    words = words_of(axes)
    for shape in ("(41, 32)", "(11, 7)", "(11, 5)" if causal else "(11, 10)", "(11, 3)"):
        assert shape in words
    assert any("backward" in word for word in words) != causal


def test_a_speller_has_the_shapes_of_its_configuration():
    _, axes = plt.subplots()
    draw_speller(axes, AttentionConfig(RecognizerConfig("01", units=5), n_s=6, letter_units=4), 30)
    words = words_of(axes)
    for shape in ("(30, 32)", "a (10, 10)", "context (1, 10)", "s (6,)", "(4,)", "logits (3,)"):
        assert shape in words


def test_a_digit_stands_over_each_of_its_spikes():
    log_p = np.full((12, 11), -20.0)
    for step, token in enumerate([0, 3, 3, 0, 3, 0, 0, 8, 0, 0, 0, 0]):
        log_p[step, token] = 0
    figure = draw_spikes(np.zeros((36, 32)), log_p, CONFIG, "said")
    curves = figure.axes[1]
    assert words_of(curves) == ["2", "2", "7"]
    places = [text.get_position()[0] for text in curves.texts]
    np.testing.assert_allclose(places, step_times_s(12, CONFIG)[[1, 4, 7]])
    assert len(curves.lines) == 3, "the blank and the two digits that were seen"


def test_weights_lie_below_the_frames_of_their_steps():
    alphas = np.eye(3, 12)
    figure = draw_reading(np.zeros((36, 32)), alphas, ["2", "7", "end"], CONFIG, "said")
    picture, weights = figure.axes[:2]
    assert [label.get_text() for label in weights.get_yticklabels()] == ["2", "7", "end"]
    assert picture.get_shared_x_axes().joined(picture, weights)
    np.testing.assert_array_equal(weights.collections[0].get_array(), alphas)


def test_a_step_is_in_the_middle_of_its_first_frame():
    np.testing.assert_allclose(step_times_s(3, CONFIG), [0.0125, 0.05, 0.0875])
