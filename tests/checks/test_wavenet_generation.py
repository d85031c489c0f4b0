"""Right answers get all points, also those that are written in another way than the course's."""

import pytest

from course_utils.backend import keras
from course_utils.checks import wavenet_generation
from course_utils.checks.report import try_properties
from course_utils.wavenet import model


def gated_activation(filter_, gate):
    return keras.activations.tanh(filter_) * keras.activations.sigmoid(gate)


def residual_block(x, dilated, to_skip, to_residual, condition=None):
    both = keras.ops.add(dilated(x), 0 if condition is None else condition)
    half = both.shape[-1] // 2
    z = model.gated_activation(both[:, :, :half], both[:, :, half:])
    return [keras.layers.Add()([to_residual(z), x]), to_skip(z)]


@pytest.mark.parametrize("name", ["gated_activation", "residual_block"])
def test_right_answers_may_be_written_in_another_way(name):
    report = try_properties(globals()[name], wavenet_generation.EXERCISES[name])
    assert report.earned == report.possible, str(report)


class RoundsEachRowInAnotherWay(keras.layers.Layer):
    """As kernels may that compute several rows at once: oneDNN's on some processors."""

    def call(self, x):
        row = keras.ops.cumsum(keras.ops.ones_like(x), axis=0)
        return x * (1 + 2e-7 * row)


def test_a_right_network_may_round_each_row_of_a_batch_in_another_way():
    def build_wavenet(config):
        right = model.build_wavenet(config)
        return keras.Model(right.input, RoundsEachRowInAnotherWay()(right.output))

    report = try_properties(build_wavenet, wavenet_generation.EXERCISES["build_wavenet"])
    assert report.earned == report.possible, str(report)
