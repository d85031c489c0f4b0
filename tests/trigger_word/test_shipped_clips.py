"""The clips that come with the course: complete, as the manifest says, and 16 bits to the bit."""

import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from course_utils.speech_synthesis.speaking import LEVEL_DBFS, SAMPLE_RATE
from course_utils.trigger_word.clip_making.clip_plan import SHIPPED, SPLITS, plan_speech
from course_utils.trigger_word.clips import KINDS

DATA = Path(__file__).parents[2] / "data" / "trigger_word"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
SPOKEN = [clip for clip in MANIFEST["clips"] if "voice" in clip]


def read_16_bit(path):
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == SAMPLE_RATE
    return samples


def loud(samples):
    """Which frames of 10 ms come within 40 dB of the loudest, and the power of each."""
    frames = (samples[: len(samples) // 441 * 441] / 32768).reshape(-1, 441)
    power = np.mean(frames**2, axis=1)
    return power >= power.max() * 1e-4, power


def test_the_manifest_lists_every_file_and_no_other():
    listed = {clip["file"] for clip in MANIFEST["clips"]}
    assert listed == {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.flac")}
    for clip in MANIFEST["clips"]:
        content = (DATA / clip["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == clip["sha256"], clip["file"]


def test_the_set_is_as_large_as_planned_and_small_enough_to_come_along():
    for split, size in SHIPPED.items():
        for kind in KINDS:
            assert len(list((DATA / split / kind).iterdir())) == getattr(size, kind)
    assert sum((DATA / clip["file"]).stat().st_size for clip in MANIFEST["clips"]) < 20e6


def test_the_plan_is_the_one_that_was_carried_out():
    planned = plan_speech("activate", SHIPPED, MANIFEST["seed"])
    assert [(clip.file, clip.text) for clip in planned] == [(c["file"], c["text"]) for c in SPOKEN]


def test_a_voice_is_in_the_split_that_the_manifest_says():
    for clip in SPOKEN:
        split = clip["file"].split("/")[0]
        assert clip["voice"] in MANIFEST["splits"][split]
    assert {split: set(v) for split, v in MANIFEST["splits"].items()} == {
        split: {v for group in groups for v in group} for split, groups in SPLITS.items()
    }


def test_flac_is_exact_to_the_bit():
    for clip in MANIFEST["clips"][::20]:
        samples = read_16_bit(DATA / clip["file"])
        file = io.BytesIO()
        soundfile.write(file, samples, SAMPLE_RATE, "PCM_16", format="FLAC")
        file.seek(0)
        np.testing.assert_array_equal(soundfile.read(file, dtype="int16")[0], samples)


@pytest.mark.parametrize("kind", ["word", "near", "common", "sentence"])
def test_speech_has_its_level_and_little_silence_at_its_ends(kind):
    for clip in SPOKEN:
        if clip["kind"] == kind:
            is_loud, power = loud(read_16_bit(DATA / clip["file"]))
            (where,) = np.nonzero(is_loud)
            assert where[0] <= 12, clip["file"]
            assert len(power) - 1 - where[-1] <= 12, clip["file"]
            level = 10 * np.log10(power[is_loud].mean())
            assert level == pytest.approx(LEVEL_DBFS, abs=1), clip["file"]


def test_no_clip_is_clipped():
    for clip in MANIFEST["clips"]:
        assert np.abs(read_16_bit(DATA / clip["file"]).astype(int)).max() < 32767, clip["file"]


def test_words_last_as_long_as_words():
    seconds = [clip["seconds"] for clip in SPOKEN if clip["kind"] == "word"]
    assert 0.5 < min(seconds) < max(seconds) < 1.6
    backgrounds = [clip["seconds"] for clip in MANIFEST["clips"] if "voice" not in clip]
    assert set(backgrounds) == {10}
