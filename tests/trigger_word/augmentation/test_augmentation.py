from dataclasses import replace

import numpy as np
import pytest

from course_utils.audio.loudness import level_dbfs, limit_peak, match_level
from course_utils.audio.pydub_audio import to_samples
from course_utils.trigger_word.augmentation.augmentation import (
    PLAIN,
    Augmentation,
    add_noise,
    change_microphone,
    change_speed,
    draw_response,
    limit_band,
    mask_features,
    speak_in_room,
    tilt,
)
from tests.sounds import tone
from tests.trigger_word.clips_for_tests import RATE, echo, word

NOISE = np.random.default_rng(0).uniform(-0.3, 0.3, 2 * RATE).astype(np.float32)


def gain_db(change, hz, rate=RATE):
    before = tone(1, rate, hz).astype(np.float32)
    return level_dbfs(change(before)[rate // 10 :]) - level_dbfs(before[rate // 10 :])


def test_levels():
    assert level_dbfs(tone(1)) == pytest.approx(-9.03, abs=0.01)
    assert level_dbfs(np.zeros(5, np.float32)) == -np.inf
    assert level_dbfs(match_level(NOISE, -40)) == pytest.approx(-40, abs=0.01)
    assert not match_level(np.zeros(5, np.float32), -40).any()


def test_a_level_that_would_clip_is_as_high_as_can_be():
    loud = match_level(NOISE, 0, highest_peak=0.5)
    assert np.abs(loud).max() == pytest.approx(0.5)
    assert np.corrcoef(loud, NOISE)[0, 1] == pytest.approx(1)
    assert limit_peak(NOISE) is NOISE


@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_speed_changes_length_and_pitch(factor):
    faster = change_speed(tone(1, hz=1_000).astype(np.float32), RATE, factor)
    assert len(faster) == pytest.approx(RATE / factor, rel=1e-3)
    peak = np.abs(np.fft.rfft(faster)).argmax() * RATE / len(faster)
    assert peak == pytest.approx(1_000 * factor, rel=0.01)
    assert change_speed(NOISE, RATE, 1) is NOISE


def test_a_room_keeps_the_level_and_the_beginning():
    spoken = np.zeros(2 * RATE, np.float32)
    spoken[RATE // 5 :][: len(to_samples(word()))] = to_samples(word())
    spoken[-RATE // 4 :] = 0.1
    echoing = speak_in_room(spoken, echo())
    assert len(echoing) == len(spoken)
    assert level_dbfs(echoing) == pytest.approx(level_dbfs(spoken), abs=0.01)
    assert np.abs(echoing[: 3 * RATE // 10 - 1]).max() < 1e-4
    whole = np.convolve(spoken, echo())[: len(spoken)]
    assert np.allclose(echoing, whole * (echoing.std() / whole.std()), atol=1e-4)
    assert not speak_in_room(0 * spoken, echo()).any()


@pytest.mark.parametrize("rise", [-6, 6])
@pytest.mark.parametrize(("rate", "highest"), [(16_000, 7_990), (44_100, 11_000)])
def test_a_tilt_lies_between_low_and_high(rise, rate, highest):
    low, high = (gain_db(lambda x: tilt(x, rate, rise), hz, rate) for hz in (20, highest))
    assert high - low == pytest.approx(rise, abs=0.1)
    assert high + low == pytest.approx(0, abs=0.1)


def test_a_band_is_limited():
    assert gain_db(lambda x: limit_band(x, RATE, 4_000), 6_000) < -38
    assert abs(gain_db(lambda x: limit_band(x, RATE, 4_000), 3_000)) < 0.6
    assert limit_band(NOISE, RATE, 8_000) is NOISE
    assert limit_band(NOISE, RATE, 7_999) is not NOISE


def test_noise_has_its_level():
    rng = np.random.default_rng(0)
    assert level_dbfs(add_noise(0 * NOISE, -30, rng)) == pytest.approx(-30, abs=0.1)


def test_a_microphone_never_clips():
    settings = Augmentation(noise=1, noise_snr_db=(0, 0), band_limit=1)
    for seed in range(10):
        rng = np.random.default_rng(seed)
        assert np.abs(change_microphone(3 * NOISE, RATE, 0, settings, rng)).max() <= 1


def test_plain_changes_nothing_but_levels():
    rng = np.random.default_rng(0)
    assert change_microphone(NOISE, RATE, -26, PLAIN, rng) is NOISE
    features = np.ones((9, 4), np.float32)
    assert np.array_equal(mask_features(features, 10, PLAIN, rng), features)
    assert draw_response([echo()], PLAIN.room, rng) is None
    assert draw_response([], 1.0, rng) is None


def test_masks_are_stretches_of_the_mean():
    features = np.random.default_rng(0).random((200, 40), dtype=np.float32)
    settings = replace(PLAIN, time_masks=1, band_masks=1, time_mask_ms=200, band_mask_share=0.25)
    widths = set()
    for seed in range(100):
        masked = mask_features(features, 10, settings, np.random.default_rng(seed))
        changed = masked != features
        assert (masked[changed] == features.mean()).all()
        rows, bands = changed.all(axis=1).sum(), changed.all(axis=0).sum()
        assert rows <= 20
        assert bands <= 10
        widths.add((rows, bands))
    assert len(widths) > 50


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"room": 1.5}, "room is a share"),
        ({"without_word": 2}, "without_word is a share"),
        ({"snr_db": (5, 1)}, "snr_db is a range"),
        ({"speed": 0.9}, "at least 1"),
    ],
)
def test_settings_without_sense_are_refused(setting, words):
    with pytest.raises(ValueError, match=words):
        Augmentation(**setting)
