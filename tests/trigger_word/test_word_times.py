import numpy as np
import pytest

from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.trigger_word.clips import timed, word_end_ms, word_times
from tests.trigger_word.clips_for_tests import RATE, word


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_silence_around_the_word_does_not_count(rate):
    clip = word(500, before_ms=120, after_ms=400, rate=rate)
    assert word_times(clip) == (120, 620)


@pytest.mark.parametrize("noise_db", [-60, -40, -25])
def test_noise_after_the_word_does_not_count(noise_db):
    clip = word(500, after_ms=600)
    noise = np.random.default_rng(1).uniform(-1, 1, len(to_samples(clip)))
    noisy = to_samples(clip) + np.float32(0.3 * 10 ** (noise_db / 20)) * noise
    assert word_times(to_segment(noisy.astype(np.float32), RATE)) == (100, 600)


def test_a_closure_belongs_to_the_word_and_a_later_click_does_not():
    samples = to_samples(word(500, before_ms=100, after_ms=1_000)).copy()
    burst = samples[3_000:3_160]
    samples[RATE * 750 // 1000 :][:160] = burst / 3
    samples[RATE * 1_400 // 1000 :][:160] = burst * 2
    assert word_times(to_segment(samples, RATE)) == (100, 760)


def test_the_word_is_found_at_any_level():
    for amplitude in (0.01, 0.1, 0.99):
        assert word_times(word(amplitude=amplitude)) == (100, 600)


def test_no_word_is_said():
    with pytest.raises(ValueError, match="silent or 300 ms"):
        word_times(to_segment(np.zeros(4_800, np.float32), RATE))
    with pytest.raises(ValueError, match="5 ms short"):
        word_times(to_segment(np.ones(80, np.float32) / 2, RATE))


def test_a_clip_with_its_times():
    clip = word()
    spoken = timed(clip)
    assert (spoken.clip, spoken.start_ms, spoken.end_ms) == (clip, 100, 600)
    assert word_end_ms(clip) == 600
