from unittest.mock import Mock

import numpy as np
import pytest

from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.trigger_word.augmentation.augmentation import changed_length
from course_utils.trigger_word.augmentation.lazy_segment import LateSegment
from course_utils.trigger_word.augmentation.scenes import change_word
from course_utils.trigger_word.placing import insert_audio_clip
from tests.trigger_word.clips_for_tests import RATE, background, word

SAMPLES = to_samples(word())


def late(samples=SAMPLES):
    return LateSegment(lambda: samples, len(samples), RATE)


def test_it_is_the_segment_that_it_would_be():
    made = to_segment(SAMPLES, RATE)
    assert (len(late()), late().frame_count()) == (len(made), made.frame_count())
    assert late() == made
    assert late()[100:300] == made[100:300]
    assert late() - 6 == made - 6
    assert late().dBFS == made.dBFS
    assert background().overlay(late(), position=50) == background().overlay(made, position=50)


def test_it_is_made_once_and_not_before_it_is_heard():
    make = Mock(return_value=SAMPLES)
    segment = LateSegment(make, len(SAMPLES), RATE)
    assert len(segment) == len(word())
    make.assert_not_called()
    assert segment.raw_data == segment.raw_data
    make.assert_called_once()


def test_what_cannot_be_made_is_not_taken_for_what_does_not_fit():
    broken = late(np.full(RATE, np.nan, np.float32))
    with pytest.raises(RuntimeError, match="a clip cannot be changed"):
        insert_audio_clip(background(), broken, [], np.random.default_rng(0))


@pytest.mark.parametrize("taps", [None, 1, 100, 3_200, 3_201, 9_600])
def test_its_length_is_known_before(taps):
    rng = np.random.default_rng(0)
    response = None if taps is None else np.eye(1, taps, dtype=np.float32)[0]
    for factor in (1.0, *(1.15 ** rng.uniform(-1, 1, 50))):
        clip = word(ms=int(rng.integers(200, 900)))
        changed = change_word(clip, factor, -26.0, response)
        n_samples = changed_length(int(clip.frame_count()), RATE, factor, response)
        assert len(to_samples(changed)) == changed.frame_count() == n_samples
