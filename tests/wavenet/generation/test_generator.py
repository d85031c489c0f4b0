from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from course_utils.backend import keras
from course_utils.wavenet.generation import generator as generation
from course_utils.wavenet.generation.generator import (
    Generator,
    generate_naive,
    next_logits,
    sample_codes,
    uniform_numbers,
    uniform_numbers_from,
)
from course_utils.wavenet.generation.numpy_engine import cached_step
from course_utils.wavenet.model import receptive_field
from tests.wavenet.networks import (
    assert_drawn_from_the_network,
    assert_rounding_decided,
    assert_same_until_rounding,
    random_wavenet,
)


def draw(logits, temperature, n, seed=0):
    rows = np.broadcast_to(np.asarray(logits, np.float32), (n, len(logits)))
    return sample_codes(rows, temperature, np.random.default_rng(seed).random(n))


@pytest.mark.parametrize("temperature", [0.5, 1, 2])
def test_frequencies_are_the_softmax(temperature):
    logits = np.random.default_rng(1).normal(0, 1.5, 12)
    expected = np.exp(logits / temperature)
    expected *= 50_000 / expected.sum()
    found = np.bincount(draw(logits, temperature, 50_000), minlength=12)
    assert stats.chisquare(found, expected).pvalue > 0.001


def test_the_frequency_test_sees_a_wrong_temperature():
    logits = np.random.default_rng(1).normal(0, 1.5, 12)
    expected = np.exp(logits)
    expected *= 50_000 / expected.sum()
    found = np.bincount(draw(logits, 1.1, 50_000), minlength=12)
    assert stats.chisquare(found, expected).pvalue < 1e-6


@pytest.mark.parametrize("temperature", [0.01, 0.5, 1, 2, 100])
def test_an_impossible_code_is_never_drawn(temperature):
    logits = np.array([-np.inf, 0, -np.inf, 1, -np.inf])
    found = draw(logits, temperature, 20_000)
    assert set(found) <= {1, 3}
    ends = np.array([0.0, np.nextafter(1, 0)])
    assert set(sample_codes(np.stack([logits, logits]), temperature, ends)) <= {1, 3}


def test_there_is_no_floor_under_rare_codes():
    """basveeling/wavenet draws code 255 with probability 2.56e-5 whatever the network says."""
    logits = np.zeros(256)
    logits[255] = -40
    uniforms = np.linspace(1 - 1e-3, 1, 1_000, endpoint=False)
    codes = sample_codes(np.broadcast_to(logits, (1_000, 256)), 1.0, uniforms)
    assert codes.max() == 254


def test_temperature_zero_is_the_most_likely_code():
    logits = np.random.default_rng(0).normal(size=(50, 9))
    uniforms = np.random.default_rng(1).random(50)
    np.testing.assert_array_equal(sample_codes(logits, 0, uniforms), logits.argmax(-1))


def test_huge_logits_do_not_overflow():
    assert draw([1e30, 0, -1e30], 1, 10).tolist() == [0] * 10


@pytest.mark.parametrize("temperature", [-0.1, float("nan"), float("inf")])
def test_a_temperature_that_makes_no_sense(temperature):
    with pytest.raises(ValueError, match=str(temperature)):
        draw([0, 0], temperature, 1)


def test_streams_do_not_depend_on_their_number_nor_on_pieces():
    whole = uniform_numbers(7, 3).draw(10)
    assert np.array_equal(uniform_numbers(7, 1).draw(10), whole[:1])
    pieces = uniform_numbers(7, 3)
    first = pieces.draw(4)
    resumed = uniform_numbers_from(pieces.state)
    np.testing.assert_array_equal(np.hstack([first, resumed.draw(6)]), whole)
    assert not np.array_equal(whole[0], whole[1])


SHAPES = {
    "kernel 2, one stack": {"kernel_size": 2, "dilations": (1, 2, 4)},
    "kernel 2, two stacks": {"kernel_size": 2, "dilations": (1, 2, 4, 1, 2, 4)},
    "kernel 3, one stack": {"kernel_size": 3, "dilations": (1, 2, 4)},
    "kernel 3, three stacks": {"kernel_size": 3, "dilations": (1, 2, 1, 2, 1, 2)},
    "few codes, odd dilations": {"kernel_size": 4, "dilations": (3, 1, 5), "n_codes": 5},
}
N = 16


@cache
def network_of(name, n_speakers):
    """The network of a shape; nothing changes it."""
    return random_wavenet(n_speakers=n_speakers, **SHAPES[name])


@cache
def generator_of(name, n_speakers, engine):
    """The generator of such a network; it keeps nothing from one generation to the next."""
    return Generator(network_of(name, n_speakers), engine)


def prompts_for(shape):
    """None, one for each of 8 streams, and a long one for all."""
    seen = receptive_field(shape["kernel_size"], shape["dilations"])
    rng = np.random.default_rng(1)
    n_codes = shape.get("n_codes", 256)
    return None, rng.integers(0, n_codes, (8, seen // 2)), rng.integers(0, n_codes, seen + 9)


def assert_drawn(model, codes, prompt, batch, temperature, speaker):
    assert codes.dtype == np.uint8
    assert_drawn_from_the_network(
        model, codes, prompt, batch=batch, temperature=temperature, speaker=speaker
    )


@pytest.mark.parametrize("temperature", [0, 1.0])
@pytest.mark.parametrize("n_speakers", [0, 3])
@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("shape", SHAPES)
def test_engines_draw_what_the_network_says(shape, batch, n_speakers, temperature):
    model = network_of(shape, n_speakers)
    speaker = np.arange(batch) % n_speakers if n_speakers else None
    options = {"temperature": temperature, "batch": batch, "speaker": speaker}
    none, some, long = prompts_for(SHAPES[shape])
    engines = [generator_of(shape, n_speakers, engine) for engine in ("numpy", "numba")]
    for prompt in (none, some[:batch], long) if temperature else (none,):
        codes, others = (engine.generate(N, prompt, **options) for engine in engines)
        assert codes.dtype == others.dtype
        for drawn in (codes,) if np.array_equal(codes, others) else (codes, others):
            assert drawn.shape == (batch, N)
            assert_drawn(model, drawn, prompt, **options)
            assert temperature == 0 or len(np.unique(drawn)) > 2


@pytest.mark.parametrize("shape", SHAPES)
def test_so_does_naive_generation(shape):
    model = network_of(shape, n_speakers=3)
    options = {"temperature": 1.0, "batch": 8, "speaker": np.arange(8) % 3}
    for prompt in prompts_for(SHAPES[shape]):
        codes = generate_naive(model, prompt, N // 2, **options)
        assert codes.shape == (8, N // 2)
        assert_drawn(model, codes, prompt, **options)


class LongRun:
    """10,000 samples of two streams by the NumPy engine, in pieces, with all that they came from.

    Attributes:
        codes: (batch, samples).
        logits: (samples, batch, n_codes).
        uniforms: (batch, samples).
        states: Before each piece of PIECE samples, and after the last.
    """

    PIECE = 250

    def __init__(self):
        self.model = random_wavenet(dilations=(1, 2, 4), residual_channels=16, gate_channels=16)
        rows, codes = [], []

        def sample(logits, *others):
            rows.append(logits)
            return sample_codes(logits, *others)

        engine = Generator(self.model, "numpy", sample=sample)
        self.states = [engine.start(seed=3, batch=2)]
        for _ in range(10_000 // self.PIECE):
            piece, state = engine.resume(self.states[-1], self.PIECE)
            codes.append(piece)
            self.states.append(state)
        self.codes, self.logits = np.concatenate(codes, axis=1), np.stack(rows)
        self.uniforms = uniform_numbers(3, 2).draw(10_000)


@pytest.fixture(scope="module")
def long_run():
    return LongRun()


def test_the_logits_of_keras_and_of_the_cache_differ_by_rounding(long_run):
    inputs = np.concatenate([np.full((2, 1), 128), long_run.codes[:, :-1]], axis=1)
    naive = keras.ops.convert_to_numpy(long_run.model(inputs.astype(np.int32)))
    difference = np.abs(naive.swapaxes(0, 1) - long_run.logits).max()
    assert difference < 1e-5 * np.abs(long_run.logits).max()


def test_numba_and_numpy_draw_other_codes_only_where_rounding_decides(long_run):
    """From each state of the NumPy engine on, up to the first other code in a piece."""
    numba, n = Generator(long_run.model), long_run.PIECE
    for piece, (state, after) in enumerate(pairwise(long_run.states)):
        wanted = long_run.codes[:, piece * n : (piece + 1) * n]
        codes, others = numba.resume(state, n)
        for stream, places in enumerate(codes != wanted):
            if not places.any():
                for cache, other in zip(after.caches, others.caches, strict=True):
                    np.testing.assert_allclose(cache[stream], other[stream], atol=1e-4)
                continue
            t = int(places.argmax())
            assert_rounding_decided(
                long_run.logits[piece * n + t, stream],
                codes[stream, t],
                wanted[stream, t],
                long_run.uniforms[stream, piece * n + t],
            )


def test_a_stream_is_the_same_in_every_batch():
    model = random_wavenet(dilations=(1, 2))
    alone = Generator(model).generate(200, seed=5)
    among_others = Generator(model).generate(200, seed=5, batch=20)[:1]
    assert_same_until_rounding(model, among_others, alone, seed=5)


def test_other_seeds_other_codes_and_the_same_seed_the_same():
    generator = Generator(random_wavenet(dilations=(1, 2)))
    first = generator.generate(50, seed=1, batch=2)
    np.testing.assert_array_equal(generator.generate(50, seed=1, batch=2), first)
    assert (generator.generate(50, seed=2, batch=2) != first).any()
    assert (first[0] != first[1]).any()


def test_codes_that_no_rounding_explains_are_seen():
    model = random_wavenet(dilations=(1, 2))
    one, other = (Generator(model).generate(20, seed=seed) for seed in (1, 2))
    with pytest.raises(AssertionError):
        assert_same_until_rounding(model, one, other, seed=2)


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
    monkeypatch.setattr(generation, "memory_of_machine", lambda: 2**14)
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
