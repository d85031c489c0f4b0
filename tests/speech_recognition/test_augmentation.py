from dataclasses import replace

import numpy as np
import pytest

from course_utils.audio.loudness import level_dbfs
from course_utils.speech_recognition.augmentation import (
    PLAIN,
    Augmentation,
    add_noise,
    change_recording,
    change_sound,
    mask_features,
)
from course_utils.speech_recognition.clips import SAMPLE_RATE
from tests.speech_recognition.tones import tone


def test_speed_changes_length_and_pitch():
    sound = np.sin(2 * np.pi * 500 * np.arange(8_000) / 8_000).astype(np.float32)
    settings = Augmentation(speed=1.5, noise=0.0, tilt_db=0.0)
    lengths = set()
    for seed in range(8):
        changed = change_sound(sound, settings, np.random.default_rng(seed))
        lengths.add(len(changed))
        peak_hz = np.abs(np.fft.rfft(changed)).argmax() * SAMPLE_RATE / len(changed)
        assert peak_hz == pytest.approx(500 * len(sound) / len(changed), rel=0.02)
    assert min(lengths) > 8_000 / 1.51
    assert max(lengths) < 8_000 * 1.51
    assert len(lengths) == 8


def test_recordings_are_cut_and_bring_noise_that_ends_with_them():
    settings = replace(PLAIN, cut_s=0.02, own_noise=1.0, own_snr_db=(20.0, 20.0))
    sound = tone("0", seconds=0.4)
    changed = [change_recording(sound, settings, np.random.default_rng(i)) for i in range(30)]
    lengths = np.array([len(own) for own in changed]) / SAMPLE_RATE
    assert 0.36 <= lengths.min() < 0.37
    assert 0.39 < lengths.max() <= 0.4
    hiss = [own[:100] for own in changed]  # where the tone has not begun
    assert all(np.std(own) > 3 * np.std(sound[:100]) for own in hiss)
    [short] = {len(change_recording(sound[:80], settings, np.random.default_rng(0)))}
    assert short >= 60
    np.testing.assert_array_equal(change_recording(sound, PLAIN, np.random.default_rng(0)), sound)


def test_tilt_raises_one_end_of_the_spectrum_against_the_other():
    noise = np.random.default_rng(1).normal(0, 0.1, 16_000).astype(np.float32)
    settings = Augmentation(speed=1.0, noise=0.0, tilt_db=6.0)
    tilts = []
    for seed in range(10):
        spectrum = np.abs(np.fft.rfft(change_sound(noise, settings, np.random.default_rng(seed))))
        low, high = spectrum[:800].mean(), spectrum[-800:].mean()
        tilts.append(20 * np.log10(high / low))
    assert min(tilts) < -2
    assert max(tilts) > 2
    assert max(np.abs(tilts)) < 6.5


def test_noise_has_its_level():
    noisy = add_noise(np.zeros(80_000, np.float32), -40.0, np.random.default_rng(0))
    assert noisy.dtype == np.float32
    assert level_dbfs(noisy) == pytest.approx(-40, abs=0.1)


def test_masks_hide_bands_and_frames_and_leave_the_argument_alone():
    features = np.ones((40, 12), np.float32)
    settings = Augmentation(masks=1, mask_bands=4, mask_frames=100)
    hidden_bands, hidden_frames = set(), set()
    for seed in range(40):
        masked = mask_features(features, settings, np.random.default_rng(seed))
        hidden_bands.add(int((masked == 0).all(axis=0).sum()))
        hidden_frames.add(int((masked == 0).all(axis=1).sum()))
    assert features.all()
    assert hidden_bands == {0, 1, 2, 3, 4}
    assert max(hidden_frames) == 10  # a quarter
    assert (mask_features(features, PLAIN, np.random.default_rng(0)) == features).all()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"speed": 0.9}, r"speed is a factor of at least 1, got 0\.9"),
        ({"noise": 1.5}, r"noise is a share from 0 to 1, got 1\.5"),
        ({"snr_db": (3, 2)}, "snr_db is a range"),
        ({"tilt_db": -1}, "tilt_db is at least 0, got -1"),
        ({"masks": -1}, "masks is at least 0, got -1"),
    ],
)
def test_changes_that_make_no_sense(settings, message):
    with pytest.raises(ValueError, match=message):
        Augmentation(**settings)
