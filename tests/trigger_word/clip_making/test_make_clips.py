import numpy as np

from course_utils.audio.pydub_audio import to_segment
from course_utils.speech_synthesis.speaking import SAMPLE_RATE
from course_utils.trigger_word.clip_making.make_clips import cut_part
from course_utils.trigger_word.clips import word_times
from tests.sounds import tone


def test_a_part_is_a_share_of_the_word_and_not_of_its_file():
    before, after = np.zeros(SAMPLE_RATE // 5), np.zeros(SAMPLE_RATE // 2)
    word = np.concatenate([before, tone(0.6, SAMPLE_RATE), after]).astype(np.float32)
    rng = np.random.default_rng(0)
    parts = [to_segment(cut_part(word, rng), SAMPLE_RATE) for _ in range(60)]
    starts, ends = np.array([word_times(part) for part in parts]).T
    shares = (ends - starts) / 600
    assert 0.33 < shares.min() < 0.4
    assert 0.65 < shares.max() < 0.72
    is_first = starts == 200
    assert 20 < is_first.sum() < 40
    assert np.array_equal([len(part) for part in parts] - ends > 400, ~is_first)


def test_a_part_begins_and_ends_softly_and_is_new():
    word = tone(0.6, SAMPLE_RATE).astype(np.float32)
    kept = word.copy()
    part = cut_part(word, np.random.default_rng(0))
    assert part[0] == part[-1] == 0
    assert np.array_equal(word, kept)
