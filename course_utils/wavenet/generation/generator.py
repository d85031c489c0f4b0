"""Generating codes: the draw of a code, the naive way to generate, and a fast generator.

A network predicts one code at a time, and each drawn code is its next input. The naive way runs
the whole network on a window for every sample: O(2^L) for L layers with doubling dilations. But
all that layer i needs of the past are its own last inputs. Kept in a cache, they make a sample
cost O(L) (T. Le Paine et al., "Fast Wavenet Generation Algorithm", 2016, arXiv:1611.09482).

What is equal, and what is close: one engine gives the same bits in one go, in chunks and from a
saved state, because the arithmetic is the same. Keras, NumPy and numba, and batches of other sizes,
add up the same products in another order, so their logits differ by rounding, less than 1e-5 of the
largest. They draw the same codes until a uniform number lies that close to the border between two
codes, about once in ten thousand draws. From there on the codes differ, and both are right.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from course_utils.backend import keras
from course_utils.graded import graded
from course_utils.wavenet.generation import numba_engine, numpy_engine
from course_utils.wavenet.generation.numpy_engine import cached_step, digest_of, read_weights
from course_utils.wavenet.generation.state import GeneratorState
from course_utils.wavenet.model import config_of, receptive_field

CHUNK = 16_384  # samples between two chances to stop at Ctrl-C


@graded(points=5)
def sample_codes(logits: np.ndarray, temperature: float, uniforms: np.ndarray) -> np.ndarray:
    """Draws one code for each row of logits, by inverting the cumulative distribution.

    p(code) is the softmax of logits / temperature; the code is the first one whose cumulative
    probability exceeds the row's uniform number. Temperature 0 means the most likely code. In
    float32 the cumulative probabilities end below 1 by rounding: compute in float64.

    Args:
        logits: (batch, n_codes); -inf for a code that is impossible.
        temperature: 0 or more; below 1 likely codes become likelier, above 1 less so.
        uniforms: (batch,), in [0, 1).

    Returns:
        uint8 array (batch,).

    Raises:
        ValueError: The temperature is negative or not finite.
    """
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is 0 or more, got {temperature}")
    ### BEGIN SOLUTION
    if temperature == 0:
        return logits.argmax(axis=-1).astype(np.uint8)
    scaled = (logits - logits.max(axis=-1, keepdims=True)).astype(np.float64) / temperature
    cumulative = np.exp(scaled).cumsum(axis=-1)
    threshold = uniforms[:, None] * cumulative[:, -1:]
    return (cumulative > threshold).argmax(axis=-1).astype(np.uint8)
    ### END SOLUTION


def uniform_numbers(seed: int, batch: int) -> "UniformNumbers":
    """The random numbers of `batch` streams; stream i does not depend on how many there are."""
    return UniformNumbers([np.random.default_rng([seed, stream]) for stream in range(batch)])


class UniformNumbers:
    """Independent streams of uniform numbers; drawing in pieces gives the same as drawing at once.

    Args:
        generators: One for each stream.
    """

    def __init__(self, generators: list[np.random.Generator]):
        self.generators = generators

    def draw(self, n: int) -> np.ndarray:
        """The next `n` numbers of each stream: (batch, n) in [0, 1)."""
        return np.stack([generator.random(n) for generator in self.generators])

    @property
    def state(self) -> list[dict]:
        """All that is needed to go on; give it to `uniform_numbers_from`."""
        return [generator.bit_generator.state for generator in self.generators]


def uniform_numbers_from(state: list[dict]) -> UniformNumbers:
    """Streams that go on where `state` was taken."""
    generators = [np.random.default_rng() for _ in state]
    for generator, kept in zip(generators, state, strict=True):
        generator.bit_generator.state = kept
    return UniformNumbers(generators)


def next_logits(model, codes: np.ndarray, speakers: np.ndarray | None = None) -> np.ndarray:
    """Runs the network on codes (batch, time): logits (batch, n_codes) of the code that follows."""
    codes = codes.astype(np.int32)
    logits = model(codes if speakers is None else [codes, speakers], training=False)
    return keras.ops.convert_to_numpy(logits[:, -1])


@graded(points=4)
def generate_naive(
    model, prompt=None, n_samples=100, temperature=1.0, seed=0, batch=1, speaker=None
) -> np.ndarray:
    """Generates codes by running the whole network on a window for every sample.

    For each sample: the last codes, as many as the network can see -> logits of the next code
    -> one draw per stream -> appended to the codes.

    Args:
        model: From `build_wavenet`.
        prompt: Codes that come first, (samples,) for all streams or (batch, samples), or None:
            one code of silence. They are no part of what is returned.
        n_samples: Codes to generate for each stream, at least 1.
        temperature: As for `sample_codes`.
        seed: Of the uniform numbers.
        batch: Streams.
        speaker: One number or (batch,), for a model with speakers.

    Returns:
        uint8 array (batch, n_samples).

    Raises:
        ValueError: An argument is out of range.
    """
    require_samples(n_samples)
    config = config_of(model)
    codes = first_codes(prompt, batch, config.n_codes)  # (batch, at least 1)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)  # (batch,) or None
    uniforms = uniform_numbers(seed, batch).draw(n_samples)  # (batch, n_samples)
    ### BEGIN SOLUTION
    seen = receptive_field(config.kernel_size, config.dilations)
    for t in range(n_samples):
        logits = next_logits(model, codes[:, -seen:], speakers)
        drawn = sample_codes(logits, temperature, uniforms[:, t])
        codes = np.concatenate([codes, drawn[:, None]], axis=1)
    return codes[:, -n_samples:]
    ### END SOLUTION


class Generator:
    """Generates as `generate_naive`, at a cost that does not grow with the window.

    The codes are the same until rounding decides a draw, about once in ten thousand. A generator
    holds weights only. Where a generation stands is a `GeneratorState`, which goes in and comes
    out; so it can be kept, saved, and resumed more than once.

    Args:
        model: From `build_wavenet`; its weights are copied.
        engine: "numba", compiled at the first use of the process, or "numpy", slower and readable.
        step: `cached_step`, or your own; used by the engine "numpy".
        sample: `sample_codes`, or your own; used by the engine "numpy".

    Raises:
        ValueError: The model was not made by `build_wavenet`, or there is no such engine.
    """

    def __init__(
        self,
        model,
        engine: str = "numba",
        *,
        step: Callable = cached_step,
        sample: Callable = sample_codes,
    ):
        self.weights = read_weights(model)
        self.digest = digest_of(self.weights)
        self._layer_inputs = layer_inputs_model(model)
        self._run = _choose_engine(engine, self.weights, step, sample)

    def generate(
        self, n_samples, prompt=None, temperature=1.0, seed=0, batch=1, speaker=None
    ) -> np.ndarray:
        """Generates uint8 codes (batch, n_samples); arguments as for `generate_naive`."""
        state = self.start(prompt, temperature, seed, batch, speaker)
        return self.resume(state, n_samples)[0]

    def start(self, prompt=None, temperature=1.0, seed=0, batch=1, speaker=None) -> GeneratorState:
        """Reads the prompt, all in one pass of the network; arguments as for `generate_naive`.

        Raises:
            ValueError: An argument is out of range, or the pass needs more than half of the
                machine's memory.
        """
        config = self.weights.config
        codes = first_codes(prompt, batch, config.n_codes)
        speakers = speaker_numbers(speaker, batch, config.n_speakers)
        require_temperature(temperature)
        spans = [(config.kernel_size - 1) * dilation for dilation in config.dilations]
        known = codes[:, -sum(spans) - 1 : -1]
        floats = batch * known.shape[1] * (len(spans) + 4) * config.residual_channels
        require_memory(4 * floats, f"a prompt of {known.shape[1]:,} codes for {batch} streams")
        return GeneratorState(
            codes=codes[:, -1],
            caches=self._fill_caches(known, speakers, spans),
            uniforms=uniform_numbers(seed, batch).state,
            temperature=float(temperature),
            speakers=speakers,
            digest=self.digest,
        )

    def resume(self, state: GeneratorState, n_samples: int) -> tuple[np.ndarray, GeneratorState]:
        """Generates the next codes (batch, n_samples), and the state after them.

        Raises:
            ValueError: `n_samples` is below 1, or the state is of a model with other weights.
        """
        require_samples(n_samples)
        if state.digest != self.digest:
            raise ValueError(
                f"the state is of the model {state.digest}, this model is {self.digest}"
            )
        numbers = uniform_numbers_from(state.uniforms)
        codes = np.empty((len(state.codes), n_samples), np.uint8)
        for first in range(0, n_samples, CHUNK):
            uniforms = numbers.draw(min(CHUNK, n_samples - first))
            drawn, caches = self._run(state, uniforms)
            codes[:, first : first + CHUNK] = drawn
            state = replace(state, codes=drawn[:, -1].copy(), caches=caches)
        return codes, replace(state, uniforms=numbers.state)

    def _fill_caches(self, codes, speakers, spans) -> tuple[np.ndarray, ...]:
        """The last `spans[i]` inputs of each layer i after codes (batch, time); zeros before."""
        batch, time = codes.shape
        caches = tuple(
            np.zeros((batch, n, self.weights.embedding.shape[1]), np.float32) for n in spans
        )
        if time == 0:
            return caches
        codes = codes.astype(np.int32)
        inputs = self._layer_inputs(codes if speakers is None else [codes, speakers])
        for cache, x in zip(caches, inputs, strict=True):
            kept = min(cache.shape[1], time)
            cache[:, cache.shape[1] - kept :] = keras.ops.convert_to_numpy(x[:, time - kept :])
        return caches


def _choose_engine(engine: str, weights, step: Callable, sample: Callable) -> Callable:
    if engine == "numba":
        return partial(numba_engine.run, weights)
    if engine == "numpy":
        return partial(numpy_engine.run, weights, step=step, sample=sample)
    raise ValueError(f"there is no engine {engine!r}; there are 'numba' and 'numpy'")


def layer_inputs_model(model) -> keras.Model:
    """The same network with other outputs: the input x of every layer, (batch, time, residual)."""
    n_layers = len(config_of(model).dilations)
    inputs = [model.get_layer(f"dilated_{i}").input for i in range(n_layers)]
    return keras.Model(model.input, inputs, name="layer_inputs")


def first_codes(prompt: np.ndarray | None, batch: int, n_codes: int) -> np.ndarray:
    """The codes that come before the first generated one.

    Args:
        prompt: (samples,) for all streams, (batch, samples) for one each, or None: a single code
            of silence, n_codes // 2.
        batch: Streams, at least 1.
        n_codes: Codes are 0 .. n_codes - 1.

    Returns:
        uint8 array (batch, samples).

    Raises:
        ValueError: `batch` is below 1, or the prompt is empty, of another shape or type, or holds
            a code that is out of range.
    """
    if batch < 1:
        raise ValueError(f"batch is at least 1, got {batch}")
    if prompt is None:
        return np.full((batch, 1), n_codes // 2, np.uint8)
    prompt = np.asarray(prompt)
    if prompt.ndim not in (1, 2) or (prompt.ndim == 2 and len(prompt) != batch):
        raise ValueError(
            f"a prompt is (samples,) or (batch, samples), here ({batch}, samples), "
            f"got shape {prompt.shape}"
        )
    if prompt.size == 0:
        raise ValueError(
            f"the prompt is empty: its shape is {prompt.shape}; leave it out to start from silence"
        )
    _require_numbers("codes of the prompt", prompt, n_codes)
    return np.broadcast_to(prompt, (batch, prompt.shape[-1])).astype(np.uint8)


def speaker_numbers(speaker, batch: int, n_speakers: int) -> np.ndarray | None:
    """The speaker of each stream: int32 array (batch,), or None for a model without speakers.

    Args:
        speaker: A number 0 .. n_speakers - 1 for all streams, (batch,) for one each, or None.
        batch: Streams.
        n_speakers: Of the model; 0 if it is not conditioned on the speaker.

    Raises:
        ValueError: The speaker is missing, not asked for, of another shape or type, or out of
            range.
    """
    if speaker is None and n_speakers:
        raise ValueError(f"the model needs a speaker, 0 to {n_speakers - 1}; none was given")
    if speaker is None:
        return None
    if not n_speakers:
        raise ValueError(f"the model knows no speakers, got speaker {speaker}")
    speaker = np.asarray(speaker)
    if speaker.shape not in ((), (batch,)):
        raise ValueError(f"speaker is one number or ({batch},), got shape {speaker.shape}")
    _require_numbers("speakers", speaker, n_speakers)
    return np.broadcast_to(speaker, (batch,)).astype(np.int32)


def require_samples(n_samples: int) -> None:
    """Raises ValueError unless `n_samples` is a whole number of at least 1."""
    if not isinstance(n_samples, int | np.integer) or n_samples < 1:
        raise ValueError(f"n_samples is a whole number of at least 1, got {n_samples!r}")


def _require_numbers(what: str, numbers: np.ndarray, n: int) -> None:
    if not np.issubdtype(numbers.dtype, np.integer):
        raise ValueError(f"{what} are whole numbers 0 to {n - 1}, got {numbers.dtype}")
    if not 0 <= numbers.min() <= numbers.max() < n:
        raise ValueError(f"{what} are 0 to {n - 1}, got {numbers.min()} to {numbers.max()}")


def require_temperature(temperature: float) -> None:
    """Raises ValueError unless `temperature` is finite and 0 or more."""
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is 0 or more, got {temperature}")


def require_memory(needed: int, what: str) -> None:
    """Raises ValueError if `needed` bytes are more than half of the machine's memory."""
    allowed = memory_of_machine() // 2
    if needed > allowed:
        raise ValueError(
            f"{what} needs {needed / 2**30:,.1f} GiB; "
            f"half of this machine's memory is {allowed / 2**30:,.1f} GiB"
        )


def memory_of_machine() -> int:
    """Bytes of memory; 8 GiB where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 * 2**30
