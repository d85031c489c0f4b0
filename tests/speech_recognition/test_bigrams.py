import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.speech_recognition.bigrams import Bigrams

sequences = st.lists(st.lists(st.integers(1, 4), max_size=6), max_size=6)


def test_counts_by_hand():
    bigrams = Bigrams([[1, 2], [1, 1], []], n_tokens=3, smoothing=1)
    counts = [[2, 3, 1], [2, 2, 2], [2, 1, 1]]  # from the beginning, after 1, after 2
    expected = np.array(counts) / np.sum(counts, axis=1, keepdims=True)
    np.testing.assert_allclose(np.exp(bigrams.log_probabilities), expected)


@given(sequences)
def test_what_follows_a_prefix_adds_up_to_1(training):
    bigrams = Bigrams(training, 5)
    for prefix in (), (3,), (1, 4):
        assert np.exp(bigrams(prefix)).sum() == pytest.approx(1)


@given(sequences, st.lists(st.integers(1, 4), max_size=6))
def test_a_sequence_is_the_sum_of_its_labels_and_its_end(training, labels):
    bigrams = Bigrams(training, 5)
    steps = [bigrams(labels[:i])[label] for i, label in enumerate([*labels, 0])]
    assert bigrams.log_probability(labels) == pytest.approx(sum(steps))


def test_all_sequences_together_are_certain():
    """Of up to 60 labels, the rest is hardly anything."""
    table = np.exp(Bigrams([[1, 2], [2]], 3).log_probabilities)
    before, ended = table[0, 1:], table[0, 0]
    for _ in range(60):
        ended, before = ended + before @ table[1:, 0], before @ table[1:, 1:]
    assert ended == pytest.approx(1)


def test_without_sequences_everything_is_equally_likely():
    np.testing.assert_allclose(Bigrams([], 4).log_probabilities, -np.log(4))


def test_arrays_are_sequences_too():
    training = np.array([[1, 2], [2, 2]])
    table = Bigrams(training.tolist(), 3).log_probabilities
    np.testing.assert_array_equal(Bigrams(training, 3).log_probabilities, table)


@pytest.mark.parametrize("label", [0, 3, -1])
def test_labels_out_of_range_are_an_error(label):
    with pytest.raises(ValueError, match=f"labels are 1 to 2, got {label}"):
        Bigrams([[1, label]], 3)
    with pytest.raises(ValueError, match=f"labels are 1 to 2, got {label}"):
        Bigrams([], 3).log_probability([label])


@pytest.mark.parametrize("settings", [{"n_tokens": 1}, {"n_tokens": 3, "smoothing": 0}])
def test_settings_out_of_range_are_an_error(settings):
    with pytest.raises(ValueError, match=r"n_tokens is at least 2|smoothing is above 0"):
        Bigrams([], **settings)
