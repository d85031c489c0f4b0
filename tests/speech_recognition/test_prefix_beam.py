import numpy as np
import pytest

from course_utils.speech_recognition.bigrams import Bigrams
from course_utils.speech_recognition.prefix_beam import PrefixBeam
from course_utils.speech_recognition.prefix_beam_search import prefix_beam_search
from tests.speech_recognition.random_posteriors import random_log_probabilities


def same(found, expected):
    assert [h.labels for h in found] == [h.labels for h in expected]
    np.testing.assert_allclose([h[1:] for h in found], [h[1:] for h in expected], atol=1e-9)


@pytest.mark.parametrize("width", [1, 2, 8, 1000])
@pytest.mark.parametrize("with_model", [False, True])
def test_it_finds_what_the_search_finds(width, with_model):
    for seed in range(25):
        rng = np.random.default_rng(seed)
        steps, tokens = int(rng.integers(0, 30 if width < 1000 else 5)), int(rng.integers(2, 6))
        blank = int(rng.integers(tokens))
        log_probabilities = random_log_probabilities(rng, steps, tokens, sharpness=2)
        bigrams = Bigrams([rng.integers(1, tokens, size=6) for _ in range(3)], tokens)
        settings = (blank, bigrams, 0.7, 0.5) if with_model and blank == 0 else (blank,)
        beam = PrefixBeam(width, *settings)
        beam.feed(log_probabilities)
        same(beam.best(), prefix_beam_search(log_probabilities, width, *settings))


def test_a_length_bonus_alone():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 20, 4)
    beam = PrefixBeam(5, length_bonus=1.0)
    beam.feed(log_probabilities)
    same(beam.best(), prefix_beam_search(log_probabilities, 5, length_bonus=1.0))


def test_pieces_are_as_good_as_the_whole():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 50, 6)
    whole, pieces = PrefixBeam(4), PrefixBeam(4)
    whole.feed(log_probabilities)
    for piece in np.split(log_probabilities, [0, 1, 7, 20, 20, 49]):
        pieces.feed(piece)
        pieces.best()  # looking changes nothing
    assert pieces.best() == whole.best()


def test_impossible_tokens():
    with np.errstate(divide="ignore"):
        log_probabilities = np.log([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])
    beam = PrefixBeam(8)
    beam.feed(log_probabilities)
    assert [h.labels for h in beam.best()] == [(1,)]


def test_the_language_model_is_asked_once_for_each_prefix():
    asked = []

    def model(prefix):
        asked.append(prefix)
        return np.zeros(3)

    beam = PrefixBeam(4, language_model=model)
    beam.feed(random_log_probabilities(np.random.default_rng(0), 30, 3))
    assert len(asked) == len(set(asked)) > 4


def test_a_beam_holds_at_least_one():
    with pytest.raises(ValueError, match="beam_width is at least 1, got 0"):
        PrefixBeam(0)
