import numpy as np
import pytest

from course_utils.audio.blocks import mono, resampled
from course_utils.audio.files import AudioError, resample


def test_channels_are_mixed_to_their_mean():
    mixed = mono(np.array([[1.0, 0.0], [0.5, -0.5]]))
    assert mixed.dtype == np.float32
    assert mixed.tolist() == [0.5, 0.0]
    with pytest.raises(AudioError, match="NaN or infinite"):
        mono(np.array([[np.inf]]))


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000, 96_000])
def test_resampling_in_blocks_is_that_of_the_whole(rate):
    sound = np.random.default_rng(0).uniform(-0.5, 0.5, rate).astype(np.float32)
    pieces = np.split(sound, np.sort(np.random.default_rng(1).integers(0, rate, 30)))
    streamed = np.concatenate(list(resampled(pieces, rate, 44_100)))
    np.testing.assert_allclose(streamed, resample(sound, rate, 44_100), atol=1e-6)
