import numpy as np
import pytest

from course_utils.audio.pydub_audio import AudioSegment
from course_utils.trigger_word.detection import (
    chime_on_activate,
    decode_events,
    detect_triggerword,
)


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
