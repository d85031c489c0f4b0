from itertools import product

import numpy as np
import pytest

from course_utils.speech_recognition.bigrams import Bigrams
from course_utils.speech_recognition.ctc import ctc_log_likelihood, greedy_decode
from course_utils.speech_recognition.prefix_beam_search import (
    PrefixHypothesis,
    log_add,
    log_prior,
    prefix_beam_search,
)
from tests.speech_recognition.random_posteriors import all_texts, random_log_probabilities

CASES = 200
EVERYTHING = 10**6
# Greedy takes the blank twice (0.36); "a" has three alignments: a a, a _, _ a (0.64).
GREEDY_IS_WRONG = np.log([[0.6, 0.4], [0.6, 0.4]])


def random_case(seed):
    rng = np.random.default_rng(seed)
    steps, tokens = int(rng.integers(1, 6)), int(rng.integers(2, 5))
    bigrams = Bigrams([rng.integers(1, tokens, size=5) for _ in range(4)], tokens)
    settings = {"language_model": bigrams, "language_weight": rng.uniform(0, 2)}
    settings["length_bonus"] = rng.uniform(-1, 2)
    return random_log_probabilities(rng, steps, tokens), settings


@pytest.mark.parametrize("seed", range(CASES))
def test_a_beam_for_everything_finds_all_texts(seed):
    log_probabilities, _ = random_case(seed)
    found = prefix_beam_search(log_probabilities, EVERYTHING)
    expected = all_texts(log_probabilities)
    assert {h.labels for h in found} == set(expected)
    assert found[0].labels == max(expected, key=expected.get)
    for hypothesis in found:
        assert hypothesis.log_probability == pytest.approx(expected[hypothesis.labels], abs=1e-9)
        assert hypothesis.score == hypothesis.log_probability
    scores = [h.score for h in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("seed", range(CASES))
def test_with_a_language_model_too(seed):
    log_probabilities, settings = random_case(seed)
    found = prefix_beam_search(log_probabilities, EVERYTHING, **settings)
    weight, bonus = settings["language_weight"], settings["length_bonus"]
    expected = {
        text: log_p + weight * settings["language_model"].log_probability(text) + bonus * len(text)
        for text, log_p in all_texts(log_probabilities).items()
    }
    assert found[0].labels == max(expected, key=expected.get)
    for hypothesis in found:
        assert hypothesis.score == pytest.approx(expected[hypothesis.labels], abs=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_the_blank_may_be_any_token(seed):
    log_probabilities, _ = random_case(seed)
    tokens = log_probabilities.shape[1]
    first = prefix_beam_search(log_probabilities, 4)
    last = prefix_beam_search(np.roll(log_probabilities, -1, axis=1), 4, blank=tokens - 1)
    assert [tuple(label - 1 for label in h.labels) for h in first] == [h.labels for h in last]


def test_a_case_where_greedy_is_wrong():
    assert greedy_decode(GREEDY_IS_WRONG) == []
    found = prefix_beam_search(GREEDY_IS_WRONG, 2)
    assert [h.labels for h in found] == [(1,), ()]
    np.testing.assert_allclose(np.exp([h.log_probability for h in found]), [0.64, 0.36])


def test_beam_1_is_not_greedy():
    """It adds up the paths of the one prefix that it keeps."""
    different = 0
    for seed in range(CASES):
        log_probabilities = random_log_probabilities(np.random.default_rng(seed), 6, 3)
        (best,) = prefix_beam_search(log_probabilities, 1)
        different += list(best.labels) != greedy_decode(log_probabilities)
    assert different > 0


@pytest.mark.parametrize("width", [1, 3])
def test_a_beam_underestimates_what_it_finds(width):
    for seed in range(40):
        log_probabilities = random_log_probabilities(np.random.default_rng(seed), 8, 4)
        for hypothesis in prefix_beam_search(log_probabilities, width):
            if hypothesis.labels:
                whole = ctc_log_likelihood(log_probabilities, hypothesis.labels)
                assert hypothesis.log_probability <= whole + 1e-9


def test_at_most_beam_width_are_found():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 9, 5)
    assert len(prefix_beam_search(log_probabilities, 3)) == 3
    assert len(prefix_beam_search(log_probabilities[:1], EVERYTHING)) == 5


def test_impossible_tokens_are_not_found():
    with np.errstate(divide="ignore"):
        log_probabilities = np.log([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])
    found = prefix_beam_search(log_probabilities, EVERYTHING)
    assert found == [PrefixHypothesis((1,), 0.0, 0.0)]


def test_without_steps_nothing_is_said():
    assert prefix_beam_search(np.zeros((0, 3)), 4) == [PrefixHypothesis((), 0.0, 0.0)]


def test_a_thousand_steps_do_not_underflow():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 1000, 6, sharpness=0.5)
    best = prefix_beam_search(log_probabilities, 4)[0]
    assert np.log(np.finfo(float).tiny) > best.log_probability > -np.inf


@pytest.mark.parametrize("width", [0, -1])
def test_a_beam_holds_at_least_one(width):
    with pytest.raises(ValueError, match=f"beam_width is at least 1, got {width}"):
        prefix_beam_search(GREEDY_IS_WRONG, width)


def test_sums_of_logarithms():
    numbers = [-np.inf, -800.0, -3.0, -0.5, 0.0]
    for a, b in product(numbers, repeat=2):
        assert log_add(a, b) == pytest.approx(float(np.logaddexp(a, b)), abs=1e-15)


def test_a_prior_adds_up_over_labels():
    bigrams = Bigrams([[1, 2], [1, 1, 2]], 3)
    prior = log_prior(bigrams, 0.5, 2.0, 0)
    assert prior(()) == 0
    assert prior((1, 2), ended=True) == pytest.approx(0.5 * bigrams.log_probability([1, 2]) + 4)
    assert prior((1, 2)) > prior((1, 2), ended=True)


def test_a_prior_remembers_what_it_asked():
    asked = []

    def model(prefix):
        asked.append(prefix)
        return np.zeros(3)

    prior = log_prior(model, 1.0, 0.0, 0)
    prior((1, 2, 1))
    prior((1, 2, 2))
    assert sorted(asked) == [(), (1,), (1, 2), (1, 2)]
