import numpy as np
import pytest
from scipy.stats import chisquare

from course_utils.wavenet.generation import numba_engine, numba_kernels
from course_utils.wavenet.generation.generator import Generator, sample_codes
from tests.wavenet.networks import assert_same_until_rounding, random_wavenet

F32 = np.float32


def ulps(approximate, exact):
    """Error in units of the last place of float32."""
    return np.abs(approximate - exact) / np.spacing(np.abs(exact).astype(F32))


def vectorized(function):
    @numba_kernels.jit()
    def loop(x, y):
        for i in range(x.size):
            y[i] = function(x[i])

    def apply(x):
        y = np.empty_like(x)
        loop(x, y)
        return y

    return apply


def test_tanh_is_accurate_to_a_few_units_in_the_last_place():
    x = np.linspace(-12, 12, 400_001).astype(F32)
    y = vectorized(numba_kernels.tanh)(x)
    assert ulps(y, np.tanh(x.astype(np.float64))).max() < 8
    assert np.abs(y).max() <= 1
    ends = vectorized(numba_kernels.tanh)(np.array([-np.inf, 0, np.inf], F32))
    np.testing.assert_allclose(ends, [-1, 0, 1], atol=3e-7)


def test_exp_is_accurate_to_a_few_units_in_the_last_place():
    x = np.linspace(-86.9, 0, 400_001).astype(F32)
    y = vectorized(numba_kernels.exp)(x)
    assert ulps(y, np.exp(x.astype(np.float64))).max() < 8
    assert vectorized(numba_kernels.exp)(np.array([-np.inf, -1e30, -88, 0], F32)).tolist() == [
        0,
        0,
        0,
        1,
    ]


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 17])
@pytest.mark.parametrize(("n_inputs", "n_outputs"), [(1, 1), (7, 3), (8, 8), (13, 40), (64, 96)])
def test_multiply_is_a_matrix_product(batch, n_inputs, n_outputs):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch, n_inputs)).astype(F32)
    kernel = rng.normal(size=(n_inputs, n_outputs)).astype(F32)
    y = np.full((batch, n_outputs), np.nan, F32)
    numba_kernels.multiply(x, kernel, y)
    np.testing.assert_allclose(y, x.astype(float) @ kernel, atol=2e-5)


def test_gate_is_tanh_of_the_filter_times_sigmoid_of_the_gate():
    rng = np.random.default_rng(0)
    both, bias = rng.normal(size=(2, 3, 14)).astype(F32) * 3
    z = np.empty((3, 7), F32)
    numba_kernels.gate(both, bias, z)
    filter_, gate = np.split((both + bias).astype(float), 2, axis=1)
    np.testing.assert_allclose(z, np.tanh(filter_) / (1 + np.exp(-gate)), atol=5e-7)


def draw(logits, temperature, uniforms):
    scratch = np.empty(numba_kernels.LANES, np.float32)
    return np.array(
        [
            numba_kernels.draw(row, temperature, uniform, scratch)
            for row, uniform in zip(logits.astype(F32), uniforms, strict=True)
        ]
    )


@pytest.mark.parametrize("temperature", [0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("n_codes", [2, 5, 256])
def test_draws_are_those_of_sample_codes(n_codes, temperature):
    rng = np.random.default_rng(0)
    logits = 3 * rng.normal(size=(2_000, n_codes)).astype(F32)
    uniforms = rng.random(2_000)
    wanted = sample_codes(logits, temperature, uniforms)
    np.testing.assert_array_equal(draw(logits, temperature, uniforms), wanted)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_frequencies_are_the_probabilities(temperature):
    logits = np.array([2.0, 0.5, -np.inf, 1.0, -1.0, -np.inf])
    uniforms = np.random.default_rng(2).random(20_000)
    counts = np.bincount(
        draw(np.tile(logits, (20_000, 1)), temperature, uniforms), minlength=len(logits)
    )
    p = np.exp(logits / temperature)
    expected = 20_000 * p / p.sum()
    assert (counts[p == 0] == 0).all()
    assert chisquare(counts[p > 0], expected[p > 0]).pvalue > 0.01


@pytest.mark.parametrize("temperature", [1e-40, 0.01, 1.0, 100.0])
def test_an_impossible_code_never_comes_not_even_at_the_ends(temperature):
    logits = np.array([[-np.inf, 1.0, 0.0, -np.inf]] * 3)
    codes = draw(logits, temperature, np.array([0.0, 0.5, np.nextafter(1, 0)]))
    assert set(codes) <= {1, 2}


def test_an_impossible_code_never_comes_from_a_generator():
    model = random_wavenet(dilations=(1, 2), n_codes=8)
    bias = np.zeros(8, F32)
    bias[[0, 3, 7]] = -np.inf
    model.get_layer("to_logits").bias.assign(bias)
    codes = Generator(model).generate(20_000, temperature=2.0)
    assert set(np.unique(codes)) == {1, 2, 4, 5, 6}


def test_threads_change_nothing(monkeypatch):
    model = random_wavenet(dilations=(1, 2, 4), n_speakers=3)
    generator = Generator(model)
    options = {"batch": 26, "speaker": np.arange(26) % 3, "prompt": np.arange(5)}
    monkeypatch.setattr(numba_engine, "cores", lambda: 1)
    alone = generator.generate(60, **options)
    monkeypatch.setattr(numba_engine, "cores", lambda: 3)
    assert_same_until_rounding(model, generator.generate(60, **options), alone, **options)


def test_the_loop_is_compiled_once_for_all_networks_and_batches():
    for batch, n_speakers, kernel_size in ((1, 0, 2), (5, 2, 3), (17, 0, 2)):
        model = random_wavenet(dilations=(1, 3), n_speakers=n_speakers, kernel_size=kernel_size)
        speaker = 0 if n_speakers else None
        Generator(model).generate(3, batch=batch, speaker=speaker, prompt=[1, 2, 3])
    assert len(numba_engine._generate.signatures) == 1
