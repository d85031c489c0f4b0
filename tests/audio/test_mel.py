import numpy as np
import pytest

from course_utils.audio.mel import hz_to_mel, mel_to_hz, mel_weights


def test_1000_hz_are_1000_mel_and_there_is_a_way_back():
    assert hz_to_mel(1_000) == pytest.approx(1_000, abs=0.1)
    hz = np.array([0.0, 60.0, 440.0, 20_000.0])
    np.testing.assert_allclose(mel_to_hz(hz_to_mel(hz)), hz, atol=1e-9)


def test_each_band_is_a_mean_over_neighbors():
    weights = mel_weights(1024, 44_100, 40, 7_600)
    assert (weights.shape, weights.dtype) == ((513, 40), np.float32)
    assert weights.min() == 0
    np.testing.assert_allclose(weights.sum(axis=0), 1, rtol=1e-6)
    hz = np.fft.rfftfreq(1024, 1 / 44_100)
    centers = hz @ weights
    assert np.all(np.diff(centers) > 0)
    assert not weights[(hz <= 60) | (hz >= 7_600)].any()
    for band in weights.T:
        (touched,) = np.nonzero(band)
        assert np.array_equal(touched, np.arange(touched[0], touched[-1] + 1))


def test_white_noise_is_as_loud_in_every_band():
    flat = np.ones(513, np.float32)
    np.testing.assert_allclose(flat @ mel_weights(1024, 44_100, 40, 7_600), 1, rtol=1e-5)


def test_bands_between_two_frequencies_are_refused():
    with pytest.raises(ValueError, match="40 bands are too many for a window of 200 samples"):
        mel_weights(200, 44_100, 40, 7_600)


def test_a_sample_rate_too_low_for_the_bands_is_refused():
    with pytest.raises(ValueError, match="8000 Hz hold no sound above 4000 Hz, got 7600"):
        mel_weights(200, 8_000, 10, 7_600)
