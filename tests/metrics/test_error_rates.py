import jiwer
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from course_utils.metrics.confidence_intervals import Interval
from course_utils.metrics.error_rates import (
    Edits,
    edit_distance,
    edits,
    error_rate,
    error_rate_interval,
)

texts = st.text("abc", max_size=12)
words = st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=8)
REFERENCES = ["one two three", "four", "five six", "seven"]
HYPOTHESES = ["one three", "four four four", "six five", "seven"]


def split(utterances):
    return [utterance.split() for utterance in utterances]


def test_distances_by_hand():
    assert edit_distance("kitten", "sitting") == 3
    assert edit_distance("seven", "eleven") == 2
    assert edit_distance("", "abc") == edit_distance("abc", "") == 3
    assert edit_distance([], []) == 0
    assert edit_distance(["to", "day"], ["today"]) == 2


def test_distances_of_arrays():
    assert edit_distance(np.array([1, 2, 3]), np.array([1, 3])) == 1
    assert type(edit_distance(np.array([1, 2, 3]), np.array([4, 3]))) is int


@given(texts, texts)
def test_letters_as_rapidfuzz_counts_them(reference, hypothesis):
    assert edit_distance(reference, hypothesis) == Levenshtein.distance(reference, hypothesis)


@given(words, words)
def test_words_as_rapidfuzz_counts_them(reference, hypothesis):
    assert edit_distance(reference, hypothesis) == Levenshtein.distance(reference, hypothesis)


@given(texts, texts, texts)
def test_it_is_a_metric(a, b, c):
    assert edit_distance(a, a) == 0
    assert edit_distance(a, b) == edit_distance(b, a)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


@given(texts, texts)
def test_kinds_add_up(reference, hypothesis):
    kinds = edits(reference, hypothesis)
    assert sum(kinds) == edit_distance(reference, hypothesis)
    assert len(reference) - kinds.deletions + kinds.insertions == len(hypothesis)


def test_kinds_by_hand():
    assert edits("cat", "at") == Edits(substitutions=0, deletions=1, insertions=0)
    assert edits("cat", "cast") == Edits(0, 0, 1)
    assert edits(np.array([1, 2]), [1, 3]) == Edits(1, 0, 0)


def test_a_text_is_not_compared_with_words():
    for pair in ("one two", ["one", "two"]), (["one"], "one"):
        with pytest.raises(ValueError, match="one is a text and the other is not"):
            edits(*pair)
        with pytest.raises(ValueError, match="one is a text and the other is not"):
            error_rate([pair[0]], [pair[1]])


@given(st.lists(st.tuples(words, words), min_size=1, max_size=6))
def test_rates_as_jiwer_has_them(pairs):
    references, hypotheses = map(list, zip(*pairs, strict=True))
    if not any(references):
        return
    said, written = ([" ".join(one) for one in side] for side in (references, hypotheses))
    if all(said):  # jiwer wants no empty reference
        assert error_rate(references, hypotheses) == pytest.approx(jiwer.wer(said, written))
        assert error_rate(said, written) == pytest.approx(jiwer.cer(said, written))


def test_rates_by_hand():
    assert error_rate(split(REFERENCES), split(HYPOTHESES)) == (1 + 2 + 2) / 7
    assert error_rate(["abcd", "e"], ["abcd", ""]) == 1 / 5


def test_a_long_utterance_counts_more_than_a_short_one():
    assert error_rate(["a" * 9, "b"], ["a" * 9, "c"]) == 0.1


def test_a_rate_may_exceed_one():
    assert error_rate(["a"], ["bcd"]) == 3


def test_an_empty_reference_counts_its_insertions():
    assert error_rate(["", "abcd"], ["xy", "abcd"]) == 0.5


def test_rates_of_ids():
    assert error_rate([np.array([1, 2])], [[1, 3]]) == 0.5
    assert error_rate(np.array([[1, 2], [3, 4]]), [[1, 2], [3]]) == 0.25


@pytest.mark.parametrize(
    ("references", "hypotheses", "says"),
    [
        ([], [], "needs references: there are none"),
        (["", ""], ["a", ""], "needs references: they are all empty"),
        (["a", "b"], ["a"], "2 references and 1 hypotheses"),
        ("one", ["one"], "references is a list of utterances, got one text: 'one'"),
        (["one"], "one", "hypotheses is a list of utterances"),
    ],
)
def test_errors_say_what_is_missing(references, hypotheses, says):
    with pytest.raises(ValueError, match=says):
        error_rate(references, hypotheses)
    with pytest.raises(ValueError, match=says):
        error_rate_interval(references, hypotheses)


def test_the_interval_holds_the_rate():
    interval = error_rate_interval(REFERENCES, HYPOTHESES)
    assert isinstance(interval, Interval)
    assert interval.value == error_rate(REFERENCES, HYPOTHESES)
    assert interval.low < interval.value < interval.high
    assert interval == error_rate_interval(REFERENCES, HYPOTHESES)
    assert interval != error_rate_interval(REFERENCES, HYPOTHESES, seed=1)


def test_no_error_has_no_width():
    assert error_rate_interval(REFERENCES, REFERENCES) == (0, 0, 0)


def test_sets_of_empty_references_alone_have_an_interval():
    assert np.isfinite(error_rate_interval(["", "", "", "a"], ["b", "", "", "a"])).all()


def test_the_interval_covers_the_true_rate():
    """Of 300 test sets of 50 utterances of a recognizer with 20% substitutions."""
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(300):
        wrong = rng.random((50, 5)) < 0.2
        references, hypotheses = np.ones((50, 5), int), np.where(wrong, 2, 1)
        interval = error_rate_interval(references, hypotheses, n_samples=300)
        covered += interval.low <= 0.2 <= interval.high
    assert 0.9 <= covered / 300 <= 0.99


def test_utterances_are_drawn_and_not_tokens():
    """Errors that come together make the interval wider."""
    spread = error_rate_interval(["ab"] * 100, ["ax"] * 50 + ["ab"] * 50)
    together = error_rate_interval(["ab"] * 100, ["xx"] * 25 + ["ab"] * 75)
    assert spread.value == together.value
    assert together.high - together.low > 1.4 * (spread.high - spread.low)
