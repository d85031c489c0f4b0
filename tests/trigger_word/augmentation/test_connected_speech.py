import numpy as np

from course_utils.audio.pydub_audio import to_samples
from course_utils.trigger_word.augmentation.connected_speech import LONGEST_MS, PAUSE_MS, Talk, join
from tests.trigger_word.clips_for_tests import word

CLIPS = [word(ms=200 + 50 * k, before_ms=0, after_ms=0, seed=k) for k in range(3)]


def test_one_word_at_a_time_is_the_clip():
    talk = Talk(CLIPS, 1, np.random.default_rng(0))
    assert len(talk) == 3
    assert [clip.raw_data for clip in talk] == [clip.raw_data for clip in CLIPS]


def test_joined_clips_lie_one_after_the_other():
    samples = to_samples(join(CLIPS[:2], [30]))
    first, second = to_samples(CLIPS[0]), to_samples(CLIPS[1])
    assert np.array_equal(samples[: len(first)], first)
    assert np.array_equal(samples[-len(second) :], second)
    assert len(samples) == len(first) + len(second) + 16 * 30
    assert not samples[len(first) : len(first) + 16 * 30].any()


def test_talk_begins_with_its_clip_and_has_at_most_so_many():
    talk = Talk(CLIPS, 4, np.random.default_rng(0))
    lengths = []
    for _ in range(60):
        said = talk[1]
        assert said.raw_data.startswith(CLIPS[1].raw_data)
        lengths.append(len(said))
    assert min(lengths) == len(CLIPS[1])
    assert 800 < max(lengths) < 4 * 300 + 3 * PAUSE_MS[1]
    assert len(set(lengths)) > 20


def test_talk_is_not_endless_but_a_long_clip_stays_whole():
    talk = Talk([word(ms=1_000), word(ms=7_000)], 50, np.random.default_rng(0))
    assert max(len(talk[0]) for _ in range(20)) <= LONGEST_MS
    assert len(talk[1]) == 7_300


def test_the_generator_decides():
    def lengths(seed):
        talk = Talk(CLIPS, 3, np.random.default_rng(seed))
        return [len(talk[0]) for _ in range(10)]

    assert lengths(1) == lengths(1) != lengths(2)
