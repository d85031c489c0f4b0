from collections import Counter
from math import log2

import numpy as np
import pytest

from course_utils.wavenet.baselines import markov_bits, uniform_bits, unigram_bits

TRAIN = [np.array([0, 1, 0, 1, 1], np.uint8), np.array([2, 2], np.uint8)]
TEST = [np.array([0, 1, 1], np.uint8), np.array([2, 0], np.uint8)]


def test_uniform():
    assert uniform_bits(256) == 8
    assert uniform_bits(6) == pytest.approx(2.585, abs=1e-3)


def test_unigram_by_hand():
    counts = {0: 3, 1: 4, 2: 3, 3: 1}
    expected = -np.mean([log2(counts[c] / 11) for c in (0, 1, 1, 2, 0)])
    assert unigram_bits(TRAIN, TEST, 4) == pytest.approx(expected)


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_markov_against_a_loop(lag):
    rng = np.random.default_rng(0)
    train = [rng.integers(0, 5, n, dtype=np.uint8) for n in (50, 3, 20)]
    test = [rng.integers(0, 5, n, dtype=np.uint8) for n in (30, 4)]
    counts = Counter((a, b) for c in train for a, b in zip(c, c[lag:], strict=False))
    totals = Counter(a for c in train for a in c[:-lag])
    scores = [
        -log2((counts[a, b] + 1) / (totals[a] + 5))
        for c in test
        for a, b in zip(c, c[lag:], strict=False)
    ]
    assert markov_bits(train, test, 5, lag) == pytest.approx(np.mean(scores))


def test_a_chain_of_known_entropy_is_recognized():
    """From code c the next is c or c + 1 (modulo 4), each with probability 1/2: 1 bit."""
    rng = np.random.default_rng(0)
    train, test = (np.cumsum(rng.integers(0, 2, 100_000)) % 4 for _ in range(2))
    assert markov_bits([train], [test], 4) == pytest.approx(1, abs=0.001)
    assert unigram_bits([train], [test], 4) == pytest.approx(2, abs=0.001)
