import itertools
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course_utils.audio.pydub_audio import AudioSegment, to_samples
from course_utils.trigger_word import examples
from course_utils.trigger_word.augmentation.augmentation import PLAIN
from course_utils.trigger_word.clips import Clips
from course_utils.trigger_word.example_stream import example_stream
from course_utils.trigger_word.examples import (
    N_ACTIVATES,
    N_NEGATIVES,
    ExampleMaker,
    each_clip_once,
    mixed_clips,
)
from course_utils.trigger_word.placing import create_training_example
from tests.time_limits import limit_s
from tests.trigger_word.clips_for_tests import (
    LevelFrontEnd,
    background,
    echo,
    small_clips,
    word,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker():
    return ExampleMaker(small_clips(), LevelFrontEnd(), seed=0, responses=[echo()])


def equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_an_example_is_a_function_of_its_seed_and_number(maker):
    features, labels = maker(7)
    assert (features.shape, features.dtype) == ((1000, 2), np.float32)
    assert (labels.shape, labels.dtype) == ((1375,), np.float32)
    maker(3)
    assert equal(maker(7), (features, labels))
    assert not equal(maker(8), (features, labels))
    other = ExampleMaker(small_clips(), LevelFrontEnd(), seed=1, responses=[echo()])
    assert not equal(other(7), (features, labels))


def test_labels_follow_what_is_heard():
    clips = replace(small_clips(), negatives=())
    settings = replace(PLAIN, snr_db=(60, 60))
    times = 5 + 10 * np.arange(1000)
    make = ExampleMaker(clips, LevelFrontEnd(), 0, settings, label_times_ms=times)
    for number in range(20):
        features, labels = make(number)
        heard = (features[:, 0] > features[:, 0].max() / 4).astype(int)
        n_words = np.sum(np.diff(labels, prepend=0) == 1)
        if n_words:
            ends = np.flatnonzero(np.diff(heard, append=0) == -1)
            starts = np.flatnonzero(np.diff(labels, prepend=0) == 1)
            assert all(np.abs(ends + 1 - start).min() <= 2 for start in starts)


class OwnFunction:
    """A student's `create_training_example`, which keeps what it is given."""

    def __init__(self):
        self.given = []

    def __call__(self, background, activates, negatives, rng):
        self.given.append((background, activates, negatives))
        return create_training_example(background, activates, negatives, rng)


def test_clips_take_the_rate_of_the_front_end():
    make = ExampleMaker(small_clips(rate=8_000), LevelFrontEnd(), 0)
    assert make(0)[0].shape == (1000, 2)
    with pytest.raises(ValueError, match="at least one background"):
        ExampleMaker(Clips((), (), ()), LevelFrontEnd(), 0)


def test_the_own_function_gets_plain_clips_that_are_rendered_once():
    own = OwnFunction()
    make = ExampleMaker(small_clips(), LevelFrontEnd(), 0, make_example=own)
    make(0), make(0)
    for first, again in zip(*own.given, strict=True):
        assert first == again
    background, activates, negatives = own.given[0]
    assert (len(background), len(activates), len(negatives)) == (10_000, N_ACTIVATES, N_NEGATIVES)
    assert not to_samples(background).any()
    assert [type(activates), type(negatives)] == [list, list]
    assert {type(clip) for clip in (*activates, *negatives)} == {AudioSegment}
    assert all(vars(clip).keys() == vars(background).keys() for clip in activates)


def test_the_word_is_left_unsaid_in_so_many_examples():
    own = OwnFunction()
    settings = replace(PLAIN, without_word=0.25)
    make = ExampleMaker(small_clips(), LevelFrontEnd(), 0, settings, (), own)
    for number in range(200):
        make(number)
    numbers = [(len(activates), len(negatives)) for _, activates, negatives in own.given]
    assert set(numbers) == {(N_ACTIVATES, N_NEGATIVES), (0, N_NEGATIVES)}
    assert 30 < numbers.count((0, N_NEGATIVES)) < 70


def test_a_loud_mix_is_not_clipped():
    clips = Clips((word(amplitude=0.99),), (word(amplitude=0.99),), (background(amplitude=0.99),))
    settings = replace(PLAIN, snr_db=(0, 0), level_dbfs=(0, 0))
    for mix in mixed_clips(clips, 10, 0, settings):
        assert np.mean(np.abs(mix.samples) > 0.999) < 2e-3  # as the noise itself


def test_mixed_clips_know_where_the_words_are():
    clips = replace(small_clips(), negatives=())
    mixes = list(mixed_clips(clips, 20, seed=0, augmentation=replace(PLAIN, snr_db=(60, 60))))
    assert {len(mix.words) for mix in mixes} == {0, 1, 2, 3, 4}
    for mix in mixes:
        heard = np.zeros(10_000, bool)
        for start, end in mix.words:
            heard[start:end] = True
        levels = np.sqrt(np.mean(mix.samples.reshape(10_000, 16) ** 2, axis=1))
        if mix.words:
            assert levels[heard].min() > 10 * levels[~heard].max()
        assert mix.words == sorted(mix.words)
    assert list(mixed_clips(clips, 3, 0))[2].words == list(mixed_clips(clips, 5, 0))[2].words


def test_there_may_be_no_words():
    clips = Clips((), (), small_clips().backgrounds)
    assert [mix.words for mix in mixed_clips(clips, 2, 0)] == [[], []]
    assert not ExampleMaker(clips, LevelFrontEnd(), 0)(0)[1].any()


def test_processes_give_what_one_would_have_given(maker):
    with example_stream(maker, range(5, 25), jobs=2, ahead=3) as examples:
        given = list(examples)
    assert len(given) == 20
    assert all(equal(one, maker(number)) for one, number in zip(given, range(5, 25), strict=True))


def test_a_stream_may_be_left_and_taken_up(maker):
    with example_stream(maker, itertools.count(), jobs=1) as examples:
        list(itertools.islice(examples, 3))
    with example_stream(maker, itertools.count(3), jobs=2) as examples:
        assert equal(next(examples), maker(3))
    with example_stream(maker, [], jobs=1) as examples:
        assert list(examples) == []


def test_threads_and_in_order(maker):
    with ThreadPoolExecutor(2) as executor:
        with example_stream(maker, range(6), executor) as examples:
            assert all(equal(one, maker(i)) for i, one in enumerate(examples))
        assert executor.submit(int).result() == 0


def fails_at_two(number):
    if number == 2:
        raise RuntimeError("two")
    return (np.array([number]),)


def test_an_error_arrives_at_its_turn():
    with example_stream(fails_at_two, range(5), jobs=2) as examples:
        assert [next(examples)[0][0] for _ in range(2)] == [0, 1]
        with pytest.raises(RuntimeError, match="two"):
            next(examples)


def own_process(number):
    return (np.array([os.getpid()]),)


KILLED = """
import itertools, os, signal
from course_utils.trigger_word.example_stream import example_stream
from tests.trigger_word.test_examples import own_process
with example_stream(own_process, itertools.count(), jobs=1) as examples:
    print(next(examples)[0][0], next(examples)[0][0], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signal 9")
def test_its_processes_end_with_one_that_is_killed():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED]
    # it returns when nobody can write into the pipe any more: the killed one's processes neither
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, timeout=limit_s(120)
    )
    first, second = done.stdout.split()
    assert (first != second, done.returncode) == (True, -signal.SIGKILL)


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
