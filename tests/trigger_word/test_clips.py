from dataclasses import replace

import numpy as np
import pytest
import soundfile

from course_utils.audio.pydub_audio import to_samples, to_segment
from course_utils.trigger_word import clips as clip_sets
from course_utils.trigger_word.clips import (
    KINDS,
    SAMPLE_RATE,
    SPLITS,
    load_clip_sets,
    load_clips,
    read_clip,
    timed,
    word_end_ms,
    word_times,
)
from tests.sounds import tone
from tests.trigger_word.clips_for_tests import RATE, small_clips, word, write_clips


def write(path, audio=None, rate=SAMPLE_RATE, subtype="PCM_16"):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, tone(0.5, rate) if audio is None else audio, rate, subtype)
    return path


def fill(folder):
    for kind in ("activates", "negatives", "backgrounds"):
        write(folder / kind / "a.wav")
    return folder


def test_every_16_bit_value_survives_both_ways():
    pcm = np.arange(-32768, 32768).astype("<i2")
    samples = (pcm / 32768).astype(np.float32)
    segment = to_segment(samples)
    assert segment.raw_data == pcm.tobytes()
    assert np.array_equal(to_samples(segment), samples)
    assert to_samples(segment).dtype == np.float32


@pytest.mark.parametrize("bad", [[1.5], [np.nan], [-1.01]])
def test_samples_out_of_range_make_no_segment(bad):
    with pytest.raises(ValueError, match=r"in \[-1, 1\]"):
        to_segment(np.array(bad, np.float32))


def test_stereo_is_no_clip():
    with pytest.raises(ValueError, match=r"\(n,\)"):
        to_segment(np.zeros((5, 2), np.float32))
    with pytest.raises(ValueError, match="2 channels of 16 bits"):
        to_samples(to_segment(np.zeros(100, np.float32)).set_channels(2))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_rate_width_and_channels_become_a_clip(tmp_path, rate, subtype, channels):
    audio = np.stack([tone(0.5, rate)] * channels, axis=1)
    clip = read_clip(write(tmp_path / "a.wav", audio, rate, subtype))
    assert (clip.channels, clip.sample_width, clip.frame_rate) == (1, 2, SAMPLE_RATE)
    assert len(clip) == 500
    assert np.sqrt(np.mean(to_samples(clip) ** 2)) == pytest.approx(0.354, abs=0.01)


def test_a_clipped_recording_is_read(tmp_path):
    square = np.sign(tone(0.5, 16_000)) * 0.9999
    assert to_samples(read_clip(write(tmp_path / "a.wav", square, 16_000))).max() <= 1


def test_the_clips_of_a_folder_come_in_sorted_order(tmp_path):
    fill(tmp_path)
    write(tmp_path / "activates" / "b" / "c.flac", tone(0.2))
    write(tmp_path / "activates" / "B.wav", tone(0.3, SAMPLE_RATE), SAMPLE_RATE)
    write(tmp_path / "activates" / ".hidden.wav")
    clips = load_clips(tmp_path)
    assert [len(clip) for clip in clips.activates] == [300, 500, 73]
    assert (len(clips.negatives), len(clips.backgrounds), clips.skipped) == (1, 1, ())


def test_what_is_no_sound_is_skipped_with_its_reason(tmp_path):
    fill(tmp_path)
    negatives = tmp_path / "negatives"
    (negatives / "empty.wav").touch()
    (negatives / "notes.txt").write_text("no sound")
    write(negatives / "short.wav", tone(0.01, SAMPLE_RATE))
    write(negatives / "silent.wav", np.zeros(SAMPLE_RATE))
    whole = write(negatives / "whole.wav").read_bytes()
    (negatives / "cut.wav").write_bytes(whole[:1000])
    clips = load_clips(tmp_path)
    reasons = {path.name: reason for path, reason in clips.skipped}
    assert sorted(reasons) == ["cut.wav", "empty.wav", "notes.txt", "short.wav", "silent.wav"]
    assert "truncated" in reasons["cut.wav"]
    assert reasons["empty.wav"] == "is empty (0 bytes)"
    assert reasons["short.wav"] == "is too short: 10 ms, a clip needs 50"
    assert reasons["silent.wav"] == "is silent"
    assert len(clips.negatives) == 2


def test_a_folder_without_a_needed_kind_is_named(tmp_path):
    fill(tmp_path)
    (tmp_path / "activates" / "a.wav").write_bytes(b"nothing")
    with pytest.raises(
        ValueError, match=r"activates holds no usable clips; 1 are unusable, the fir"
    ):
        load_clips(tmp_path)
    assert load_clips(tmp_path, need=["negatives"]).activates == ()
    with pytest.raises(ValueError, match="does not exist"):
        load_clips(tmp_path / "none")
    with pytest.raises(ValueError, match="is not a folder"):
        load_clips(tmp_path / "negatives" / "a.wav")


def test_only_files_to_keep_are_read(tmp_path):
    folder = write_clips(tmp_path / "clips")
    clips = load_clips(folder, keep=lambda path: path.name != "1.wav")
    assert [len(clips.activates), len(clips.negatives), len(clips.backgrounds)] == [2, 1, 1]


def test_progress_sees_every_file(tmp_path):
    seen = []
    load_clips(fill(tmp_path), progress=lambda files: seen.extend(files) or files)
    assert len(seen) == 3


def test_clips_change_their_rate():
    clips = small_clips(rate=16_000)
    half = clips.at_rate(8_000)
    assert [len(clip) for clip in half.activates] == [len(clip) for clip in clips.activates]
    assert {clip.frame_rate for clip in half.backgrounds} == {8_000}
    assert clips.at_rate(16_000).activates[0] is clips.activates[0]


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


def write_tones(folder, n, first=0):
    """Clips of which no two are equal."""
    folder.mkdir(parents=True)
    for number in range(first, first + n):
        noise = np.random.default_rng(number).uniform(-0.3, 0.3, 1_600)
        soundfile.write(folder / f"{number:03d}.wav", noise, 16_000)


def write_kinds(folder, **numbers):
    numbers = {"activates": 10, "negatives": 8, "backgrounds": 5} | numbers
    for first, (kind, n) in enumerate(numbers.items(), start=1):
        write_tones(folder / kind, n, 100 * first)
    return folder


def contents(clips):
    return {kind: [clip.raw_data for clip in getattr(clips, kind)] for kind in KINDS}


@pytest.fixture
def of_the_course(monkeypatch, tmp_path):
    """Stands for data/trigger_word."""
    folder = tmp_path / "course"
    for split, first in zip(SPLITS, (400, 500, 600), strict=True):
        for number, kind in enumerate(KINDS):
            write_tones(folder / split / kind, 2, first + 10 * number)
    monkeypatch.setattr(clip_sets, "data_folder", lambda name: folder)
    return folder


def test_no_clip_is_in_two_sets_and_none_is_lost(tmp_path):
    folder = write_kinds(tmp_path / "own")
    sets = load_clip_sets(folder)
    expected = {"activates": (6, 2, 2), "negatives": (4, 2, 2), "backgrounds": (3, 1, 1)}
    for kind, sizes in expected.items():
        assert tuple(len(getattr(clips, kind)) for clips in sets) == sizes
        of_sets = [data for clips in sets for data in contents(clips)[kind]]
        assert len(set(of_sets)) == len(of_sets) == sum(sizes)


def test_the_seed_decides_who_goes_where(tmp_path):
    folder = write_kinds(tmp_path / "own")
    first, same, other = (
        [contents(clips) for clips in load_clip_sets(folder, seed=seed)] for seed in (0, 0, 1)
    )
    assert first == same != other


def test_three_folders_are_taken_as_they_are(of_the_course):
    sets = load_clip_sets(of_the_course)
    assert [len(clips.activates) for clips in sets] == [2, 2, 2]
    (of_the_course / "dev" / "negatives" / "510.wav").unlink()
    (of_the_course / "dev" / "negatives" / "511.wav").unlink()
    with pytest.raises(ValueError, match="dev/negatives holds no usable clips"):
        load_clip_sets(of_the_course)


def test_the_course_fills_in_what_is_missing(tmp_path, of_the_course):
    course = load_clip_sets(of_the_course)
    alone = load_clip_sets(write_kinds(tmp_path / "own", negatives=0, backgrounds=0))
    for clips, own in zip(alone, course, strict=True):
        assert contents(clips)["negatives"] == contents(own)["negatives"]
        assert contents(clips)["backgrounds"] == contents(own)["backgrounds"]
    assert [len(clips.activates) for clips in alone] == [6, 2, 2]


@pytest.mark.parametrize(("kind", "n"), [("activates", 2), ("negatives", 1), ("backgrounds", 2)])
def test_too_few_clips_for_three_sets(tmp_path, kind, n):
    folder = write_kinds(tmp_path / "own", **{kind: n})
    with pytest.raises(ValueError, match=f"{kind} holds {n} usable clips: .* at least 3"):
        load_clip_sets(folder)


def test_without_the_word_or_the_folder_there_is_nothing(tmp_path):
    with pytest.raises(ValueError, match="activates holds no usable clips"):
        load_clip_sets(write_kinds(tmp_path / "own", activates=0))
    with pytest.raises(ValueError, match="does not exist"):
        load_clip_sets(tmp_path / "nowhere")


def test_three_clips_are_enough_and_what_is_skipped_is_told_once(tmp_path, of_the_course):
    folder = write_kinds(tmp_path / "own", activates=3, negatives=0, backgrounds=0)
    (folder / "activates" / "notes.txt").write_text("no sound")
    sets = load_clip_sets(folder)
    assert [len(clips.activates) for clips in sets] == [1, 1, 1]
    assert [path.name for clips in sets for path, _ in clips.skipped] == ["notes.txt"]


def test_own_backgrounds_and_words_stay(of_the_course):
    clips = small_clips()
    assert clip_sets.with_backgrounds(clips, "test") is clips
    assert clip_sets.with_negatives(clips, "test") is clips
    filled = clip_sets.with_backgrounds(replace(clips, backgrounds=()), "test")
    assert filled.activates is clips.activates
    assert len(filled.backgrounds) == 2
