from functools import cache

import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.wavenet.model import (
    WaveNetConfig,
    build_wavenet,
    causal_conv,
    config_of,
    first_output_that_moves,
    measured_receptive_field,
    receptive_field,
    residual_block,
)

SHAPES = [
    {"dilations": (1,)},
    {"dilations": (1, 2, 4, 8)},
    {"dilations": (1, 2, 4, 1, 2, 4)},
    {"dilations": (1, 3, 2), "kernel_size": 3},
    {"dilations": (5, 1), "kernel_size": 4, "residual_channels": 3, "gate_channels": 5},
]


@cache
def make(n_codes=16, seed=0, **shape):
    """A network; nothing changes it."""
    keras.utils.set_random_seed(seed)
    return build_wavenet(WaveNetConfig(n_codes=n_codes, skip_channels=8, **shape))


def run(model, inputs):
    return keras.ops.convert_to_numpy(model(inputs))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_formula_is_what_the_network_does(shape):
    shape = {"residual_channels": 4, "gate_channels": 4} | shape
    config = WaveNetConfig(**shape)
    expected = receptive_field(config.kernel_size, config.dilations)
    assert measured_receptive_field(make(**shape), expected + 5) == expected


def test_a_length_that_is_too_small_is_told():
    with pytest.raises(ValueError, match="10 or more"):
        measured_receptive_field(make(dilations=(1, 2, 4, 8)), 10)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("position", [0, 7, 49])
def test_no_output_before_a_changed_input_moves_by_one_bit(shape, position):
    codes = np.random.default_rng(0).integers(0, 16, 50)
    assert first_output_that_moves(make(**shape), codes, position) == position


def test_the_speaker_moves_every_output():
    model = make(dilations=(1, 2), n_speakers=3)
    codes = np.zeros((1, 20), np.int32)
    one, other = (run(model, [codes, np.array([s], np.int32)]) for s in (0, 2))
    assert np.all(np.any(one != other, axis=-1))


@pytest.mark.parametrize(("kernel_size", "dilation"), [(2, 1), (2, 4), (3, 2), (5, 9)])
def test_causal_conv_is_keras_causal_layer(kernel_size, dilation):
    rng = np.random.default_rng(0)
    layer = keras.layers.Conv1D(4, kernel_size, dilation_rate=dilation, padding="causal")
    layer.build((None, None, 3))
    layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    x = rng.normal(size=(12, 3)).astype(np.float32)
    expected = keras.ops.convert_to_numpy(layer(x[None]))[0]
    np.testing.assert_allclose(causal_conv(x, *layer.get_weights(), dilation), expected, atol=1e-5)


def test_residual_block_against_numpy():
    rng = np.random.default_rng(0)
    x, skip_kernel, residual_kernel = (
        rng.normal(size=shape).astype(np.float32) for shape in ((2, 5, 3), (4, 6), (4, 3))
    )
    both, condition = rng.normal(0, 3, (2, 2, 5, 8)).astype(np.float32)
    z = np.tanh((both + condition)[..., :4]) / (1 + np.exp(-(both + condition)[..., 4:]))
    outputs = residual_block(
        x, lambda _: both, lambda z: z @ skip_kernel, lambda z: z @ residual_kernel, condition
    )
    for given, expected in zip(outputs, (x + z @ residual_kernel, z @ skip_kernel), strict=True):
        np.testing.assert_allclose(keras.ops.convert_to_numpy(given), expected, atol=1e-5)


def test_the_whole_network_against_numpy():
    """A second, independent computation with loops over time and taps."""
    config = WaveNetConfig(
        n_codes=8,
        kernel_size=3,
        dilations=(1, 2),
        residual_channels=3,
        gate_channels=2,
        skip_channels=4,
    )
    keras.utils.set_random_seed(1)
    model = build_wavenet(config)
    weights = {layer.name: layer.get_weights() for layer in model.layers}
    codes = np.random.default_rng(0).integers(0, 8, 12)
    x, total = weights["embedding"][0][codes], np.zeros((12, 4))
    for i, dilation in enumerate(config.dilations):
        kernel, bias = weights[f"dilated_{i}"]
        both = np.tile(bias, (12, 1)).astype(float)
        for t in range(12):
            for tap in range(3):
                past = t - (2 - tap) * dilation
                if past >= 0:
                    both[t] += x[past] @ kernel[tap]
        z = np.tanh(both[:, :2]) / (1 + np.exp(-both[:, 2:]))
        total += z @ weights[f"to_skip_{i}"][0] + weights[f"to_skip_{i}"][1]
        if f"to_residual_{i}" in weights:
            x = x + z @ weights[f"to_residual_{i}"][0] + weights[f"to_residual_{i}"][1]
    assert "to_residual_1" not in weights, "nothing follows the last block's residual path"
    hidden = np.maximum(np.maximum(total, 0) @ weights["hidden"][0] + weights["hidden"][1], 0)
    expected = hidden @ weights["to_logits"][0] + weights["to_logits"][1]
    np.testing.assert_allclose(run(model, codes[None].astype(np.int32))[0], expected, atol=1e-5)


@pytest.mark.parametrize("n_speakers", [0, 4])
def test_a_saved_model_comes_back_whole(tmp_path, n_speakers):
    config = WaveNetConfig(n_codes=32, dilations=(1, 2, 1), kernel_size=3, n_speakers=n_speakers)
    keras.utils.set_random_seed(0)
    model = build_wavenet(config)
    model.save(tmp_path / "wavenet.keras")
    again = keras.saving.load_model(tmp_path / "wavenet.keras")
    assert config_of(again) == config
    for saved, loaded in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(saved, loaded)


def test_another_model_is_not_taken_for_a_wavenet():
    with pytest.raises(ValueError, match="was not made by build_wavenet"):
        config_of(keras.Sequential([keras.layers.Embedding(4, 4)]))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"n_codes": 257}, "257"),
        ({"kernel_size": 1}, "kernel_size"),
        ({"dilations": ()}, "dilations"),
        ({"dilations": (1, 0)}, "dilations"),
        ({"gate_channels": 0}, "gate_channels"),
        ({"n_speakers": -1}, "n_speakers"),
    ],
)
def test_shapes_that_make_no_sense(wrong, named):
    with pytest.raises(ValueError, match=named):
        WaveNetConfig(**wrong)
