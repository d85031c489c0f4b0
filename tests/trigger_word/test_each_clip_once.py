from dataclasses import replace

import numpy as np
import pytest

from course_utils.trigger_word import examples
from course_utils.trigger_word.examples import each_clip_once
from tests.trigger_word.clips_for_tests import background, small_clips, word

N_KEPT_FREE = 2  # before and after the clips


def lengths_dealt(monkeypatch, clips, seed, **options):
    """The lengths of the clips that were put into each background, in their order."""
    put, insert = [], examples.insert_audio_clip

    def spy(background, clip, segments, rng):
        result = insert(background, clip, segments, rng)
        if len(segments) == N_KEPT_FREE:
            put.append([])
        put[-1].append(len(clip))
        return result

    monkeypatch.setattr(examples, "insert_audio_clip", spy)
    mixed = list(each_clip_once(clips, seed, **options))
    monkeypatch.setattr(examples, "insert_audio_clip", insert)
    assert len(mixed) == len(put)
    return mixed, put


def many_clips():
    """Clips of which no two have the same length."""
    return replace(
        small_clips(),
        activates=tuple(word(ms=400 + 10 * k) for k in range(13)),
        negatives=tuple(word(ms=305 + 10 * k) for k in range(8)),
    )


@pytest.mark.parametrize("seed", [0, 1, [0, 5]])
def test_every_clip_is_dealt_once(monkeypatch, seed):
    clips = many_clips()
    mixed, put = lengths_dealt(monkeypatch, clips, seed)
    dealt = sorted(length for lengths in put for length in lengths)
    assert dealt == sorted(len(clip) for clip in (*clips.activates, *clips.negatives))
    assert {len(lengths) for lengths in put} <= {1, 4}
    assert sum(len(clip.words) for clip in mixed) == 13


def test_the_seed_decides_the_order(monkeypatch):
    _, first = lengths_dealt(monkeypatch, many_clips(), 0)
    _, same = lengths_dealt(monkeypatch, many_clips(), 0)
    _, other = lengths_dealt(monkeypatch, many_clips(), 1)
    assert first == same != other
    one, two = (next(each_clip_once(many_clips(), 3)) for _ in range(2))
    assert np.array_equal(one.samples, two.samples)
    assert one.words == two.words


def test_words_are_where_they_are_said_to_be():
    clips = replace(small_clips(), negatives=())
    (mixed,) = each_clip_once(clips, 0)
    assert len(mixed.samples) == 160_000
    assert mixed.words == sorted(mixed.words)
    levels = np.sqrt(np.mean(mixed.samples.reshape(10_000, 16) ** 2, axis=1))
    said = np.zeros(10_000, bool)
    for start, end in mixed.words:
        assert end - start == 500
        said[start:end] = True
    assert levels[said].min() > 2 * levels[~said].max()


def test_fewer_share_a_background_where_they_do_not_fit(monkeypatch):
    clips = replace(small_clips(), activates=tuple(word(ms=4_000 + k) for k in range(5)))
    _, put = lengths_dealt(monkeypatch, clips, 0)
    assert sum(map(len, put)) == 7
    assert max(map(sum, put)) <= 8_500
    _, put = lengths_dealt(monkeypatch, many_clips(), 0, at_most=1)
    assert {len(lengths) for lengths in put} == {1}


def test_long_talk_is_cut_and_a_long_word_is_refused(monkeypatch):
    clips = replace(small_clips(), negatives=(word(ms=14_000), word(ms=300)))
    mixed, put = lengths_dealt(monkeypatch, clips, 0)
    assert [8_500] in put
    assert sum(len(clip.words) for clip in mixed) == 3
    clips = replace(small_clips(), activates=(word(ms=14_000),))
    with pytest.raises(ValueError, match=r"does not fit into the 8,500 ms.*cut it"):
        list(each_clip_once(clips, 0))


def test_a_detector_has_listened_before_and_can_answer_after_every_word():
    clips = replace(small_clips(), activates=tuple(word(ms=300) for _ in range(40)))
    words = [time for clip in each_clip_once(clips, 0, at_most=1) for time in clip.words]
    assert 1_000 <= min(start for start, _ in words) < 1_500
    assert 9_000 < max(end for _, end in words) <= 9_500


def test_folders_without_other_words_or_without_the_word():
    clips = small_clips()
    assert len(list(each_clip_once(replace(clips, negatives=()), 0))) == 1
    without = list(each_clip_once(replace(clips, activates=()), 0))
    assert [clip.words for clip in without] == [[]]
    assert list(each_clip_once(replace(clips, activates=(), negatives=()), 0)) == []


def test_a_short_background_is_repeated():
    clips = replace(small_clips(), backgrounds=(background(700),))
    assert [len(clip.samples) for clip in each_clip_once(clips, 0)] == [160_000, 160_000]
