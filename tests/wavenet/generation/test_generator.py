import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.backend import keras
from course_utils.wavenet.generation import generator as generation
from course_utils.wavenet.generation import inputs as prompts
from course_utils.wavenet.generation.generator import (
    Generator,
    cached_step,
    generate_naive,
    next_logits,
)
from course_utils.wavenet.generation.weights import LayerWeights, read_weights
from course_utils.wavenet.model import receptive_field
from tests.wavenet.networks import random_wavenet

SHAPES = {
    "kernel 2, one stack": {"kernel_size": 2, "dilations": (1, 2, 4)},
    "kernel 2, two stacks": {"kernel_size": 2, "dilations": (1, 2, 4, 1, 2, 4)},
    "kernel 3, one stack": {"kernel_size": 3, "dilations": (1, 2, 4)},
    "kernel 3, three stacks": {"kernel_size": 3, "dilations": (1, 2, 1, 2, 1, 2)},
    "few codes, odd dilations": {"kernel_size": 4, "dilations": (3, 1, 5), "n_codes": 5},
}
N = 16


@pytest.mark.parametrize("temperature", [0, 1.0])
@pytest.mark.parametrize("n_speakers", [0, 3])
@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_all_ways_give_the_same_codes(shape, batch, n_speakers, temperature):
    model = random_wavenet(n_speakers=n_speakers, **shape)
    seen = receptive_field(shape["kernel_size"], shape["dilations"])
    rng = np.random.default_rng(1)
    n_codes = shape.get("n_codes", 256)
    speaker = np.arange(batch) % n_speakers if n_speakers else None
    all_prompts = [
        None,
        rng.integers(0, n_codes, (batch, seen // 2)),
        rng.integers(0, n_codes, seen + 9),
    ]
    for prompt in all_prompts[: 3 if temperature else 1]:
        options = {"temperature": temperature, "batch": batch, "speaker": speaker}
        wanted = generate_naive(model, prompt, N, **options)
        assert wanted.shape == (batch, N)
        assert wanted.dtype == np.uint8
        assert temperature == 0 or len(np.unique(wanted)) > 2
        for engine in ("numpy", "numba"):
            codes = Generator(model, engine).generate(N, prompt, **options)
            assert codes.dtype == np.uint8
            np.testing.assert_array_equal(codes, wanted, err_msg=f"{engine}, prompt {prompt}")


def test_engines_agree_over_a_thousand_samples_of_a_network_of_the_usual_shape():
    dilations = tuple(2**i for i in range(10)) * 2
    model = random_wavenet(dilations=dilations, scale=0.2, residual_channels=32, gate_channels=32)
    numpy = Generator(model, "numpy").generate(1_100, seed=3, batch=2)
    numba = Generator(model, "numba").generate(1_100, seed=3, batch=2)
    np.testing.assert_array_equal(numba, numpy)
    assert len(np.unique(numpy)) > 100


def test_a_stream_is_the_same_in_every_batch():
    generator = Generator(random_wavenet(dilations=(1, 2)))
    alone = generator.generate(200, seed=5)
    np.testing.assert_array_equal(generator.generate(200, seed=5, batch=20)[:1], alone)


def test_other_seeds_other_codes_and_the_same_seed_the_same():
    generator = Generator(random_wavenet(dilations=(1, 2)))
    first = generator.generate(50, seed=1, batch=2)
    np.testing.assert_array_equal(generator.generate(50, seed=1, batch=2), first)
    assert (generator.generate(50, seed=2, batch=2) != first).any()
    assert (first[0] != first[1]).any()


def test_no_prompt_is_one_code_of_silence():
    model = random_wavenet(dilations=(1, 2), n_codes=32)
    wanted = generate_naive(model, [16], 10)
    np.testing.assert_array_equal(generate_naive(model, None, 10), wanted)
    np.testing.assert_array_equal(Generator(model).generate(10), wanted)


def test_the_speaker_matters():
    generator = Generator(random_wavenet(dilations=(1, 2), n_speakers=2))
    both = generator.generate(50, speaker=[0, 1], batch=2)
    np.testing.assert_array_equal(generator.generate(50, speaker=0)[0], both[0])
    assert (generator.generate(50, speaker=1) != both[0]).any()


def test_the_prompt_is_read_in_one_pass_however_long_it_is(monkeypatch):
    generator = Generator(random_wavenet(dilations=(1, 2, 4)))
    calls = []
    network = generator._layer_inputs
    monkeypatch.setattr(generator, "_layer_inputs", lambda x: calls.append(x.shape) or network(x))
    generator.start(np.zeros(500, np.uint8))
    assert calls == [(1, 7)]
    generator.start()
    assert len(calls) == 1


def test_naive_generation_reads_no_more_than_the_receptive_field(monkeypatch):
    lengths = []
    model = random_wavenet(dilations=(1, 2))

    def record(model, codes, speakers):
        lengths.append(codes.shape[1])
        return next_logits(model, codes, speakers)

    monkeypatch.setattr(generation, "next_logits", record)
    generate_naive(model, None, 6)
    assert lengths == [1, 2, 3, 4, 4, 4]


def test_students_own_step_and_draw_are_used():
    calls = []

    def step(*arguments):
        calls.append("step")
        return cached_step(*arguments)

    def sample(logits, temperature, uniforms):
        calls.append("draw")
        return np.full(len(logits), 7, np.uint8)

    model = random_wavenet(dilations=(1, 2))
    codes = Generator(model, "numpy", step=step, sample=sample).generate(2)
    assert codes.tolist() == [[7, 7]]
    assert calls == ["step", "step", "draw"] * 2


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


BAD = {
    "n_samples is a whole number of at least 1, got 0": {"n_samples": 0},
    "n_samples is a whole number of at least 1, got 1.5": {"n_samples": 1.5},
    "temperature is 0 or more, got -0.5": {"temperature": -0.5},
    "temperature is 0 or more, got nan": {"temperature": float("nan")},
    "batch is at least 1, got 0": {"batch": 0},
    r"the prompt is empty: its shape is \(0,\)": {"prompt": np.zeros(0, np.uint8)},
    "codes of the prompt are 0 to 31, got 3 to 32": {"prompt": [3, 32]},
    "codes of the prompt are 0 to 31, got -1 to 5": {"prompt": [5, -1]},
    "whole numbers 0 to 31, got float64": {"prompt": [0.5]},
    r"here \(2, samples\), got shape \(3, 4\)": {"prompt": np.zeros((3, 4), int), "batch": 2},
    "the model needs a speaker, 0 to 2; none was given": {"speaker": None},
    "speakers are 0 to 2, got 3 to 3": {"speaker": 3},
    r"speaker is one number or \(2,\), got shape \(3,\)": {"speaker": [0, 1, 2], "batch": 2},
    "speakers are whole numbers 0 to 2, got float64": {"speaker": 1.0},
}


@pytest.fixture(scope="module")
def speaking_model():
    return random_wavenet(dilations=(1, 2), n_codes=32, n_speakers=3)


@pytest.mark.parametrize("way", ["naive", "generator"])
@pytest.mark.parametrize(("message", "arguments"), BAD.items())
def test_bad_arguments_are_named(speaking_model, way, message, arguments):
    model = speaking_model
    generate = Generator(model).generate if way == "generator" else None
    arguments = {"n_samples": 3, "speaker": 0} | arguments
    with pytest.raises(ValueError, match=message):
        generate(**arguments) if generate else generate_naive(model, **arguments)


def test_a_speaker_for_a_model_without_speakers():
    with pytest.raises(ValueError, match="the model knows no speakers, got speaker 1"):
        Generator(random_wavenet(dilations=(1,))).generate(3, speaker=1)


def test_a_prompt_that_needs_more_memory_than_there_is(monkeypatch):
    monkeypatch.setattr(prompts, "memory_of_machine", lambda: 2**14)
    generator = Generator(random_wavenet(dilations=(1, 2, 4)))
    with pytest.raises(ValueError, match=r"a prompt of 7 codes for 900 streams needs .* GiB; half"):
        generator.generate(3, prompt=np.zeros(100, int), batch=900)


def test_an_engine_that_there_is_not():
    with pytest.raises(ValueError, match="there is no engine 'cuda'; there are 'numba' and"):
        Generator(random_wavenet(dilations=(1,)), "cuda")


def test_another_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)], name="other")
    with pytest.raises(ValueError, match="the model 'other' was not made by build_wavenet"):
        Generator(model)
    with pytest.raises(ValueError, match="the model 'other' was not made by build_wavenet"):
        generate_naive(model)
