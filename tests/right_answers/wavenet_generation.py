from functools import partial

import numpy as np

from course_utils.backend import keras
from course_utils.wavenet.generation.generator import (
    first_codes,
    next_logits,
    sample_codes,
    speaker_numbers,
    uniform_numbers,
)
from course_utils.wavenet.model import config_of, gated_activation, receptive_field
from tests.right_answers import collect

ANSWERS = []
right = partial(collect, ANSWERS)


@right("sample_codes")
def draws_as_the_docstring_says(logits, temperature, uniforms):
    if temperature == 0:
        return np.argmax(logits, axis=1).astype(np.uint8)
    logits = np.asarray(logits, np.float64) / temperature
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return np.argmax(np.cumsum(p, axis=1) > uniforms[:, None], axis=1).astype(np.uint8)


@right("sample_codes")
def searches_row_by_row(logits, temperature, uniforms):
    codes = np.empty(len(logits), np.uint8)
    for i, row in enumerate(np.asarray(logits, float)):
        if temperature:
            p = np.exp((row - row.max()) / temperature)
            sums = np.cumsum(p)
            codes[i] = np.searchsorted(sums, uniforms[i] * sums[-1], side="right")
        else:
            codes[i] = row.argmax()
    return codes


@right("receptive_field")
def goes_layer_by_layer(kernel_size, dilations):
    samples = 1
    for dilation in dilations:
        samples += dilation * (kernel_size - 1)
    return samples


@right("residual_block")
def takes_slices(x, dilated, to_skip, to_residual, condition=None):
    both = dilated(x)
    both = both if condition is None else keras.ops.add(both, condition)
    half = both.shape[-1] // 2
    z = gated_activation(both[:, :, :half], both[:, :, half:])
    skip = to_skip(z)
    return keras.ops.add(to_residual(z), x), skip


@right("generate_naive")
def fills_an_array(
    model, prompt=None, n_samples=100, temperature=1.0, seed=0, batch=1, speaker=None
):
    config = config_of(model)
    begun = first_codes(prompt, batch, config.n_codes)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    uniforms = uniform_numbers(seed, batch).draw(n_samples)
    field = receptive_field(config.kernel_size, config.dilations)
    start = begun.shape[1]
    codes = np.zeros((len(begun), start + n_samples), np.uint8)
    codes[:, :start] = begun
    for t, numbers in enumerate(uniforms.T, start):
        window = codes[:, max(0, t - field) : t]
        codes[:, t] = sample_codes(next_logits(model, window, speakers), temperature, numbers)
    return codes[:, start:]
