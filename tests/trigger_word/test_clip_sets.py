from dataclasses import replace

import numpy as np
import pytest
import soundfile

from course_utils.trigger_word import clips as clip_sets
from course_utils.trigger_word.clips import KINDS, SPLITS, load_clip_sets
from tests.trigger_word.clips_for_tests import small_clips


def write_clips(folder, n, first=0):
    """Clips of which no two are equal."""
    folder.mkdir(parents=True)
    for number in range(first, first + n):
        noise = np.random.default_rng(number).uniform(-0.3, 0.3, 1_600)
        soundfile.write(folder / f"{number:03d}.wav", noise, 16_000)


def write_kinds(folder, activates=10, negatives=8, backgrounds=5):
    for first, (kind, n) in enumerate(
        zip(KINDS, (activates, negatives, backgrounds), strict=True), start=1
    ):
        if n:
            write_clips(folder / kind, n, 100 * first)
    return folder


def contents(clips):
    return {kind: [clip.raw_data for clip in getattr(clips, kind)] for kind in KINDS}


@pytest.fixture
def of_the_course(monkeypatch, tmp_path):
    """Stands for data/trigger_word."""
    folder = tmp_path / "course"
    for split, first in zip(SPLITS, (400, 500, 600), strict=True):
        for number, kind in enumerate(KINDS):
            write_clips(folder / split / kind, 2, first + 10 * number)
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
    folder = write_kinds(tmp_path / "own", 3, 0, 0)
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
