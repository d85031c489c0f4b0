"""A voice's clips in one file: each is found where the manifest says, with what was said."""

import json

import numpy as np
import pytest

from course_utils.audio.files import read_audio
from course_utils.speech_recognition.clip_making import make_clips
from course_utils.speech_recognition.clip_making.clip_plan import Sizes
from course_utils.speech_recognition.clips import SAMPLE_RATE, load_clips
from course_utils.speech_synthesis import speaking
from tests.sounds import tone

SPLITS = {"train": [["slt"], ["kal"]], "dev": [["ked"]], "test": [["pico"]]}
SIZES = dict.fromkeys(("RHVoice", "flite", "festival", "pico"), Sizes(1, 2, 1))


def sing(voice, text, speed=1.0, pitch=1.0):
    """Stands for all engines: a tone whose length is that of the text."""
    return tone(0.1 + 0.02 * len(text), 16_000, 300 * pitch).astype(np.float32), 16_000


@pytest.fixture
def made(monkeypatch, tmp_path):
    monkeypatch.setattr(make_clips, "require", lambda voices: None)
    monkeypatch.setattr(speaking, "speak", sing)
    make_clips.make_clips(tmp_path, 3, SIZES, SPLITS, jobs=2)
    return tmp_path


def test_every_clip_is_where_the_manifest_says(made):
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    plan = make_clips.plan_clips(3, SIZES, SPLITS)
    assert len(manifest["clips"]) == len(plan) == 4 * (10 + 2 + 59)
    sounds = {f["file"]: read_audio(made / f["file"])[0][:, 0] for f in manifest["files"]}
    for clip, entry in list(zip(plan, manifest["clips"], strict=True))[::7]:
        assert entry["file"] == f"{clip.split}/{clip.voice}.flac"
        assert (entry["kind"], entry["text"], entry["said"]) == (clip.kind, clip.text, clip.said)
        start, samples = entry["start"], entry["samples"]
        sound = sounds[entry["file"]][start : start + samples]
        np.testing.assert_allclose(sound, make_clips.speak_clip(clip), atol=1 / 32768)
    for file in manifest["files"]:
        assert file["seconds"] == round(len(sounds[file["file"]]) / SAMPLE_RATE, 3)


def test_what_was_made_can_be_loaded(made):
    clips = load_clips("train", ["digit", "string"], made)
    assert [clip.voice for clip in clips] == ["slt"] * 12 + ["kal"] * 12
    assert {clip.speaker for clip in clips if clip.kind == "digit"} == {"slt 0", "kal 0"}
    assert {clip.speaker for clip in clips if clip.kind == "string"} == {
        *("slt 1", "slt 2", "kal 1", "kal 2")
    }


def test_a_line_of_the_manifest_is_a_clip(made):
    text = (made / "manifest.json").read_text(encoding="utf-8")
    assert sum('"said"' in line for line in text.splitlines()) == 4 * 71
    assert max(map(len, text.splitlines())) < 300


def test_nothing_but_the_set_is_left(made):
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert names == {"manifest.json", *(f"{s}/{v}.flac" for s in SPLITS for (v,) in SPLITS[s])}
