import json
import shutil

import numpy as np
import pytest

from course_utils.audio.files import write_audio
from course_utils.wavenet.data import load_codes
from course_utils.wavenet.prepare import Settings, load_prepared, prepare
from tests.sounds import tone, wav_bytes

SETTINGS = Settings(sample_rate=8_000, fragment_length=400)


@pytest.fixture
def data(tmp_path):
    """Three speakers with four recordings each, 0.1 s at 16 kHz, all different."""
    for speaker in range(3):
        for k in range(4):
            file = tmp_path / "data" / "abc"[speaker] / f"{k}.flac"
            write_audio(file, tone(0.1, hz=200 + 100 * speaker + 10 * k), 16_000)
    return tmp_path / "data"


def test_manifest_and_codes_say_the_same(data, tmp_path):
    out = tmp_path / "out"
    manifest = prepare(data, out, SETTINGS)
    assert json.loads((out / "manifest.json").read_text("utf-8")) == manifest
    assert len(manifest["recordings"]) == 12
    assert manifest["skipped"] == []
    for entry in manifest["recordings"]:
        codes = np.load(out / entry["codes"])
        assert np.array_equal(codes, load_codes(data / entry["file"], 8_000))
        assert entry["samples"] == len(codes) == 800
        assert entry["seconds"] == 0.1
        assert entry["speaker"] == entry["file"][0]


def test_no_speaker_is_on_both_sides(data, tmp_path):
    manifest = prepare(data, tmp_path / "out", SETTINGS)
    splits = {entry["speaker"]: set() for entry in manifest["recordings"]}
    for entry in manifest["recordings"]:
        splits[entry["speaker"]].add(entry["split"])
    assert sorted(map(sorted, splits.values())) == [["test"], ["train"], ["train"]]


def test_load_prepared_gives_the_codes_of_each_split(data, tmp_path):
    manifest = prepare(data, tmp_path / "out", SETTINGS)
    train, test = load_prepared(tmp_path / "out")
    assert (len(train), len(test)) == (8, 4)
    first = next(entry for entry in manifest["recordings"] if entry["split"] == "test")
    assert np.array_equal(test[0], load_codes(data / first["file"], 8_000))
    with pytest.raises(ValueError, match=r"manifest\.json does not exist"):
        load_prepared(tmp_path / "elsewhere")


def test_again_and_elsewhere_the_manifest_is_the_same(data, tmp_path):
    prepare(data, tmp_path / "out", SETTINGS)
    first = (tmp_path / "out" / "manifest.json").read_bytes()
    written = {file: file.stat().st_mtime_ns for file in (tmp_path / "out" / "codes").iterdir()}
    prepare(data, tmp_path / "out", SETTINGS)
    assert (tmp_path / "out" / "manifest.json").read_bytes() == first
    assert {file: file.stat().st_mtime_ns for file in written} == written
    shutil.copytree(data, tmp_path / "moved" / "data")
    prepare(tmp_path / "moved" / "data", tmp_path / "moved" / "out", SETTINGS)
    assert (tmp_path / "moved" / "out" / "manifest.json").read_bytes() == first


def test_seed_changes_the_split(data, tmp_path):
    held_out = set()
    for seed in range(10):
        settings = Settings(sample_rate=8_000, fragment_length=400, seed=seed)
        manifest = prepare(data, tmp_path / "out", settings)
        held_out |= {e["speaker"] for e in manifest["recordings"] if e["split"] == "test"}
    assert held_out == {"a", "b", "c"}


def test_what_is_skipped_is_named_with_its_reason(data, tmp_path):
    (data / "a" / "bad.wav").write_bytes(b"no sound")
    (data / "a" / "cut.wav").write_bytes(wav_bytes(bytes(5000))[:-1000])
    (data / "a" / "odd.wav").write_bytes(wav_bytes(bytes(5000), sample_rate=10))
    (data / "b" / "zcopy.flac").write_bytes((data / "a" / "0.flac").read_bytes())
    write_audio(data / "c" / "short.wav", tone(400 / 8_000, 8_000), 8_000)
    write_audio(data / "c" / "enough.wav", tone(401 / 8_000, 8_000), 8_000)
    manifest = prepare(data, tmp_path / "out", SETTINGS)
    assert len(manifest["recordings"]) == 13
    skipped = {e["file"]: (e["kind"], e["reason"]) for e in manifest["skipped"]}
    assert skipped == {
        "a/bad.wav": ("unreadable", "cannot be read as audio: Format not recognised"),
        "a/cut.wav": (
            "unreadable",
            "is truncated: it declares 5,000 bytes of samples and holds 4,000",
        ),
        "a/odd.wav": (
            "unreadable",
            "cannot be used: its sample rate must be from 1,000 to 768,000 Hz, not 10",
        ),
        "b/zcopy.flac": ("copy", "is the same file as a/0.flac"),
        "c/short.wav": ("too short", "has 400 samples; a fragment and its target need 401"),
    }


def test_too_few_recordings(tmp_path):
    write_audio(tmp_path / "data" / "good.wav", tone(0.1), 16_000)
    (tmp_path / "data" / "bad.wav").write_bytes(b"")
    with pytest.raises(
        ValueError,
        match=r"holds 1 usable recordings, a split needs 2; 1 were skipped, the first: bad\.wav is",
    ):
        prepare(tmp_path / "data", tmp_path / "out", SETTINGS)
    assert not (tmp_path / "out" / "manifest.json").exists()
    (tmp_path / "data" / "good.wav").unlink()
    with pytest.raises(ValueError, match="holds 0 usable recordings"):
        prepare(tmp_path / "data", tmp_path / "out", SETTINGS)


def test_progress_sees_every_recording(data, tmp_path):
    seen = []

    def progress(recordings):
        for recording in recordings:
            seen.append(recording.path.name)
            yield recording

    prepare(data, tmp_path / "out", SETTINGS, progress)
    assert len(seen) == 12


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("sample_rate", 0, "sample_rate must be from 1,000 to 768,000 Hz, not 0"),
        ("n_codes", 1, "n_codes must be from 2 to 256, not 1"),
        ("n_codes", 257, "n_codes must be from 2 to 256, not 257"),
        ("test_fraction", 0.0, "test_fraction must be between 0 and 1, not 0.0"),
        ("test_fraction", 1.0, "test_fraction must be between 0 and 1, not 1.0"),
        ("test_fraction", float("nan"), "test_fraction must be between 0 and 1, not nan"),
        ("seed", -1, "seed must be at least 0, not -1"),
        ("fragment_length", 0, "fragment_length must be at least 1, not 0"),
    ],
)
def test_settings_that_make_no_sense(setting, value, message):
    with pytest.raises(ValueError, match=message):
        Settings(**{setting: value})
