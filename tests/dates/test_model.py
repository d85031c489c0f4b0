import numpy as np
import pytest

from course_utils.dates.model import build_date_translator


def test_the_network_of_the_exercise_has_its_parameters():
    model = build_date_translator(30, 10, 32, 64, 37, 11)
    layers = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
    assert layers == {
        "encoder": 17_920,
        "hidden": 1_290,
        "energy": 11,
        "decoder": 33_024,
        "to_logits": 715,
    }
    assert model.count_params() == 52_960
    assert model.input_shape == (None, 30, 37)
    assert model.output_shape == (None, 10, 11)


def test_the_seed_decides_the_first_weights():
    def weights(seed):
        model = build_date_translator(5, 3, 2, 4, 7, 11, seed)
        return np.concatenate([np.ravel(w) for w in model.get_weights()])

    assert np.array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


def test_a_size_below_1_is_refused():
    with pytest.raises(ValueError, match=r"at least 1, got \(30, 0, 32, 64, 37, 11\)"):
        build_date_translator(30, 0, 32, 64, 37, 11)
