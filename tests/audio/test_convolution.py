import numpy as np
import pytest

from course_utils.audio.reverb import PART, convolve


@pytest.mark.parametrize("n", [1, 700, PART, 3 * PART + 1, 9 * PART])
@pytest.mark.parametrize("m", [1, 128, PART, PART + 1, 5 * PART - 1])
def test_it_is_a_convolution(n, m):
    rng = np.random.default_rng([n, m])
    samples, response = (rng.uniform(-0.3, 0.3, k).astype(np.float32) for k in (n, m))
    expected = np.convolve(samples.astype(float), response.astype(float))
    given = convolve(samples, response)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, expected, rtol=0, atol=1e-5)
