"""Small WaveNets with random weights, large enough that their codes vary."""

import numpy as np

from course_utils.wavenet.model import WaveNetConfig, build_wavenet

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
