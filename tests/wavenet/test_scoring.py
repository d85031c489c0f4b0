import numpy as np
import pytest

from course_utils.backend import keras
from course_utils.wavenet.model import WaveNetConfig, build_wavenet
from course_utils.wavenet.scoring import bits_per_sample, score_recordings


def test_bits_by_hand():
    log_probabilities = np.log([[0.5, 0.25, 0.25], [0.125, 0.375, 0.5]])
    assert bits_per_sample(log_probabilities, np.array([0, 0])) == pytest.approx((1 + 3) / 2)


def test_a_network_that_knows_nothing_pays_log2_of_the_codes():
    log_probabilities = np.full((2, 5, 256), -np.log(256))
    assert bits_per_sample(log_probabilities, np.zeros((2, 5), np.uint8)) == pytest.approx(8)


@pytest.mark.parametrize("length", [3, 16, 17, 64, 1000])
def test_every_code_is_scored_once_whatever_the_length(length):
    keras.utils.set_random_seed(0)
    model = build_wavenet(WaveNetConfig(n_codes=8, dilations=(1, 2, 4), residual_channels=4))
    rng = np.random.default_rng(0)
    recordings = [rng.integers(0, 8, n, dtype=np.uint8) for n in (2, 50, 131)]
    total = 0
    for codes in recordings:
        log_probabilities = keras.ops.log_softmax(model(codes[None, :-1].astype(np.int32)))
        bits = bits_per_sample(keras.ops.convert_to_numpy(log_probabilities), codes[None, 1:])
        total += bits * (len(codes) - 1)
    expected = total / sum(len(codes) - 1 for codes in recordings)
    found = score_recordings(model, recordings, context=8, length=length)
    assert found == pytest.approx(expected, rel=1e-5)
