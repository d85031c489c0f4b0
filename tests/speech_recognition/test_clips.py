"""Loading spoken words: by split and kind, quickly, and what is no such set is refused."""

import json
from collections import Counter

import numpy as np
import pytest
import soundfile

from course_utils.folders import data_folder
from course_utils.speech_recognition.clips import (
    KINDS,
    SAMPLE_RATE,
    SPLITS,
    load_asterisk,
    load_clips,
    load_set,
)


def test_a_split_holds_words_of_its_own_voices():
    voices = [{clip.voice for clip in load_clips(split, ["digit"])} for split in SPLITS]
    assert [len(names) for names in voices] == [47, 12, 2]
    assert not voices[0] & voices[1] | voices[1] & voices[2] | voices[0] & voices[2]


def test_a_speaker_says_every_digit_once():
    said = Counter((clip.speaker, clip.text) for clip in load_clips("train", ["digit"]))
    assert set(said.values()) == {1}
    assert len(said) % 10 == 0


def test_kinds_can_be_chosen():
    clips = load_clips("test")
    assert {clip.kind for clip in clips} == set(KINDS)
    strings = [clip for clip in clips if clip.kind == "string"]
    assert [clip.text for clip in load_clips("test", ["string"])] == [c.text for c in strings]
    assert all(3 <= len(clip.text) <= 7 for clip in strings)


def test_sound_is_float32_with_little_silence():
    for clip in load_clips("dev", ["digit"]):
        assert clip.audio.dtype == np.float32
        assert 0.15 < len(clip.audio) / SAMPLE_RATE < 1.5
        assert 0 < np.abs(clip.audio).max() < 1


def test_a_person_says_each_word_once():
    clips = load_asterisk()
    assert {clip.speaker for clip in clips} == {"allison"}
    assert len({clip.text for clip in clips}) == len(clips) == 69
    assert sorted(clip.text for clip in load_asterisk(["digit"])) == list("0123456789")


def test_a_whole_set_says_which_split_a_clip_is_of():
    clips = load_set(data_folder("speech_recognition"), ["digit"])
    for split in SPLITS:
        own = [clip.speaker for clip in clips if clip.split == split]
        assert own == [clip.speaker for clip in load_clips(split, ["digit"])]
    assert {clip.split for clip in load_asterisk()} == {""}


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="train, dev, test, got 'training'"):
        load_clips("training")
    with pytest.raises(ValueError, match="got word"):
        load_clips("train", ["digit", "word"])
    with pytest.raises(ValueError, match=r"manifest\.json does not exist"):
        load_clips("train", folder=tmp_path)


@pytest.mark.parametrize("content", ["[{}]", "7", '{"files": []}', "no JSON"])
def test_a_manifest_of_something_else_is_refused(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"manifest\.json lists no files and clips"):
        load_set(tmp_path)


def test_another_sample_rate_is_refused(tmp_path):
    (tmp_path / "train").mkdir()
    soundfile.write(tmp_path / "train" / "a.flac", np.zeros(100), 16_000)
    manifest = {"files": [{"file": "train/a.flac", "voice": "a"}], "clips": []}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ValueError, match="mono at 8,000 Hz, not 1 channels at 16,000 Hz"):
        load_clips("train", folder=tmp_path)
