"""The spoken words that come with the course: complete, as planned, small, and not clipped."""

import hashlib
import json

import numpy as np
import pytest
import soundfile

from course_utils.folders import data_folder
from course_utils.speech_recognition.clip_making.clip_plan import SPLITS, plan_clips
from course_utils.speech_recognition.clip_making.make_clips import speaker_of
from course_utils.speech_recognition.clips import SAMPLE_RATE

DATA = data_folder("speech_recognition")
MANIFESTS = {
    folder: json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for folder in (DATA, DATA / "asterisk")
}
MANIFEST = MANIFESTS[DATA]


@pytest.mark.parametrize("folder", MANIFESTS, ids=["machines", "asterisk"])
def test_every_file_is_as_the_manifest_says(folder):
    for entry in MANIFESTS[folder]["files"]:
        content = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]


def test_no_other_sound_is_there_and_all_is_small_enough_to_come_along():
    listed = {
        folder / entry["file"]
        for folder, manifest in MANIFESTS.items()
        for entry in manifest["files"]
    }
    assert listed == set(DATA.rglob("*.flac"))
    assert sum(path.stat().st_size for path in listed) < 12e6


def test_the_plan_is_the_one_that_was_carried_out():
    planned = [
        (f"{clip.split}/{clip.voice}.flac", clip.kind, clip.text, clip.said)
        for clip in plan_clips(MANIFEST["seed"])
    ]
    keys = ("file", "kind", "text", "said")
    assert [tuple(clip[key] for key in keys) for clip in MANIFEST["clips"]] == planned
    assert MANIFEST["splits"] == {
        split: [name for group in groups for name in group] for split, groups in SPLITS.items()
    }


def test_the_speakers_are_those_of_the_plan():
    plan = plan_clips(MANIFEST["seed"])
    assert len(plan) == len(MANIFEST["clips"])
    for clip, entry in zip(plan, MANIFEST["clips"], strict=True):
        speaker = speaker_of(clip)
        factors = (speaker.formants, speaker.pitch, speaker.speed)
        assert (entry["formants"], entry["pitch"], entry["speed"]) == factors
        assert entry.get("who", speaker.voice.speaker) == speaker.voice.speaker


@pytest.mark.parametrize("folder", MANIFESTS, ids=["machines", "asterisk"])
def test_clips_follow_each_other_to_the_end_of_their_file(folder):
    ends = {}
    for clip in MANIFESTS[folder]["clips"]:
        assert clip["start"] == ends.get(clip["file"], 0)
        ends[clip["file"]] = clip["start"] + clip["samples"]
    for file, end in ends.items():
        info = soundfile.info(folder / file)
        assert (info.frames, info.samplerate, info.channels) == (end, SAMPLE_RATE, 1)
        assert info.subtype == "PCM_16"


def test_speech_has_its_level_and_none_is_clipped():
    for entry in MANIFEST["files"][::4]:
        samples, _ = soundfile.read(DATA / entry["file"], dtype="float32")
        assert np.abs(samples).max() < 0.99
        level = 10 * np.log10(np.mean(samples**2))
        assert level == pytest.approx(MANIFEST["level_dbfs"], abs=2.5), entry["file"]
