"""Backgrounds: from a seed, of the level promised, each kind like itself and unlike the others."""

import numpy as np
import pytest

from course_utils.trigger_word.clip_making.backgrounds import (
    KINDS,
    LEVEL_DBFS,
    SAMPLE_RATE,
    colored_noise,
    make_babble,
    make_background,
    slow_change,
)


def share_below(audio, hz):
    """How much of the power lies below a frequency."""
    power = np.abs(np.fft.rfft(audio)) ** 2
    return power[: int(hz * len(audio) / SAMPLE_RATE)].sum() / power.sum()


def crest_db(audio):
    return 20 * np.log10(np.abs(audio).max() / np.sqrt(np.mean(audio**2)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_background_is_sound_of_the_right_length_and_level(kind):
    audio = make_background(kind, 5, seconds=2)
    assert audio.shape == (2 * SAMPLE_RATE,)
    assert audio.dtype == np.float32
    assert np.abs(audio).max() < 1
    assert 20 * np.log10(np.sqrt(np.mean(audio**2))) == pytest.approx(LEVEL_DBFS, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind):
    first = make_background(kind, 1, seconds=1)
    np.testing.assert_array_equal(first, make_background(kind, 1, seconds=1))
    assert np.abs(first - make_background(kind, 2, seconds=1)).max() > 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_kinds_sound_like_what_they_are_called(seed):
    sounds = {kind: make_background(kind, seed, seconds=5) for kind in KINDS}
    assert share_below(sounds["room"], 1_000) > 0.9
    assert share_below(sounds["wind"], 500) > 0.6
    assert share_below(sounds["hum"], 1_300) > 0.8
    assert share_below(sounds["rain"], 1_000) < 0.3
    assert crest_db(sounds["typing"]) > 20 > crest_db(sounds["fan"])


def test_babble_is_made_of_the_clips_it_gets():
    clips = [np.sin(2 * np.pi * hz * np.arange(SAMPLE_RATE) / SAMPLE_RATE) for hz in (300, 700)]
    babble = make_babble(clips, 0, seconds=2)
    assert babble.shape == (2 * SAMPLE_RATE,)
    assert share_below(babble, 800) > 0.95
    np.testing.assert_array_equal(babble, make_babble(clips, 0, seconds=2))


def test_unknown_kinds_and_lengths_are_named():
    with pytest.raises(ValueError, match="no background called 'zoo'; there are room, "):
        make_background("zoo", 0)
    with pytest.raises(ValueError, match="seconds must be positive, not 0"):
        make_background("room", 0, seconds=0)


@pytest.mark.parametrize("slope_db", [0, -3, -6])
def test_noise_falls_as_told(slope_db):
    noise = colored_noise(np.random.default_rng(0), 2**18, slope_db, 20, 20_000)
    power = np.abs(np.fft.rfft(noise)) ** 2
    hz = np.fft.rfftfreq(len(noise), 1 / SAMPLE_RATE)
    octaves = [power[(hz > low) & (hz < 1.1 * low)].mean() for low in (250, 500, 1000, 2000)]
    np.testing.assert_allclose(np.diff(10 * np.log10(octaves)), slope_db, atol=0.7)


def test_a_slow_change_is_slow_and_smooth():
    curve = slow_change(np.random.default_rng(0), 10 * SAMPLE_RATE, 0.5)
    assert len(curve) == 10 * SAMPLE_RATE
    assert np.abs(np.diff(curve)).max() < 1e-3
    assert curve.std() > 0.3
