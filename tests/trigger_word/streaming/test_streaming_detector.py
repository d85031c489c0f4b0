"""Sound in pieces of any size gives the probabilities and the events of the whole."""

import numpy as np
import pytest

from course_utils.audio.front_end import FrontEnd
from course_utils.trigger_word.detection import decode_events, detect_triggerword
from course_utils.trigger_word.streaming.streaming_detector import EventStream, ProbabilityStream


@pytest.mark.parametrize("chunk", [4410, 441, 997, 64_000, "any"])
def test_a_stream_in_pieces_is_the_whole(both, noise, chunk):
    model, detector = both
    sound = noise(150_000, seed=1)
    rng = np.random.default_rng(2)
    random = np.sort(rng.integers(0, len(sound), 60))
    cuts = random if chunk == "any" else np.arange(chunk, len(sound), chunk)
    pieces = np.split(sound, cuts)
    stream = ProbabilityStream(detector, FrontEnd())
    streamed = np.concatenate([stream.feed(piece) for piece in pieces])
    expected = detect_triggerword(sound, FrontEnd(), model)
    np.testing.assert_allclose(streamed, expected, rtol=0, atol=1e-5)


def test_step_times_are_when_a_step_is_known(both, noise):
    _, detector = both
    assert (detector.frames_per_step, detector.first_frames) == (4, 15)
    stream = ProbabilityStream(detector, FrontEnd())
    assert stream.step_ms == pytest.approx(320 / 44.1)
    needed = round(stream.first_ms * 44.1)
    assert len(stream.feed(noise(needed - 1))) == 0
    assert len(stream.feed(noise(1))) == 1
    assert len(stream.feed(noise(319))) == 0
    assert len(stream.feed(noise(1))) == 1


@pytest.mark.parametrize("seed", range(5))
def test_events_of_a_stream_are_those_of_the_whole(seed):
    rng = np.random.default_rng(seed)
    probabilities = rng.uniform(size=2000) ** 4
    stream, found = EventStream(0.6, 7.25, first_ms=30, refractory_ms=400), []
    for piece in np.split(probabilities, np.sort(rng.integers(0, 2000, 50))):
        found += stream.feed(piece)
    expected = decode_events(probabilities, 0.6, 7.25, 400)
    assert len(expected) > 5
    assert [d.time_ms for d in found] == pytest.approx((expected + 30).tolist())
    assert all(d.probability > 0.6 for d in found)
