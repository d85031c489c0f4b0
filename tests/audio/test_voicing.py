import numpy as np
import pytest

from course_utils.audio.voicing import levels_dbfs, voiced_share

SAMPLE_RATE = 16_000
TIMES = np.arange(SAMPLE_RATE) / SAMPLE_RATE


def buzz(hz):
    """Pulses, as from vocal folds, through a resonance."""
    pulses = np.diff(np.floor(TIMES * hz), prepend=0)
    resonance = np.exp(-300 * TIMES[:400]) * np.sin(2 * np.pi * 700 * TIMES[:400])
    return 0.2 * np.convolve(pulses, resonance)[:SAMPLE_RATE]


def hiss(seed=0):
    return 0.1 * np.random.default_rng(seed).normal(size=SAMPLE_RATE)


@pytest.mark.parametrize("hz", [70, 120, 220, 380])
def test_pulses_of_every_pitch_are_voiced(hz):
    assert voiced_share(buzz(hz), SAMPLE_RATE) > 0.95


@pytest.mark.parametrize("sample_rate", [8_000, 16_000])
def test_hiss_is_not_voiced(sample_rate):
    assert voiced_share(hiss(), sample_rate) == 0
    assert voiced_share(np.diff(hiss()), sample_rate) == 0


def test_a_breathy_voice_is_voiced_until_the_hiss_is_louder():
    voice = buzz(120) / np.std(buzz(120))
    noise = hiss() / np.std(hiss())
    assert voiced_share(0.1 * (voice + 0.3 * noise), SAMPLE_RATE) > 0.9
    assert voiced_share(0.1 * (0.3 * voice + noise), SAMPLE_RATE) < 0.1


def test_the_share_counts_frames():
    half_and_half = np.concatenate([buzz(120), hiss()])
    assert voiced_share(half_and_half, SAMPLE_RATE) == pytest.approx(0.5, abs=0.03)


def test_what_nobody_hears_is_not_voiced():
    assert voiced_share(np.zeros(SAMPLE_RATE), SAMPLE_RATE) == 0
    assert voiced_share(1e-3 * buzz(120), SAMPLE_RATE) == 0
    assert voiced_share(buzz(120) + 0.5, SAMPLE_RATE) == voiced_share(buzz(120), SAMPLE_RATE)


def test_a_sine_of_full_scale_is_3_db_below_it():
    levels = levels_dbfs(np.sin(2 * np.pi * 500 * TIMES), SAMPLE_RATE)
    np.testing.assert_allclose(levels, -3.01, atol=0.01)
    assert len(levels) == 97
