"""The parts of bench_gpu.py that can be tested without a GPU."""

import numpy as np
import pytest

from course_utils.wavenet.generation.generator import Generator, uniform_numbers
from course_utils.wavenet.generation.numpy_engine import read_weights
from course_utils.wavenet.model import WaveNetConfig, build_wavenet
from course_utils.wavenet.training import set_first_weights
from tests.benchmarks.gpu_cards import CARDS, card_of, share
from tests.benchmarks.scanned_wavenet import ScannedWaveNet, bytes_of, products_of


@pytest.mark.parametrize("kernel_size", [2, 3])
def test_the_compiled_loop_generates_the_same_codes(kernel_size):
    config = WaveNetConfig(
        n_codes=16,
        kernel_size=kernel_size,
        dilations=(1, 2, 4),
        residual_channels=8,
        gate_channels=8,
        skip_channels=8,
    )
    model = build_wavenet(config)
    set_first_weights(model, 0)
    uniforms = uniform_numbers(3, 4).draw(60)
    scanned = ScannedWaveNet(read_weights(model))
    codes = np.asarray(scanned.predict_on_batch(uniforms.astype(np.float32)))
    expected = Generator(model, "numpy").generate(60, seed=3, batch=4)
    assert len(np.unique(expected)) > 8
    assert np.array_equal(codes, expected)


def test_what_a_sample_costs():
    config = WaveNetConfig(
        n_codes=16, dilations=(1, 2), residual_channels=8, gate_channels=4, skip_channels=8
    )
    weights = read_weights(build_wavenet(config))
    products = 2 * (2 * 8 * 8 + 4 * 8 + 4 * 8) + 8 * 8 + 8 * 16
    assert products_of(weights) == products
    assert bytes_of(weights) > 4 * products


def test_cards_are_found_by_their_names():
    assert card_of("NVIDIA H200, 580.65.06") == CARDS["H200"]
    assert card_of("NVIDIA L40S, 550.1") is None
    assert card_of("NVIDIA GeForce RTX 4090, 550.1") == CARDS["RTX 4090"]
    assert share(1.0, 4.0) == "25.00%"
    assert share(1.0, None) == "unknown"
