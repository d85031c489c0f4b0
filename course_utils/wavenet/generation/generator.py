"""Generating codes: the naive way, one layer of the cached way, and a fast generator.

A network foretells one code at a time, and each drawn code is its next input. The naive way runs
the whole network on a window for every sample: O(2^L) for L layers with doubling dilations. But
all that layer i needs of the past are its own last inputs; kept, they make a sample cost O(L)
(T. Le Paine et al., "Fast Wavenet Generation Algorithm", 2016, arXiv:1611.09482).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from course_utils.backend import keras
from course_utils.graded import graded
from course_utils.wavenet import numpy_engine
from course_utils.wavenet.generation import numba_engine
from course_utils.wavenet.generation.inputs import (
    first_codes,
    require_memory,
    require_samples,
    require_temperature,
    speaker_numbers,
)
from course_utils.wavenet.generation.sampling import (
    sample_codes,
    uniform_numbers,
    uniform_numbers_from,
)
from course_utils.wavenet.generation.state import GeneratorState
from course_utils.wavenet.generation.weights import digest_of, layer_inputs_model, read_weights
from course_utils.wavenet.model import config_of, receptive_field

CHUNK = 16_384  # samples between two chances to stop at Ctrl-C


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


@graded(points=4)
def cached_step(x, past, layer, condition=None):
    """Runs one layer on one sample, from the inputs that it remembers.

    The taps of the convolution are k samples of [past, x], `dilation` apart, ending with x.
    filter, gate = halves of sum_j taps[j] kernel[j] + bias (+ condition);
    z = tanh(filter) * sigmoid(gate); x + z's residual product; z's skip product (figure 4).

    Args:
        x: (batch, residual), the layer's input now.
        past: (batch, (k - 1) * dilation, residual), its inputs before, the oldest first.
        layer: `LayerWeights`, from weights.py.
        condition: (batch, 2 * gate), or None without speakers.

    Returns:
        x for the next layer (batch, residual), the skip output (batch, skip), and the past of
        the next sample, of the shape of `past`. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    inputs = np.concatenate([past, x[:, None]], axis=1)
    taps = inputs[:, :: layer.dilation]
    both = sum(taps[:, j] @ kernel for j, kernel in enumerate(layer.kernel)) + layer.bias
    if condition is not None:
        both = both + condition
    filter_, gate = np.split(both, 2, axis=-1)
    z = np.tanh(filter_) * (1 + np.tanh(gate / 2)) / 2
    skip = z @ layer.skip_kernel + layer.skip_bias
    return x + z @ layer.residual_kernel + layer.residual_bias, skip, inputs[:, 1:]
    ### END SOLUTION


class Generator:
    """Generates the same codes as `generate_naive`, at a cost that does not grow with the window.

    A generator holds weights only. Where a generation stands is a `GeneratorState`, which goes in
    and comes out; so it can be kept, saved, and gone on with, more than once.

    Args:
        model: From `build_wavenet`; its weights are copied.
        engine: "numba", compiled at the first use of the process, or "numpy", slower and readable.
        step: `cached_step`, or one's own; used by the engine "numpy".
        sample: `sample_codes`, or one's own; used by the engine "numpy".

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
            pasts=self._read(known, speakers, spans),
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
            drawn, pasts = self._run(state, uniforms)
            codes[:, first : first + CHUNK] = drawn
            state = replace(state, codes=drawn[:, -1].copy(), pasts=pasts)
        return codes, replace(state, uniforms=numbers.state)

    def _read(self, codes, speakers, spans) -> tuple[np.ndarray, ...]:
        """The last `spans[i]` inputs of each layer i after codes (batch, time); zeros before."""
        batch, time = codes.shape
        pasts = tuple(
            np.zeros((batch, n, self.weights.embedding.shape[1]), np.float32) for n in spans
        )
        if time == 0:
            return pasts
        codes = codes.astype(np.int32)
        inputs = self._layer_inputs(codes if speakers is None else [codes, speakers])
        for past, x in zip(pasts, inputs, strict=True):
            kept = min(past.shape[1], time)
            past[:, past.shape[1] - kept :] = keras.ops.convert_to_numpy(x[:, time - kept :])
        return pasts


def _choose_engine(engine: str, weights, step: Callable, sample: Callable) -> Callable:
    if engine == "numba":
        return partial(numba_engine.run, weights)
    if engine == "numpy":
        return partial(numpy_engine.run, weights, step=step, sample=sample)
    raise ValueError(f"there is no engine {engine!r}; there are 'numba' and 'numpy'")
