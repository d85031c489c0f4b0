from dataclasses import replace

import numpy as np
import pytest

from course_utils.audio.loudness import level_dbfs
from course_utils.audio.pydub_audio import AudioSegment, to_samples
from course_utils.trigger_word.augmentation.augmentation import PLAIN, Augmentation
from course_utils.trigger_word.augmentation.scenes import (
    LONGEST_MS,
    PAUSE_MS,
    Speech,
    connected_speech,
    cut_tightly,
    draw_scene,
    draw_speech,
    join,
    record,
    render,
    silence,
)
from course_utils.trigger_word.clips import timed
from tests.trigger_word.clips_for_tests import RATE, background, echo, small_clips, word

CLIPS = [timed(word(ms=200 + 50 * k, before_ms=0, after_ms=0, seed=k)) for k in range(3)]
WORD = timed(word(ms=500, before_ms=100, after_ms=200))


def scene_of(settings, responses=(), ms=10_000):
    return draw_scene([background(ms)], settings, responses, np.random.default_rng(0))


def recorded(scene, at_ms=2_000, settings=PLAIN):
    said = silence(scene).overlay(render(Speech(WORD), scene.word_dbfs).clip, position=at_ms)
    return record(said, scene, settings, np.random.default_rng(1))


@pytest.mark.parametrize("snr", [0, 10, 20])
def test_words_lie_above_the_background(snr):
    scene = scene_of(replace(PLAIN, snr_db=(snr, snr), level_dbfs=(-30, -30)))
    heard = record(silence(scene), scene, PLAIN, np.random.default_rng(0))
    assert level_dbfs(heard) == pytest.approx(-30 - snr, abs=0.2)
    rendered = render(Speech(WORD), scene.word_dbfs)
    samples = to_samples(rendered.clip)[rendered.start_ms * 16 : rendered.end_ms * 16]
    assert level_dbfs(samples) == pytest.approx(-30, abs=0.2)


@pytest.mark.parametrize("ms", [700, 10_000, 25_000])
def test_backgrounds_of_any_length_do(ms):
    scene = scene_of(Augmentation(), ms=ms)
    assert len(scene.background) == 10_000
    assert to_samples(scene.background)[-RATE:].any()


def test_drawing_and_rendering_change_nothing():
    before = WORD.clip.raw_data
    scene, rng = scene_of(Augmentation(room=1), [echo()]), np.random.default_rng(0)
    speech = draw_speech(WORD, [background()], Augmentation(own_background=1), rng)
    one, two = (render(speech, scene.word_dbfs) for _ in range(2))
    assert one == two
    assert WORD.clip.raw_data == before
    said = silence(scene).overlay(one.clip)
    first, second = (
        record(said, scene, Augmentation(), np.random.default_rng(1)) for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_an_echo_follows_the_word_and_does_not_move_it():
    settings = replace(PLAIN, snr_db=(60, 60), room=1)
    dry, echoing = (
        recorded(scene_of(replace(settings, room=0))),
        recorded(scene_of(settings, [echo()])),
    )
    begin, end = RATE * 2_100 // 1000, RATE * 2_600 // 1000
    assert np.abs(echoing[: begin - 16]).max() < 1e-3
    assert np.abs(echoing[begin : begin + 100]).max() > 0.02
    assert level_dbfs(echoing[end : end + 800]) > level_dbfs(dry[end : end + 800]) + 20
    assert level_dbfs(echoing) == pytest.approx(level_dbfs(dry), abs=0.1)


def test_the_tone_of_words_changes_and_that_of_the_background_does_not():
    plain, changed = (scene_of(replace(PLAIN, tone_db=tone_db)) for tone_db in (0, 12))
    assert plain.background == changed.background
    rng = np.random.default_rng(0)
    alone = [record(silence(scene), scene, PLAIN, rng) for scene in (plain, changed)]
    assert np.array_equal(*alone)
    before, after = (
        (recorded(scene) - quiet)[RATE * 21 // 10 : RATE * 26 // 10]
        for scene, quiet in zip((plain, changed), alone, strict=True)
    )
    spectra = [np.abs(np.fft.rfft(samples)) ** 2 for samples in (before, after)]
    bands = [spectrum[:3_968].reshape(31, 128).sum(axis=1) for spectrum in spectra]
    assert np.ptp(10 * np.log10(bands[1] / bands[0])) > 6
    assert level_dbfs(after) == pytest.approx(level_dbfs(before), abs=0.3)


def test_times_follow_the_pace():
    for speed in (0.9, 1.0, 1.1):
        rendered = render(Speech(WORD, speed), -26.0)
        assert (rendered.start_ms, rendered.end_ms) == (round(100 / speed), round(600 / speed))
        assert len(rendered.clip) == pytest.approx(800 / speed, abs=1)
        measured = timed(rendered.clip)
        assert measured.end_ms == pytest.approx(rendered.end_ms, abs=20)


def test_a_background_of_the_clips_own_lies_below_it():
    quiet = timed(word(ms=500, before_ms=0, after_ms=500))
    rng = np.random.default_rng(0)
    settings = replace(PLAIN, own_background=1, own_snr_db=(20, 20))
    speech = draw_speech(quiet, [background()], settings, rng)
    samples = to_samples(render(speech, -26.0).clip)
    assert level_dbfs(samples[RATE * 6 // 10 :]) == pytest.approx(level_dbfs(samples) - 20, abs=0.5)


@pytest.mark.parametrize(("cut_end", "shortest"), [(0, 425), (0.25, 345)])
def test_words_are_cut_and_may_lose_their_end(cut_end, shortest):
    rng = np.random.default_rng(0)
    cuts = [cut_tightly(WORD, cut_end, rng) for _ in range(200)]
    lengths = [len(cut.clip) for cut in cuts]
    assert all((cut.start_ms, cut.end_ms) == (0, len(cut.clip)) for cut in cuts)
    assert shortest - 10 <= min(lengths) <= shortest + 15
    assert 480 < max(lengths) <= 500
    short = timed(word(ms=100))
    assert cut_tightly(short, cut_end, rng) is short


def test_one_word_at_a_time_is_the_clip():
    assert connected_speech(CLIPS, 1, 1, np.random.default_rng(0)) is CLIPS[1]


def test_joined_clips_lie_one_after_the_other():
    joined = join(CLIPS[:2], [30])
    samples = to_samples(joined.clip)
    first, second = (to_samples(spoken.clip) for spoken in CLIPS[:2])
    assert np.array_equal(samples[: len(first)], first)
    assert np.array_equal(samples[-len(second) :], second)
    assert len(samples) == len(first) + len(second) + 16 * 30
    assert not samples[len(first) : len(first) + 16 * 30].any()
    assert (joined.start_ms, joined.end_ms) == (0, len(joined.clip))


def test_a_row_begins_with_its_clip_and_has_at_most_so_many():
    rng = np.random.default_rng(0)
    rows = [connected_speech(CLIPS, 1, 4, rng).clip for _ in range(60)]
    assert all(row.raw_data.startswith(CLIPS[1].clip.raw_data) for row in rows)
    lengths = [len(row) for row in rows]
    assert min(lengths) == len(CLIPS[1].clip)
    assert 800 < max(lengths) < 4 * 300 + 3 * PAUSE_MS[1]
    assert len(set(lengths)) > 20


def test_a_row_is_not_endless_but_a_long_clip_stays_whole():
    clips = [timed(word(ms=1_000)), timed(word(ms=7_000))]
    rng = np.random.default_rng(0)
    assert max(len(connected_speech(clips, 0, 50, rng).clip) for _ in range(20)) <= LONGEST_MS
    assert len(connected_speech(clips, 1, 50, rng).clip) == 7_300


def test_a_clip_is_a_plain_segment():
    rendered = render(Speech(WORD, 1.1), -26.0)
    assert type(rendered.clip) is AudioSegment
    assert small_clips().activates[0] == word()
