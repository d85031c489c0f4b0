from itertools import pairwise, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.backend import keras
from course_utils.speech_recognition.ctc import (
    alignments,
    collapse,
    ctc_forward,
    ctc_log_likelihood,
    ctc_posteriors,
    greedy_decode,
    minimum_steps,
    with_blanks,
)
from tests.speech_recognition.random_posteriors import (
    all_texts,
    random_log_probabilities,
    said_by,
)

CASES = 200


def random_case(seed):
    """Log probabilities of up to 6 steps, a blank anywhere, and labels that may be too many."""
    rng = np.random.default_rng(seed)
    steps, tokens = int(rng.integers(1, 7)), int(rng.integers(2, 5))
    blank = int(rng.integers(tokens))
    labels = rng.integers(0, tokens - 1, size=rng.integers(0, 4))
    labels = labels + (labels >= blank)
    return random_log_probabilities(rng, steps, tokens), labels.tolist(), blank


def keras_loss(log_probabilities, labels, n_steps, n_labels):
    """`keras.ops.ctc_loss` of a batch."""
    lengths = np.array(n_labels, np.int32), np.array(n_steps, np.int32)
    loss = keras.ops.ctc_loss(np.array(labels, np.int32), log_probabilities, *lengths)
    return keras.ops.convert_to_numpy(loss)


def test_collapsing_by_hand():
    assert "".join(collapse("_ccc__oo__t", "_")) == "cot"
    assert collapse([1, 1, 0, 1, 0, 0]) == [1, 1]
    assert collapse([]) == collapse([0, 0]) == []
    assert collapse([2, 2, 0], blank=2) == [0]
    assert collapse(np.array([3, 3, 0, 3])) == [3, 3]


@given(st.lists(st.integers(0, 3), max_size=12))
def test_collapsing_another_way(path):
    assert tuple(collapse(path)) == said_by(path)


@given(st.lists(st.integers(0, 2), max_size=8))
def test_the_fewest_steps_of_what_a_path_says(path):
    assert minimum_steps(collapse(path)) <= len(path)


@pytest.mark.parametrize("labels", ["", "a", "ab", "aa", "aab", "abab"])
def test_the_fewest_steps_are_those_of_the_shortest_alignment(labels):
    n_steps = minimum_steps(labels)
    assert alignments(labels, n_steps, "_")
    assert n_steps == 0 or not alignments(labels, n_steps - 1, "_")


def test_the_fewest_steps_of_an_array():
    assert minimum_steps(np.array([4, 4, 4, 2])) == 6
    assert type(minimum_steps(np.array([4, 4]))) is int


def test_alignments_by_hand():
    assert alignments("ab", 2, "_") == [("a", "b")]
    found = {"".join(path) for path in alignments("ab", 3, "_")}
    assert found == {"aab", "abb", "ab_", "a_b", "_ab"}
    assert alignments("aa", 2, "_") == []
    assert alignments("", 2, "_") == [("_", "_")]


@pytest.mark.parametrize("n_labels", range(4))
@pytest.mark.parametrize("n_steps", range(1, 6))
def test_how_many_alignments_there_are(n_labels, n_steps):
    """Of n different labels in T steps: the binomial coefficient of T + n and 2n."""
    labels = list(range(1, n_labels + 1))
    assert len(alignments(labels, n_steps)) == comb(n_steps + n_labels, 2 * n_labels)


def test_blanks_around_labels():
    assert with_blanks([5, 5]) == [0, 5, 0, 5, 0]
    assert with_blanks([], blank=3) == [3]


@pytest.mark.parametrize("seed", range(CASES))
def test_the_likelihood_is_the_sum_over_all_paths(seed):
    log_probabilities, labels, blank = random_case(seed)
    expected = all_texts(log_probabilities, blank).get(tuple(labels))
    if expected is None:
        with pytest.raises(ValueError, match="no alignment"):
            ctc_log_likelihood(log_probabilities, labels, blank)
        return
    assert ctc_log_likelihood(log_probabilities, labels, blank) == pytest.approx(expected, abs=1e-8)


def test_each_place_holds_the_paths_that_are_there():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 4, 3)
    labels = [1, 1]
    places = with_blanks(labels)
    expected = np.full((4, 5), -np.inf)
    for t in range(4):
        for walk in product(range(5), repeat=t + 1):
            # between two equal labels the blank cannot be left out
            if walk[0] < 2 and all(after - before in (0, 1) for before, after in pairwise(walk)):
                log_p = sum(log_probabilities[i, places[s]] for i, s in enumerate(walk))
                expected[t, walk[-1]] = np.logaddexp(expected[t, walk[-1]], log_p)
    np.testing.assert_allclose(ctc_forward(log_probabilities, labels), expected, atol=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_the_loss_is_that_of_keras_with_real_lengths(seed):
    rng = np.random.default_rng(seed)
    n_steps = rng.integers(12, 41, size=6)
    n_labels = rng.integers(1, 7, size=6)
    logits = rng.normal(scale=3, size=(6, 40, 11)).astype(np.float32)
    labels = rng.integers(1, 11, size=(6, 6))
    labels[:3] = labels[:3, :1]  # equal ones, which need a blank between them
    loss = keras_loss(logits, labels, n_steps, n_labels)
    for i in range(6):
        own = logits[i, : n_steps[i]].astype(float)
        own -= np.log(np.exp(own).sum(axis=1, keepdims=True))
        expected = -ctc_log_likelihood(own, labels[i, : n_labels[i]])
        assert loss[i] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_four_hundred_steps_do_not_underflow():
    rng = np.random.default_rng(0)
    log_probabilities = random_log_probabilities(rng, 400, 11)
    labels = rng.integers(1, 11, size=60)
    log_p = ctc_log_likelihood(log_probabilities, labels)
    assert np.isfinite(log_p)
    assert log_p < np.log(np.finfo(float).tiny)
    loss = keras_loss(log_probabilities[None].astype(np.float32), labels[None], [400], [60])
    assert -log_p == pytest.approx(loss[0], rel=1e-4)


@pytest.mark.parametrize(("labels", "needed"), [([1, 2, 3], 3), ([1, 1], 3), ([2, 2, 2], 5)])
def test_labels_longer_than_their_time_are_an_error(labels, needed):
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 2, 4)
    with pytest.raises(ValueError, match=f"need {needed} steps, and there are 2"):
        ctc_log_likelihood(log_probabilities, labels)


def test_the_blank_is_no_label():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 9, 4)
    for labels in [1, 0], np.array([0]):
        with pytest.raises(ValueError, match="the blank 0 is no label"):
            ctc_log_likelihood(log_probabilities, labels)


def test_no_labels_are_the_blanks_alone():
    log_probabilities = random_log_probabilities(np.random.default_rng(0), 9, 4)
    expected = log_probabilities[:, 0].sum()
    assert ctc_log_likelihood(log_probabilities, []) == pytest.approx(expected)
    with pytest.raises(ValueError, match="need 1 steps, and there are 0"):
        ctc_log_likelihood(np.zeros((0, 4)), [])


@pytest.mark.parametrize("seed", range(30))
def test_posteriors_are_the_shares_of_the_alignments(seed):
    rng = np.random.default_rng(seed)
    log_probabilities = random_log_probabilities(rng, 5, 4)
    labels = rng.integers(1, 4, size=rng.integers(0, 4)).tolist()
    expected = np.zeros((5, 4))
    for path in alignments(labels, 5):
        share = np.exp(log_probabilities[np.arange(5), list(path)].sum())
        expected[np.arange(5), list(path)] += share
    if expected.any():
        expected /= expected[0].sum()
        np.testing.assert_allclose(ctc_posteriors(log_probabilities, labels), expected, atol=1e-12)
    else:
        with pytest.raises(ValueError, match="no alignment"):
            ctc_posteriors(log_probabilities, labels)


def test_the_gradient_is_the_softmax_less_the_posteriors():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(7, 4))
    labels = [2, 2, 1]

    def loss(logits):
        return -ctc_log_likelihood(
            logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), labels
        )

    numeric = np.zeros((7, 4))
    for place in np.ndindex(7, 4):
        bump = np.zeros((7, 4))
        bump[place] = 1e-6
        numeric[place] = (loss(logits + bump) - loss(logits - bump)) / 2e-6
    log_probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    gradient = np.exp(log_probabilities) - ctc_posteriors(log_probabilities, labels)
    np.testing.assert_allclose(gradient, numeric, atol=1e-7)


def test_greedy_decoding_by_hand():
    log_probabilities = np.log([[0.1, 0.8, 0.1], [0.1, 0.8, 0.1], [0.6, 0.2, 0.2], [0.2, 0.6, 0.2]])
    assert greedy_decode(log_probabilities) == [1, 1]
    assert greedy_decode(log_probabilities, blank=1) == [0]
    assert greedy_decode(np.zeros((0, 3))) == []


@pytest.mark.parametrize("seed", range(20))
def test_greedy_decoding_is_the_likeliest_path(seed):
    log_probabilities, _, blank = random_case(seed)
    steps, tokens = log_probabilities.shape
    paths = list(product(range(tokens), repeat=steps))
    sums = [log_probabilities[np.arange(steps), list(path)].sum() for path in paths]
    best = said_by(paths[int(np.argmax(sums))], blank)
    assert tuple(greedy_decode(log_probabilities, blank)) == best


def test_greedy_decoding_gives_plain_numbers():
    assert {type(label) for label in greedy_decode(np.eye(4))} == {int}
