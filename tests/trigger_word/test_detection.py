from itertools import permutations

import numpy as np
import pytest
from scipy.signal import spectrogram

from course_utils.audio.files import AudioError
from course_utils.audio.pydub_audio import AudioSegment
from course_utils.trigger_word.detection import (
    chime_on_activate,
    decode_events,
    detect_triggerword,
    event_scores,
    graph_spectrogram,
    make_chime,
    match_events,
    preprocess_audio,
)
from tests.sounds import tone


class FrontEnd:
    def features(self, samples):
        return samples.reshape(-1, 2)


class Model:
    def predict(self, features, verbose):
        assert verbose == 0
        return features[:, ::2, :1] / 10


def test_detects_a_clip_as_a_batch_of_one():
    samples = np.arange(12, dtype=np.float32)
    probabilities = detect_triggerword(samples, FrontEnd(), Model())
    assert probabilities == pytest.approx([0, 0.4, 0.8])


def plateaus(*spans, steps=200):
    probabilities = np.full(steps, 0.1)
    for start, stop in spans:
        probabilities[start:stop] = 0.9
    return probabilities


@pytest.mark.parametrize(
    ("spans", "times"),
    [
        ((), []),
        (((20, 60),), [200]),
        (((0, 36),), [0]),
        (((20, 30), (35, 60)), [200]),  # it wavers
        (((20, 56), (80, 116)), [200, 800]),  # two words
        (((20, 30), (69, 80)), [200]),
        (((20, 30), (70, 80)), [200, 700]),  # just as long as the refractory period
        (((20, 199),), [200]),  # it stays high
        (((20, 30), (40, 50), (75, 80)), [200, 750]),  # what was left out is no event
    ],
)
def test_events(spans, times):
    events = decode_events(plateaus(*spans), 0.5, step_ms=10, refractory_ms=500)
    assert events.tolist() == times


def test_the_threshold_itself_is_not_above():
    assert decode_events(np.full(9, 0.5), 0.5, 10, 500).shape == (0,)
    assert decode_events([], 0.5, 10, 500).shape == (0,)


def sound(value, ms):
    pcm = np.full(ms * 44, value, np.int16)
    return AudioSegment(pcm.tobytes(), sample_width=2, frame_rate=44_000, channels=1)


def test_chimes_sound_at_each_event_and_nowhere_else():
    audio, chime = sound(100, 2000), sound(1000, 50)
    before = audio.raw_data
    chimed = chime_on_activate(audio, plateaus((20, 40), (90, 110)), 0.5, chime, 10, 500)
    samples = np.array(chimed.get_array_of_samples()).reshape(2000, 44)
    assert len(chimed) == 2000
    assert audio.raw_data == before
    loud = (samples == 1100).all(axis=1)
    assert np.flatnonzero(loud).tolist() == [*range(200, 250), *range(900, 950)]
    assert (samples[~loud] == 100).all()


def test_a_chime_at_the_end_is_cut():
    chimed = chime_on_activate(sound(0, 100), plateaus((9, 10), steps=10), 0.5, sound(9, 50), 10, 0)
    assert len(chimed) == 100


def test_it_is_scipys_spectrogram_in_decibels():
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 5_000).astype(np.float32)
    _, _, power = spectrogram(
        noise, window="hann", nperseg=200, noverlap=120, detrend=False, scaling="spectrum"
    )
    power[[0, -1]] *= 2  # scipy doubles all rows but these, as they have no negative twin
    expected = 10 * np.log10(2 * power)
    assert np.abs(graph_spectrogram(noise) - expected).max() < 0.01


def test_ten_seconds_are_5511_columns():
    given = graph_spectrogram(np.zeros(441_000, np.float32))
    assert (given.shape, given.dtype) == ((101, 5511), np.float32)
    assert np.abs(given + 100).max() < 1e-4


@pytest.mark.parametrize("audio", [np.zeros(199), np.zeros((400, 2))])
def test_what_is_too_short_or_stereo_is_refused(audio):
    with pytest.raises(ValueError, match="at least 200"):
        graph_spectrogram(audio)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.5, 10, 11])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_recording_becomes_ten_seconds(rate, seconds, channels):
    audio = np.stack([tone(seconds, rate)] * channels, axis=1)
    given = preprocess_audio(audio, rate)
    assert (given.shape, given.dtype) == ((441_000,), np.float32)
    n = round(min(seconds, 10) * 44_100)
    assert np.abs(given[1_000 : n - 1_000] - tone(10, 44_100)[1_000 : n - 1_000]).max() < 0.01
    assert not given[n + 1 :].any()


@pytest.mark.parametrize(
    ("audio", "words"),
    [
        (np.zeros(0), "no samples"),
        (np.array([np.nan, 0.0]), "NaN"),
        (np.zeros(5, np.int16), "float samples"),
    ],
)
def test_what_is_no_sound_is_refused(audio, words):
    with pytest.raises(AudioError, match=words):
        preprocess_audio(audio, 44_100)


def test_a_chime_is_short_and_begins_and_ends_in_silence():
    chime = make_chime()
    assert (chime.frame_rate, chime.channels, chime.sample_width) == (44_100, 1, 2)
    assert 150 <= len(chime) <= 250
    samples = np.array(chime.get_array_of_samples())
    assert samples[0] == samples[-1] == 0
    assert abs(np.abs(samples).max() / 32768 - 10 ** (-12 / 20)) < 0.01


def test_its_tones_are_a_fifth_apart():
    samples = np.array(make_chime().get_array_of_samples(), float)
    peaks = [np.abs(np.fft.rfft(half, 44_100)).argmax() for half in np.split(samples, 2)]
    assert [round(peak / 880, 1) for peak in peaks] == [1.0, 1.5]


WORDS = [(1000, 1600), (3000, 3700)]


@pytest.mark.parametrize(
    ("times", "words", "scores"),
    [
        ([], [], (1, 1, 1)),
        ([], WORDS, (1, 0, 0)),
        ([500], [], (0, 1, 0)),
        ([1700, 3800], WORDS, (1, 1, 1)),
        ([3800, 1700], WORDS[::-1], (1, 1, 1)),
        ([1000, 4200], WORDS, (1, 1, 1)),
        ([999, 4201], WORDS, (0, 0, 0)),
        ([1700, 1900], WORDS, (0.5, 0.5, 0.5)),
        ([1700, 1900, 3800], WORDS, (2 / 3, 1, 0.8)),
        ([1700, 2000], [(1000, 1600), (1650, 2200)], (1, 1, 1)),
        ([2000, 2100], [(1000, 1600), (1650, 2200)], (1, 1, 1)),
    ],
)
def test_scores(times, words, scores):
    assert event_scores(times, words, 500) == pytest.approx(scores)


def most_pairs(times, words, tolerance):
    """By brute force."""
    n = max(len(times), len(words))
    padded = list(times) + [np.inf] * (n - len(times))
    return max(
        sum(s <= t <= e + tolerance for t, (s, e) in zip(order, words, strict=False))
        for order in permutations(padded)
    )


@pytest.mark.parametrize("seed", range(50))
def test_no_pairing_has_more_pairs(seed):
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 3000, rng.integers(0, 6)).tolist()
    starts = rng.integers(0, 2500, rng.integers(1, 5))
    words = [(int(s), int(s + rng.integers(100, 800))) for s in starts]
    matching = match_events(times, words, 400)
    assert len(matching.pairs) == most_pairs(times, words, 400)
    assert event_scores(times, words, 400)[1] == pytest.approx(len(matching.pairs) / len(words))
    assert sorted([e for e, _ in matching.pairs] + [*matching.false_alarms]) == [*range(len(times))]
    assert sorted([w for _, w in matching.pairs] + [*matching.missed]) == [*range(len(words))]


def test_delays_are_counted_from_the_end_of_the_word():
    matching = match_events([3500, 1700], WORDS)
    assert matching.pairs == ((1, 0), (0, 1))
    assert matching.delays_ms == (100, -200)
