import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.trigger_word.placing import (
    N_STEPS,
    at_times,
    create_training_example,
    draw_clips,
    free_starts,
    get_random_time_segment,
    insert_audio_clip,
    insert_ones,
    is_overlapping,
)
from tests.trigger_word.clips_for_tests import background, word


@given(
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=4),
)
def test_free_starts_are_those_that_overlap_nothing(segment_ms, spans):
    taken = [(start, start + length) for start, length in spans]
    expected = [
        start
        for start in range(max(0, 50 - segment_ms + 1))
        if not is_overlapping((start, start + segment_ms - 1), taken)
    ]
    assert free_starts(segment_ms, taken, 50).tolist() == expected


@pytest.mark.parametrize("segment_ms", [0, 10_001])
def test_a_clip_that_does_not_fit_is_refused(segment_ms):
    with pytest.raises(ValueError, match=f"{segment_ms:,} ms does not fit"):
        get_random_time_segment(segment_ms, np.random.default_rng(0))


def test_places_are_drawn_evenly():
    rng = np.random.default_rng(0)
    starts = [get_random_time_segment(9_990, rng)[0] for _ in range(2_200)]
    assert set(starts) == set(range(11))
    assert np.bincount(starts).min() > 140


def test_no_room_is_said_at_once():
    taken = [(ms, ms + 99) for ms in range(0, 10_000, 700)]
    started = time.process_time()
    with pytest.raises(ValueError, match=r"800 ms does not fit"):
        insert_audio_clip(background(), word(), taken, np.random.default_rng(0))
    assert time.process_time() - started < 1


def test_the_sanity_checks_of_the_exercise():
    assert not is_overlapping((950, 1430), [(2000, 2550), (260, 949)])
    assert is_overlapping((2305, 2950), [(824, 1532), (1900, 2305), (3424, 3656)])
    y = insert_ones(insert_ones(np.zeros((1, N_STEPS)), 9700), 4251)
    assert (y[0][1333], y[0][634], y[0][635]) == (0.0, 1.0, 0.0)


def test_labels_are_read_at_other_times():
    y = insert_ones(np.zeros((1, N_STEPS), np.float32), 4251)
    times = 20 * np.arange(500) + 10
    ones = np.flatnonzero(at_times(y, times))
    assert times[ones[[0, -1]]].tolist() == [4270, 4610]
    assert at_times(y, times).dtype == np.float32
    assert np.array_equal(at_times(y, (np.arange(N_STEPS) + 0.5) * 10_000 / N_STEPS), y[0])


def test_before_the_first_label_there_is_no_word_and_after_the_last_one_nothing_new():
    y = np.ones((1, N_STEPS), np.float32)
    assert at_times(y, [-0.1, 0, 9_999, 10_000]).tolist() == [0, 1, 1, 1]


def test_every_number_of_clips_is_drawn():
    rng = np.random.default_rng(0)
    numbers = [len(draw_clips(["a", "b"], 4, rng)) for _ in range(500)]
    assert np.bincount(numbers).min() > 70
    assert draw_clips([], 4, rng) == []


def test_examples_end_also_when_clips_leave_no_room():
    rng = np.random.default_rng(0)
    sound = background(rate=8_000)
    long = [word(2_500, rate=8_000)]
    for _ in range(300):
        audio, y = create_training_example(sound, long, long, rng)
        assert (len(audio), y.shape, y.dtype) == (10_000, (1, 1375), np.float32)
