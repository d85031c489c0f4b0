import numpy as np
import pytest

from course_utils.audio.front_end import FrontEnd, subtract_running_mean
from course_utils.trigger_word.detection import graph_spectrogram
from course_utils.trigger_word.detectors import CONFIGS

FRONT_ENDS = {name: CONFIGS[name].front_end for name in ("course", "small")}
FRONT_ENDS["linear"] = FrontEnd()
each_front_end = pytest.mark.parametrize("front_end", FRONT_ENDS.values(), ids=FRONT_ENDS)


def sound(seconds=3, seed=0):
    """Noise whose loudness changes."""
    n = round(44_100 * seconds)
    rng = np.random.default_rng(seed)
    loudness = np.repeat(rng.uniform(0.1, 0.3, n // 2000 + 1), 2000)[:n]
    return (loudness * rng.uniform(-1, 1, n)).astype(np.float32)


def test_its_decibels_are_those_of_the_exercise():
    audio = sound(1)
    given = FrontEnd().decibels(audio)
    assert np.abs(given - graph_spectrogram(audio).T).max() < 0.01


@each_front_end
def test_pieces_give_what_the_whole_gives(front_end):
    audio = sound()
    expected = front_end.features(audio)
    assert (expected.shape, expected.dtype) == (
        (front_end.n_frames(len(audio)), front_end.n_bands),
        np.float32,
    )
    for n_pieces in (2, 40, 2000):
        cuts = np.sort(np.random.default_rng(n_pieces).integers(0, len(audio), n_pieces))
        stream = front_end.stream()
        pieces = [stream.feed(piece) for piece in np.split(audio, cuts)]
        np.testing.assert_allclose(np.concatenate(pieces), expected, rtol=0, atol=1e-5)


@each_front_end
def test_a_gain_changes_nothing(front_end):
    audio = sound()
    expected = front_end.features(audio)
    for factor in (0.1, 3.0):
        louder = front_end.features(np.float32(factor) * audio)
        assert np.quantile(np.abs(louder - expected), 0.98) < 1e-3  # the rest falls below -100 dB


def test_the_level_of_a_band_is_forgotten():
    front_end = FrontEnd(memory_s=0.5)
    rng = np.random.default_rng(0)
    steady = rng.normal(0, 0.1, 44_100 * 6).astype(np.float32)
    steady[: 44_100 * 3] *= 0.01  # 40 dB less
    means = front_end.features(steady).mean(axis=1)
    frames_per_s = 44_100 / 80
    before, after, long_after = (means[round(t * frames_per_s)] for t in (2.8, 3.02, 5.8))
    assert abs(before) < 0.2
    assert 1.5 < after < 2.2  # of the 40 dB, hardly anything is in the mean yet
    assert abs(long_after) < 0.2


def test_the_mean_is_that_of_the_frames_so_far_the_older_the_lighter():
    front_end = FrontEnd(window=8, hop=4, memory_s=0.01, sample_rate=1_000)
    audio = sound(1)[:40]
    decibels = front_end.decibels(audio).astype(float)
    forget = np.exp(-4 / (1_000 * 0.01))
    expected = []
    for now in range(len(decibels)):
        weights = forget ** np.arange(now, -1, -1)
        mean = weights @ decibels[: now + 1] / weights.sum()
        expected.append((decibels[now] - mean) / 20)
    np.testing.assert_allclose(front_end.features(audio), expected, rtol=0, atol=1e-5)


@each_front_end
def test_the_front_end_computes_what_the_exercise_does(front_end):
    audio = sound()
    expected = subtract_running_mean(front_end.decibels(audio), front_end.keep) / 20
    np.testing.assert_allclose(front_end.features(audio), expected, rtol=0, atol=1e-5)


def test_the_running_mean_is_as_by_hand():
    decibels = np.array([[4, -60], [1, -60], [9, -60]], np.float32)
    given = subtract_running_mean(decibels, keep=0.5)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, [[0, 0], [-1, 0], [3, 0]], rtol=0, atol=1e-5)


@each_front_end
@pytest.mark.parametrize("missing", [0, 1])
def test_frames_lie_wholly_within_the_sound(front_end, missing):
    n_samples = front_end.window + 3 * front_end.hop - missing
    assert front_end.n_frames(n_samples) == 4 - missing
    assert len(front_end.features(sound()[:n_samples])) == 4 - missing


@each_front_end
def test_no_sound_is_no_frames_and_silence_is_numbers(front_end):
    for n_samples in (0, front_end.window - 1):
        audio = np.zeros(n_samples, np.float32)
        assert front_end.n_frames(n_samples) == 0
        assert front_end.features(audio).shape == (0, front_end.n_bands)
        assert front_end.stream().feed(audio).shape == (0, front_end.n_bands)
    silence = front_end.features(np.zeros(44_100, np.float32))
    assert np.abs(silence).max() < 1e-6


def test_a_tone_is_in_its_band():
    front_end = FRONT_ENDS["small"]
    for hz in (200, 1_000, 5_000):
        audio = 0.1 * np.sin(2 * np.pi * hz * np.arange(1_600) / 16_000).astype(np.float32)
        loudest = front_end.decibels(audio).mean(axis=0).argmax()
        edges = np.linspace(*2595 * np.log10(1 + np.array([60, 7600]) / 700), 42)
        mel = 2595 * np.log10(1 + hz / 700)
        assert edges[loudest] < mel < edges[loudest + 2]
