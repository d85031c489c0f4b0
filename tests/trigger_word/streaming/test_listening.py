import numpy as np
import pytest

from course_utils.audio.files import AudioError, resample
from course_utils.audio.front_end import FrontEnd
from course_utils.numpy_layers import Activation, Conv, Dense
from course_utils.trigger_word.detection import REFRACTORY_MS, decode_events, detect_triggerword
from course_utils.trigger_word.streaming.listening import listen
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector
from course_utils.trigger_word.streaming.streaming_detector import StreamingDetector

RATE = 16_000


class Loudness(FrontEnd):
    """One band: how loud a frame is."""

    def decibels(self, audio):
        return FrontEnd().decibels(audio).mean(axis=1, keepdims=True)

    @property
    def n_bands(self):
        return 1


@pytest.fixture(scope="module")
def detector():
    """Detects that a noise begins."""
    conv = Conv(np.full((15, 1, 1), 1 / 15, np.float32), np.zeros(1, np.float32), 4)
    dense = Dense(np.full((1, 1), 9.0, np.float32), np.full(1, -4.0, np.float32))
    return StreamingDetector(
        NumpyDetector((conv, dense, Activation("sigmoid"))), Loudness(), 0.5, "noise"
    )


def knocks(*seconds, length=6.0, rate=RATE):
    rng = np.random.default_rng(0)
    sound = rng.normal(0, 1e-3, round(length * rate))
    for second in seconds:
        start = round(second * rate)
        sound[start : start + rate // 5] = rng.uniform(-0.5, 0.5, rate // 5)
    return sound.astype(np.float32)


def blocks(sound, size):
    return [sound[i : i + size, np.newaxis] for i in range(0, len(sound), size)]


@pytest.mark.parametrize("size", [100, 1600, 96_000])
def test_detections_are_those_of_the_whole_sound(detector, size):
    sound = knocks(1, 2.5, 5)
    found = list(listen(blocks(sound, size), RATE, detector))
    stream = detector.stream()
    whole = np.clip(resample(sound, RATE, 44_100), -1, 1)
    probabilities = detect_triggerword(whole, detector.front_end, detector.network)
    expected = decode_events(probabilities, 0.5, stream.step_ms, REFRACTORY_MS) + stream.first_ms
    assert [d.time_ms for d in found] == pytest.approx(expected.tolist())
    assert [d.time_ms for d in found] == pytest.approx([1020, 2520, 5020], abs=30)


def test_detections_come_while_the_sound_does(detector):
    def endless():
        yield from blocks(knocks(1, length=2), 1600)
        raise AssertionError("asked for more than was needed")

    assert next(listen(endless(), RATE, detector)).time_ms == pytest.approx(1020, abs=30)


def test_channels_are_mixed_and_thresholds_hold(detector):
    sound = knocks(1, 3)
    stereo = [np.repeat(block, 2, axis=1) for block in blocks(sound, 1600)]
    one = list(listen(blocks(sound, 1600), RATE, detector))
    two = list(listen(stereo, RATE, detector))
    assert one == two
    assert len(one) == 2
    assert list(listen(blocks(sound, 1600), RATE, detector, threshold=1 - 1e-12)) == []
    with pytest.raises(ValueError, match="between 0 and 1, got 2"):
        list(listen(stereo, RATE, detector, threshold=2))


def test_samples_that_are_no_numbers(detector):
    with pytest.raises(AudioError, match="NaN or infinite"):
        list(listen([np.full((100, 1), np.nan, np.float32)], RATE, detector))
