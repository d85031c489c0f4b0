"""What a search says to arguments and models that make no sense."""

import numpy as np
import pytest

from course_utils.decoding.beam_search import beam_search, greedy_search
from tests.decoding.random_models import END, START, markov_model, random_tables

TABLES = random_tables(3, 4, seed=0)
ROWS = np.arange(3)


def greedy(model, state, start=START, end=END, max_length=5):
    return greedy_search(model, state, start, end, max_length)


def beam(model, state, start=START, end=END, max_length=5, beam_width=2, **options):
    return beam_search(model, state, start, end, beam_width, max_length, **options)


both = pytest.mark.parametrize("search", [greedy, beam])


def always(log_probabilities, state=ROWS):
    return lambda _, tokens: (log_probabilities, state)


@both
@pytest.mark.parametrize("max_length", [0, -1])
def test_no_room_for_a_token(search, max_length):
    with pytest.raises(ValueError, match=f"max_length is at least 1, got {max_length}"):
        search(*markov_model(TABLES), max_length=max_length)


@both
@pytest.mark.parametrize("name", ["start", "end"])
@pytest.mark.parametrize("token", [-1, 4])
def test_tokens_out_of_range(search, name, token):
    with pytest.raises(ValueError, match=f"the {name} token {token} is none of"):
        search(always(np.full((3, 4), -1.0)), ROWS, **{name: token})


@both
@pytest.mark.parametrize("state", [(), None, {"a": None}, np.zeros((0, 3)), np.zeros(())])
def test_an_empty_state(search, state):
    with pytest.raises(ValueError, match="the state is empty"):
        search(always(TABLES[0, 0, :3]), state)


@both
def test_a_state_that_disagrees_with_itself(search):
    with pytest.raises(ValueError, match="different numbers of rows: 2, 3"):
        search(always(TABLES[0, 0, :3]), (np.zeros(3), [np.zeros((2, 5))]))


@both
@pytest.mark.parametrize("shape", [(2, 4), (3,), (3, 1, 4), ()])
def test_log_probabilities_of_a_wrong_shape(search, shape):
    with pytest.raises(ValueError, match=r"for 3 hypotheses have the shape \(3, vocabulary\)"):
        search(always(np.zeros(shape)), ROWS)


@both
def test_a_state_of_a_wrong_length_comes_back(search):
    with pytest.raises(ValueError, match="3 tokens led to a state of 2 rows"):
        search(always(np.full((3, 4), -1.0), ROWS[:2]), ROWS)


@both
def test_nan(search):
    log_probabilities = np.full((3, 4), -1.0)
    log_probabilities[1, 2] = np.nan
    with pytest.raises(ValueError, match="row 1 of the log probabilities has NaN"):
        search(always(log_probabilities), ROWS)


@both
def test_above_zero(search):
    log_probabilities = np.full((3, 4), -1.0)
    log_probabilities[1, 2] = 0.5
    with pytest.raises(ValueError, match=r"a log probability is at most 0, got 0\.5"):
        search(always(log_probabilities), ROWS)


@both
def test_above_zero_by_rounding(search):
    log_probabilities = np.full((3, 4), -1.0, np.float32)
    log_probabilities[:, END] = 5e-7
    found = search(always(log_probabilities), ROWS)
    best = found[0] if search is greedy else found[0][0]
    assert best.log_probability == 0
    assert best.tokens == (END,)


@both
def test_a_dead_end(search):
    tables = TABLES.copy()
    tables[1, START, START] = [-np.inf, -np.inf, 0, -np.inf]
    tables[1, START, 2] = -np.inf
    with pytest.raises(ValueError, match="sentence 1 has no possible token 2"):
        search(*markov_model(tables))


def test_a_dead_end_of_one_hypothesis_is_none_of_the_sentence():
    tables = TABLES.copy()
    tables[1, START, START] = [-np.inf, -np.inf, np.log(0.9), np.log(0.1)]
    tables[1, START, 2] = -np.inf
    found = beam(*markov_model(tables))
    assert found[1]
    assert all(h.tokens[0] == 3 for h in found[1])


def test_what_comes_after_the_end_may_be_impossible():
    tables = TABLES.copy()
    tables[:, :, END] = -np.inf
    assert greedy(*markov_model(tables)) == greedy(*markov_model(TABLES))
    assert beam(*markov_model(tables)) == beam(*markov_model(TABLES))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"beam_width": 0}, "beam_width is at least 1, got 0"),
        ({"n_best": 0}, "n_best is at least 1, got 0"),
        ({"length_penalty": -1}, "alpha is 0 or more, got -1"),
        ({"penalty": "mean"}, "no penalty 'mean'"),
    ],
)
def test_options_out_of_range(options, words):
    with pytest.raises(ValueError, match=words):
        beam(*markov_model(TABLES), **options)


def test_widths_beyond_the_vocabulary_take_what_there_is():
    (one, *_) = beam(*markov_model(TABLES), beam_width=1000, max_length=1)
    assert sorted(h.tokens for h in one) == [(0,), (1,), (2,), (3,)]
