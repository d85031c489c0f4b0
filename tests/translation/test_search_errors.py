import pytest

from course_utils.translation.search_errors import attribute_error, count_errors


@pytest.mark.parametrize(
    ("reference", "hypothesis", "scores", "failed"),
    [
        ([5, 1], (5, 1), (-9.0, -1.0), "none"),
        (("a", "b"), ("a",), (-1.0, -2.0), "search"),
        (("a", "b"), ("a",), (-2.0, -1.0), "model"),
        (("a", "b"), ("a",), (-1.5, -1.5), "model"),
        (("a", "b"), ("a",), (-float("inf"), -1.5), "model"),
    ],
)
def test_what_failed(reference, hypothesis, scores, failed):
    assert attribute_error(reference, hypothesis, *scores) == failed


def test_a_score_that_is_none():
    with pytest.raises(ValueError, match="a score is NaN"):
        attribute_error([1], [2], float("nan"), -1.0)


def test_counts_and_advice():
    references, hypotheses = [(1,)] * 4, [(1,), (2,), (2,), (3,)]
    counts = count_errors(references, hypotheses, [-1, -1, -3, -3], [-1, -2, -1, -1])
    assert (counts.none, counts.search, counts.model, counts.wrong) == (1, 1, 2, 3)
    assert str(counts).splitlines() == [
        "right               1",
        "search failed       1   33.3% of those wrong",
        "model failed        2   66.7% of those wrong",
        "work on the model: no search can find what it does not prefer",
    ]
    other = count_errors(references, hypotheses, [0] * 4, [0] * 4, lambda *_: "search")
    assert other.advice.startswith("work on the search")
    assert count_errors([], [], [], []).advice == "nothing is wrong"


def test_lists_that_do_not_belong_together():
    with pytest.raises(ValueError, match="these belong together: 2, 1, 2, 2 given"):
        count_errors([(1,), (2,)], [(1,)], [0, 0], [0, 0])
