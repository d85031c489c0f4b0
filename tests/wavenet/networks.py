"""Small WaveNets with random weights, large enough that their codes vary; codes up to rounding."""

import numpy as np

from course_utils.backend import keras
from course_utils.wavenet.generation.generator import (
    first_codes,
    next_logits,
    sample_codes,
    speaker_numbers,
    uniform_numbers,
)
from course_utils.wavenet.model import WaveNetConfig, build_wavenet, config_of

TINY = {"residual_channels": 6, "gate_channels": 5, "skip_channels": 11}


def random_wavenet(seed=0, scale=0.5, **shape):
    """A network of 6 residual, 5 gate and 11 skip channels by default.

    Biases are small: with large ones the likeliest code would always be the same.
    """
    model = build_wavenet(WaveNetConfig(**TINY | shape))
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        weight.assign((scale if weight.ndim > 1 else 0.1) * rng.normal(size=weight.shape))
    return model


def assert_same_until_rounding(
    model, codes, wanted, prompt=None, temperature=1.0, seed=0, batch=1, speaker=None
):
    """Two generations of these options may differ from where rounding decided a draw."""
    config = config_of(model)
    before = first_codes(prompt, batch, config.n_codes)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    uniforms = uniform_numbers(seed, batch).draw(wanted.shape[1])
    for i, places in enumerate(codes != wanted):
        if places.any():
            t = int(places.argmax())
            known = np.concatenate([before[i], wanted[i, :t]])[None]
            logits = next_logits(model, known, None if speakers is None else speakers[i : i + 1])
            assert_rounding_decided(
                logits[0], codes[i, t], wanted[i, t], uniforms[i, t], temperature
            )


def assert_drawn_from_the_network(model, codes, prompt, batch, temperature, speaker, seed=0):
    """Each code is what the network's logits and the uniform number give, or rounding decided.

    The network runs once, over all codes: what naive generation does code by code.
    """
    config = config_of(model)
    before = first_codes(prompt, batch, config.n_codes)
    speakers = speaker_numbers(speaker, batch, config.n_speakers)
    known = np.concatenate([before, codes[:, :-1]], axis=1).astype(np.int32)
    x = known if speakers is None else [known, speakers]
    logits = keras.ops.convert_to_numpy(model(x, training=False))[:, before.shape[1] - 1 :]
    uniforms = uniform_numbers(seed, batch).draw(codes.shape[1])
    for t in range(codes.shape[1]):
        wanted = sample_codes(logits[:, t], temperature, uniforms[:, t])
        for i in np.flatnonzero(codes[:, t] != wanted):
            assert_rounding_decided(
                logits[i, t], codes[i, t], wanted[i], uniforms[i, t], temperature
            )


def assert_rounding_decided(logits, code, other, uniform, temperature=1.0):
    """The uniform number lies at the border between two codes, or both are the likeliest."""
    low, high = sorted((code, other))
    logits = logits.astype(float) - logits.max()
    if temperature == 0:
        np.testing.assert_allclose(logits[[low, high]], 0, atol=1e-4)
        return
    cumulative = np.cumsum(np.exp(logits / temperature))
    np.testing.assert_allclose(cumulative[low:high] / cumulative[-1], uniform, rtol=0, atol=1e-5)
