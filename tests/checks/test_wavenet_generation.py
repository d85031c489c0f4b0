"""A right network gets all points, also where the machine rounds in another way."""

from course_utils.backend import keras
from course_utils.checks import wavenet_generation
from course_utils.checks.report import try_properties
from course_utils.wavenet import model


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
