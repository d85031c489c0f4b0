"""What stands in for unwritten functions does what later notebooks ask, and is no answer."""

import inspect

import numpy as np
import pytest

from course_utils.checks import all_exercises
from course_utils.checks.report import try_properties
from course_utils.classroom.editions.stand_ins import beam_search_and_bleu, wavenet_data
from course_utils.decoding import beam_search as translation
from course_utils.wavenet import data

STAND_INS = [
    function
    for module in (wavenet_data, beam_search_and_bleu)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("stand_in", STAND_INS, ids=lambda function: function.__name__)
def test_none_answers_its_exercise(stand_in):
    report = try_properties(stand_in, all_exercises()[stand_in.__name__])
    assert report.earned < report.possible


@pytest.mark.parametrize("n_codes", [64, 256])
def test_mu_law(n_codes):
    rng = np.random.default_rng(0)
    audio = np.concatenate([[-1, 1, 0, 1e-5, -1e-5], rng.uniform(-1, 1, 20_000)])
    codes = data.mu_law_encode(audio, n_codes)
    assert np.array_equal(wavenet_data.mu_law_encode(audio, n_codes), codes)
    decoded = wavenet_data.mu_law_decode(codes, n_codes)
    assert decoded.dtype == np.float32
    assert np.allclose(decoded, data.mu_law_decode(codes, n_codes), atol=1e-7)


def test_to_mono():
    audio = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    assert np.allclose(wavenet_data.to_mono(audio), data.to_mono(audio), atol=1e-6)
    assert wavenet_data.to_mono(audio).dtype == np.float32
    pcm = np.random.default_rng(0).integers(-(2**15), 2**15, (50, 3)).astype(np.int16)
    assert np.array_equal(wavenet_data.to_mono(pcm), data.to_mono(pcm))
    assert wavenet_data.to_mono(pcm).dtype == np.int16


@pytest.mark.parametrize("test_fraction", [0.01, 0.1, 0.2, 0.5])
@pytest.mark.parametrize("seed", range(5))
def test_split_recordings(test_fraction, seed):
    recordings = data.find_recordings(data.speech_folder())
    given = wavenet_data.split_recordings(recordings, test_fraction, seed)
    assert given == data.split_recordings(recordings, test_fraction, seed)


def test_fragments():
    codes = [np.arange(n) for n in (30, 4, 17)]
    arguments = [len(c) for c in codes], 5, 3
    starts = data.fragment_starts(*arguments)
    assert np.array_equal(wavenet_data.fragment_starts(*arguments), starts)
    x, y = data.shifted_batch(codes, starts, 5)
    their_x, their_y = wavenet_data.shifted_batch(codes, starts, 5)
    assert np.array_equal(their_x, x)
    assert np.array_equal(their_y, y)


@pytest.mark.parametrize("beam_width", [1, 2, 4, 50])
def test_beam_search(beam_width):
    rng = np.random.default_rng(beam_width)
    table = np.log(rng.dirichlet(np.ones(6), size=(7, 6)))

    def ask(state, tokens):
        (step,) = {int(row) for row in state[:, 0]}
        following = table[step, tokens].copy()
        following[:, 3] = -np.inf
        return following, state + 1

    arguments = ask, np.zeros((1, 1), int), 0, 5, beam_width, 7
    [given] = beam_search_and_bleu.beam_search(*arguments, n_best=3)
    [expected] = translation.beam_search(*arguments, n_best=3)
    assert [h.tokens for h in given] == [h.tokens for h in expected]
    for one, other in zip(given, expected, strict=True):
        assert np.allclose(one.token_log_probabilities, other.token_log_probabilities)
        assert one.log_probability == pytest.approx(other.log_probability)
        assert one.ended == other.ended
