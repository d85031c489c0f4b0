from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_utils.decoding.beam_search import (
    FEW,
    beam_search,
    cut_at_end,
    expand_hypotheses,
    greedy_search,
    top_k,
)
from course_utils.decoding.beams import steps_saved
from tests.decoding.random_models import (
    END,
    START,
    all_scores,
    markov_model,
    random_tables,
)

SCORES = [(alpha, penalty) for penalty in ("power", "gnmt") for alpha in (0, 0.7, 1, 2)]
SPACES = [(3, 6), (4, 5), (5, 4)]  # vocabulary, max_length
MODELS = 80  # of each space


def search(tables, width, max_length, alpha=0.0, **options):
    next_log_probabilities, state = markov_model(tables)
    return beam_search(
        next_log_probabilities, state, START, END, width, max_length, alpha, **options
    )


@pytest.mark.parametrize(("alpha", "penalty"), SCORES)
@pytest.mark.parametrize(("vocabulary", "max_length"), SPACES)
def test_a_beam_as_wide_as_the_space_finds_the_best(vocabulary, max_length, alpha, penalty):
    tables = random_tables(MODELS, vocabulary, seed=vocabulary)
    width = vocabulary**max_length
    found = search(tables, width, max_length, alpha, penalty=penalty, n_best=4)
    for table, hypotheses in zip(tables, found, strict=True):
        scores = all_scores(table, max_length, alpha, penalty)
        best = sorted(scores.values(), reverse=True)[:4]
        np.testing.assert_allclose([h.score for h in hypotheses], best, rtol=1e-12)
        own = [scores[h.tokens] for h in hypotheses]
        np.testing.assert_allclose(own, best, rtol=1e-12)
        assert len({h.tokens for h in hypotheses}) == 4


@pytest.mark.parametrize("alpha", [0, 0.7, 1, 2])
@pytest.mark.parametrize("vocabulary", [2, 4, 9])
def test_width_1_is_greedy(vocabulary, alpha):
    tables = random_tables(100, vocabulary, seed=1)
    next_log_probabilities, state = markov_model(tables)
    greedy = greedy_search(next_log_probabilities, state, START, END, 8)
    for expected, (found, *others) in zip(greedy, search(tables, 1, 8, alpha), strict=True):
        assert others == []
        assert found._replace(score=found.log_probability) == expected


@pytest.mark.parametrize(
    "choices",
    [
        np.log(np.array([0.2, 0.4], np.float32)),
        np.log(np.array([0.2, 0.4])),
        np.float32(np.log(0.25)) + np.arange(4, dtype=np.float32) * np.float32(2**-23),
    ],
    ids=["equal in float32", "equal in float64", "the last bit"],
)
def test_width_1_is_greedy_where_tokens_are_equal_but_for_the_last_bit(choices):
    tables = np.random.default_rng(0).choice(choices, (60, 5, 5, 5))
    next_log_probabilities, state = markov_model(tables)
    greedy = greedy_search(next_log_probabilities, state, START, END, 30)
    assert [h.tokens for (h,) in search(tables, 1, 30)] == [h.tokens for h in greedy]
    assert len({h.tokens for h in greedy}) > 10


@pytest.mark.parametrize(("alpha", "penalty"), SCORES)
@pytest.mark.parametrize("width", range(1, 7))
def test_stopping_early_changes_nothing(width, alpha, penalty):
    tables = random_tables(150, 5, seed=width)
    tables = np.concatenate([tables, np.log(np.full((2, 5, 5, 5), 0.2))])
    for n_best in (1, width, 2 * width):
        options = {"penalty": penalty, "n_best": n_best}
        early = search(tables, width, 9, alpha, **options)
        late = search(tables, width, 9, alpha, stop_early=False, **options)
        assert early == late


@pytest.mark.parametrize("width", [1, 2, 5, 20])
def test_a_batch_is_its_sentences_one_by_one(width):
    tables = random_tables(60, 4, seed=3)
    tables[:, :, 2, 3] = -np.inf
    together = search(tables, width, 9, 0.7)
    alone = [search(tables[i : i + 1], width, 9, 0.7)[0] for i in range(len(tables))]
    assert together == alone


@pytest.mark.parametrize("width", [1, 3, 30])
def test_a_hypothesis_tells_what_its_tokens_cost(width):
    tables = random_tables(20, 4, seed=4)
    for table, hypotheses in zip(tables, search(tables, width, 6, 0.7), strict=True):
        for h in hypotheses:
            history = (START, START, *h.tokens)
            costs = tuple(table[history[i : i + 3]] for i in range(len(h.tokens)))
            assert h.token_log_probabilities == costs
            assert h.log_probability == np.cumsum(costs)[-1]
            assert h.score == pytest.approx(h.log_probability / len(h.tokens) ** 0.7)
            assert h.ended == (h.tokens[-1] == END)
            assert h.ended or len(h.tokens) == 6


@pytest.mark.parametrize("width", [2, 5, 100])
def test_the_n_best_are_different_and_best_first(width):
    for hypotheses in search(random_tables(50, 4, seed=5), width, 6, 1.0):
        assert len({h.tokens for h in hypotheses}) == len(hypotheses) == width
        scores = [h.score for h in hypotheses]
        assert scores == sorted(scores, reverse=True)


def test_a_wider_beam_than_there_are_sentences_finds_them_all():
    tables = random_tables(1, 3, seed=6)
    (found,) = search(tables, 50, 2)
    assert len(found) == 1 + 2 * 3
    assert {h.tokens for h in found} == {(1,), *((a, b) for a in (0, 2) for b in (0, 1, 2))}


def test_impossible_tokens_never_come():
    tables = random_tables(30, 5, seed=7)
    tables[..., 3] = -np.inf
    for hypotheses in search(tables, 40, 4):
        assert hypotheses
        assert not any(3 in h.tokens or np.isinf(h.log_probability) for h in hypotheses)


def test_of_equally_good_hypotheses_the_one_found_first_comes_first():
    half = np.log(0.5)
    tables = np.full((1, 3, 3, 3), -np.inf)
    tables[0, START, START] = [-np.inf, half, half]  # </s> or 2
    tables[0, START, 2] = [-np.inf, 0, -np.inf]  # after 2, </s> is certain
    (found,) = search(tables, 3, 4)
    assert [h.tokens for h in found] == [(1,), (2, 1)]
    assert found[0].score == found[1].score


def test_the_search_sees_each_step_and_reports_it():
    tables = random_tables(40, 5, seed=8)
    steps, all_steps = [], []
    search(tables, 3, 30, n_best=1, on_step=steps.append)
    search(tables, 3, 30, n_best=1, stop_early=False, on_step=all_steps.append)
    assert [step.length for step in steps] == list(range(1, len(steps) + 1))
    assert np.array_equal(steps[0].sentences, np.arange(40))
    for step, following in pairwise(steps):
        np.testing.assert_array_equal(following.sentences, step.sentences[~step.done])
        totals = step.log_probabilities[:, :, None] + step.next_log_probabilities
        rows = np.arange(len(totals))[:, None]
        np.testing.assert_array_equal(totals[rows, step.parents, step.tokens], step.chosen)
        live = step.live[~step.done].sum(axis=1)
        np.testing.assert_array_equal((following.log_probabilities > -np.inf).sum(axis=1), live)
    sentence_steps = [sum(len(step.sentences) for step in run) for run in (steps, all_steps)]
    assert sentence_steps[0] < sentence_steps[1] / 2
    assert steps_saved(steps, 30) == 40 * 30 - sentence_steps[0]


def test_the_state_given_is_left_as_it_was():
    next_log_probabilities, state = markov_model(random_tables(5, 4, seed=9))
    before = state.tables.copy(), state.before["token"].copy()
    greedy_search(next_log_probabilities, state, START, END, 5)
    beam_search(next_log_probabilities, state, START, END, 3, 5)
    np.testing.assert_array_equal(state.tables, before[0])
    np.testing.assert_array_equal(state.before["token"], before[1])


def test_the_model_is_asked_about_live_hypotheses_alone():
    asked = []
    model, state = markov_model(random_tables(20, 4, seed=10))

    def next_log_probabilities(state, tokens):
        asked.append(tokens)
        return model(state, tokens)

    beam_search(next_log_probabilities, state, START, END, 4, 8)
    assert all(tokens.dtype.kind == "i" for tokens in asked)
    assert not any((tokens == END).any() for tokens in asked)


LOGS = np.array([[-1.0, -2.0, -4.0], [-0.5, -np.inf, -np.inf], [-1, -1, -1]])


def test_what_follows_the_end_is_dropped():
    long, short, cut = cut_at_end(np.array([[3, 9, 3], [9, 3, 9], [3, 3, 3]]), LOGS, end=9)
    assert long == ((3, 9), (-1.0, -2.0), -3.0, -3.0, True)
    assert short == ((9,), (-0.5,), -0.5, -0.5, True)
    assert cut == ((3, 3, 3), (-1.0, -1.0, -1.0), -3.0, -3.0, False)


def test_an_impossible_token_is_an_error():
    with pytest.raises(ValueError, match="sentence 1 has no possible token 2"):
        cut_at_end(np.full((3, 3), 3), LOGS, end=9)


def by_sorting(values, k):
    places = np.argsort(-values, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(values, places, axis=1), places


few_values = st.sampled_from([-np.inf, -3.0, -2.0, -2.0 + 2**-51, -1.0, 0.0])
any_values = st.floats(max_value=0, allow_nan=False)
few_rows = st.tuples(st.integers(1, 4), st.integers(1, 30)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.one_of(few_values, any_values))
)


@given(values=few_rows, data=st.data())
def test_equals_a_stable_sort(values, data):
    k = data.draw(st.integers(1, values.shape[1]))
    before = values.copy()
    best, places = top_k(values, k)
    expected, expected_places = by_sorting(values, k)
    np.testing.assert_array_equal(best, expected)
    np.testing.assert_array_equal(places, expected_places)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [1, FEW, FEW + 1, 200])
def test_wide_rows(k, dtype):
    values = np.random.default_rng(k).normal(size=(7, 200)).astype(dtype)
    best, places = top_k(values, k)
    assert best.dtype == dtype
    np.testing.assert_array_equal(places, by_sorting(values, k)[1])


@pytest.mark.parametrize("k", [0, 4])
def test_more_than_there_are(k):
    with pytest.raises(ValueError, match=f"the best 1 to 3 can be taken, not {k}"):
        top_k(np.zeros((2, 3)), k)


token_logs = st.one_of(st.sampled_from([-np.inf, -2.0, -1.0, 0.0]), st.floats(-50, 0))


def one_by_one(sums, following, beam_width):
    """All continuations of one sentence, sorted in plain Python."""
    found = [
        (-(sums[parent] + following[parent, token]), parent, token)
        for parent in range(len(sums))
        for token in range(following.shape[1])
    ]
    return sorted(found)[:beam_width]


@given(data=st.data())
def test_equals_sorting_all_continuations(data):
    batch, live, vocabulary = (data.draw(st.integers(1, most)) for most in (3, 4, 6))
    sums = data.draw(arrays(np.float64, (batch, live), elements=token_logs))
    following = data.draw(arrays(np.float64, (batch, live, vocabulary), elements=token_logs))
    beam_width = data.draw(st.integers(1, 30))
    parents, tokens, totals = expand_hypotheses(sums, following, beam_width)
    for i in range(batch):
        expected = one_by_one(sums[i], following[i], beam_width)
        assert list(zip(-totals[i], parents[i], tokens[i], strict=True)) == expected


def test_sums_stay_in_float64():
    sums = np.array([[-1000.0]])
    following = np.array([[[-1e-6, -2e-6]]], np.float32)
    parents, tokens, totals = expand_hypotheses(sums, following, 5)
    assert totals.dtype == np.float64
    assert tokens.tolist() == [[0, 1]]
    assert parents.tolist() == [[0, 0]]


def test_a_beam_of_nothing():
    with pytest.raises(ValueError, match="beam_width is at least 1, got 0"):
        expand_hypotheses(np.zeros((1, 1)), np.zeros((1, 1, 3)), 0)
