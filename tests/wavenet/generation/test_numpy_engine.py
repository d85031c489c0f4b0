from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.wavenet.generation.generator import Generator, sample_codes
from course_utils.wavenet.generation.numpy_engine import (
    LayerWeights,
    cached_step,
    read_weights,
    run,
)
from course_utils.wavenet.model import receptive_field
from tests.wavenet.networks import random_wavenet


@settings(max_examples=20, deadline=None)
@given(
    kernel_size=st.integers(2, 4),
    dilation=st.integers(1, 5),
    n_samples=st.integers(1, 30),
    seed=st.integers(0, 1000),
)
def test_cached_step_is_a_causal_convolution_one_sample_at_a_time(
    kernel_size, dilation, n_samples, seed
):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, n_samples, 3))
    layer = LayerWeights(
        *(rng.normal(size=s) for s in ((kernel_size, 3, 8), 8, (4, 5), 5, (4, 3), 3)), dilation
    )
    before = np.zeros((2, (kernel_size - 1) * dilation, 3))
    padded = np.concatenate([before, x], axis=1)
    both = layer.bias + sum(
        padded[:, j * dilation : j * dilation + n_samples] @ layer.kernel[j]
        for j in range(kernel_size)
    )
    z = np.tanh(both[..., :4]) / (1 + np.exp(-both[..., 4:]))
    past = before
    for t in range(n_samples):
        now, skip, past = cached_step(x[:, t], past, layer)
        np.testing.assert_allclose(
            now, x[:, t] + z[:, t] @ layer.residual_kernel + layer.residual_bias
        )
        np.testing.assert_allclose(skip, z[:, t] @ layer.skip_kernel + layer.skip_bias)
    np.testing.assert_array_equal(past, padded[:, n_samples:])


def test_cached_step_changes_no_argument():
    rng = np.random.default_rng(0)
    layer = read_weights(random_wavenet(dilations=(2,))).layers[0]
    x, past = rng.normal(size=(1, 6)), rng.normal(size=(1, 2, 6))
    before = x.copy(), past.copy()
    cached_step(x, past, layer, np.ones((1, 10)))
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(past, before[1])


def test_the_cache_gives_the_bits_of_a_run_over_all_that_the_network_sees():
    """The cached and the naive way in the same arithmetic: equal, however long the run."""
    model = random_wavenet(dilations=(1, 2, 4), kernel_size=3)
    weights, seen = read_weights(model), receptive_field(3, (1, 2, 4))
    rows = []

    def sample(logits, *others):
        rows.append(logits)
        return sample_codes(logits, *others)

    engine = Generator(model, "numpy", sample=sample)
    codes, _ = engine.resume(engine.start(seed=3), 10_000)
    cached = rows.copy()
    for t in (seen, 5_000, 9_999):
        caches = engine.start().caches
        for code in codes[0, t - seen : t]:
            state = replace(engine.start(), codes=np.array([code]), caches=caches)
            _, caches = run(weights, state, np.zeros((1, 1)), cached_step, sample)
        np.testing.assert_array_equal(rows[-1], cached[t])
