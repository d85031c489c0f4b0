import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_utils.decoding.beam_search import FEW, top_k


def by_sorting(values, k):
    places = np.argsort(-values, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(values, places, axis=1), places


few_values = st.sampled_from([-np.inf, -3.0, -2.0, -2.0 + 2**-51, -1.0, 0.0])
any_values = st.floats(max_value=0, allow_nan=False)
tables = st.tuples(st.integers(1, 4), st.integers(1, 30)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.one_of(few_values, any_values))
)


@given(values=tables, data=st.data())
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
