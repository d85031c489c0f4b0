"""Dynamic time warping against the plain recursion, and recognizers without a network."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from course_utils.speech_recognition.clips import SAMPLE_RATE, load_asterisk, load_clips
from course_utils.speech_recognition.templates import (
    NearestTemplate,
    dtw_distance,
    most_frequent,
    word_features,
)
from tests.sounds import tone


def by_recursion(a, b):
    """Sakoe and Chiba's symmetric form, cell by cell."""
    costs = cdist(a, b)
    sums = np.full((len(a) + 1, len(b) + 1), np.inf)
    sums[0, 0] = 0
    for i in range(len(a)):
        for j in range(len(b)):
            sums[i + 1, j + 1] = min(
                sums[i, j] + 2 * costs[i, j],
                sums[i, j + 1] + costs[i, j],
                sums[i + 1, j] + costs[i, j],
            )
    return sums[-1, -1] / (len(a) + len(b))


@pytest.mark.parametrize("lengths", [(1, 1), (1, 6), (7, 1), (5, 3), (4, 4), (9, 14)])
def test_the_distance_is_that_of_the_recursion(lengths):
    rng = np.random.default_rng(sum(lengths))
    a, b = (rng.standard_normal((length, 3)) for length in lengths)
    assert dtw_distance(a, b) == pytest.approx(by_recursion(a, b), rel=1e-12)
    assert dtw_distance(b, a) == pytest.approx(dtw_distance(a, b), rel=1e-12)


def test_a_stretched_sound_is_at_no_distance():
    a = np.random.default_rng(0).standard_normal((6, 2))
    assert dtw_distance(a, np.repeat(a, [1, 3, 1, 2, 1, 4], axis=0)) == 0
    assert dtw_distance(a, a[::-1]) > 0.5


def test_many_templates_of_different_lengths_at_once_are_as_one_by_one():
    rng = np.random.default_rng(1)
    templates = [rng.standard_normal((length, 4)) for length in (3, 9, 1, 5)]
    sound = rng.standard_normal((6, 4))
    distances = NearestTemplate(templates, "abcd").distances(sound)
    np.testing.assert_allclose(distances, [by_recursion(sound, t) for t in templates], rtol=1e-12)


def test_what_cannot_be_compared_is_refused():
    frames = np.zeros((2, 3))
    with pytest.raises(ValueError, match="a sound without frames"):
        dtw_distance(frames[:0], frames)
    with pytest.raises(ValueError, match="template 1 has no frames"):
        NearestTemplate([frames, frames[:0]], "ab")
    with pytest.raises(ValueError, match="2 and of 3 bands"):
        dtw_distance(frames[:, :2], frames)
    with pytest.raises(ValueError, match="1 templates and 2 texts"):
        NearestTemplate([frames], "ab")
    with pytest.raises(ValueError, match="0 templates"):
        NearestTemplate([], [])


@pytest.mark.parametrize("audio", [np.zeros(800), np.ones(200)])
def test_silence_and_a_click_have_no_features(audio):
    with pytest.raises(ValueError, match="no word can be in"):
        word_features(audio)


def test_level_and_microphone_do_not_matter():
    word = np.concatenate([tone(0.2, SAMPLE_RATE, 500), tone(0.2, SAMPLE_RATE, 1500)])
    word += 0.01 * np.random.default_rng(0).standard_normal(len(word))
    np.testing.assert_allclose(word_features(word / 20), word_features(word), atol=1e-3)
    brighter = np.convolve(word, [1, -0.5])[: len(word)]
    assert np.abs(word_features(brighter) - word_features(word)).mean() < 0.1


def test_the_most_frequent_text_is_always_said():
    assert most_frequent(["1", "7", "7", "3"])(np.zeros((4, 2))) == "7"


def test_templates_of_machines_know_more_than_half_of_a_persons_digits():
    train = [clip for clip in load_clips("train", ["digit"]) if clip.voice in ("slt", "bdl")]
    nearest = NearestTemplate(
        [word_features(clip.audio) for clip in train], [clip.text for clip in train]
    )
    digits = load_asterisk(["digit"])
    right = sum(nearest(word_features(clip.audio)) == clip.text for clip in digits)
    assert len(digits) == 10
    assert right >= 6
