"""The shipped sentences agree with their manifest; trimming and level are what they say."""

import hashlib
import json
import re
from collections import Counter

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from course_utils.folders import data_folder
from course_utils.speech_synthesis.voice_catalog import VOICES
from course_utils.wavenet.speech import (
    LEVEL_DBFS,
    SAMPLE_RATE,
    SENTENCES,
    SILENCE_MS,
    find_voices,
    make_speech,
    normalize_level,
    trim_silence,
)


def level_dbfs(audio):
    return 20 * np.log10(np.sqrt(np.mean(np.square(audio, dtype=np.float64))))


def words(text):
    return re.sub(r"[^a-z0-9 ]", "", text.lower())


@pytest.fixture(scope="module")
def folder():
    return data_folder("wavenet")


@pytest.fixture(scope="module")
def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def clips(folder, manifest):
    """Name -> (frames,) of every shipped clip."""
    return {clip["file"]: soundfile.read(folder / clip["file"])[0] for clip in manifest["clips"]}


class TestShippedData:
    def test_no_file_is_missing_or_left_over(self, folder, manifest):
        files = {p.relative_to(folder).as_posix() for p in (folder / "speech").rglob("*.*")}
        assert files == {clip["file"] for clip in manifest["clips"]}

    def test_every_file_is_the_one_that_was_made(self, folder, manifest):
        for clip in manifest["clips"]:
            content = (folder / clip["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == clip["sha256"], clip["file"]

    def test_every_file_is_16_khz_16_bit_mono_flac(self, folder, manifest):
        for clip in manifest["clips"]:
            info = soundfile.info(folder / clip["file"])
            got = (info.samplerate, info.subtype, info.channels, info.format)
            assert got == (SAMPLE_RATE, "PCM_16", 1, "FLAC"), clip["file"]
            assert info.duration == pytest.approx(clip["seconds"], abs=0.001)

    def test_texts_are_the_sentences_of_the_course(self, manifest):
        spoken = {name: [] for name in SENTENCES}
        for clip in manifest["clips"]:
            spoken[clip["voice"]].append(clip["text"])
        assert spoken == {name: list(texts) for name, texts in SENTENCES.items()}

    def test_voices_are_described_as_they_are_registered(self, manifest):
        for name, described in manifest["voices"].items():
            assert described["license"] == VOICES[name].license
            assert described["credit"] == VOICES[name].credit
            assert described["speaker"] == VOICES[name].speaker
            assert set(described["packages"]) == set(VOICES[name].packages)
            assert "unknown" not in described["packages"].values()

    def test_all_of_it_stays_under_10_megabytes(self, folder):
        assert sum(path.stat().st_size for path in folder.rglob("*.*")) < 10e6

    def test_every_voice_has_at_least_half_a_minute(self, manifest):
        seconds = Counter()
        for clip in manifest["clips"]:
            seconds[clip["voice"]] += clip["seconds"]
        assert min(seconds.values()) >= 30

    def test_every_clip_has_the_same_level_and_is_not_clipped(self, clips):
        for name, audio in clips.items():
            assert level_dbfs(audio) == pytest.approx(LEVEL_DBFS, abs=0.02), name
            assert np.abs(audio).max() < 0.9, name

    def test_no_clip_begins_or_ends_with_long_silence(self, clips):
        """Speech, 30 dB below the loudest 10 ms, is reached within a quarter of a second."""
        for name, audio in clips.items():
            frames = audio[: len(audio) // 160 * 160].reshape(-1, 160)
            power = np.mean(frames**2, axis=1)
            (speech,) = np.nonzero(power > power.max() / 1000)
            assert speech[0] < 25, name
            assert len(power) - speech[-1] < 25, name

    def test_readme_gives_the_voices_as_they_are(self, folder, manifest):
        readme = (folder / "README.md").read_text(encoding="utf-8")
        for name, voice in manifest["voices"].items():
            clips = [clip for clip in manifest["clips"] if clip["voice"] == name]
            seconds = sum(clip["seconds"] for clip in clips)
            described = (f"`{name}`", voice["speaker"], voice["engine"], len(clips))
            row = "| " + " | ".join(map(str, described)) + f" | {seconds:.1f} | "
            assert row in readme
            assert readme.split(row)[1].split("\n")[0].endswith(f"| {voice['license']} |")

    def test_the_first_sentence_of_notebook_01_is_there(self, manifest):
        assert [clip["text"] for clip in manifest["clips"]].count("I am a super stud.") == 1


def test_no_sentence_is_spoken_twice():
    counts = Counter(words(text) for texts in SENTENCES.values() for text in texts)
    assert max(counts.values()) == 1


def test_sentences_of_two_voices_share_no_four_words_in_a_row():
    owner = {}
    for name, texts in SENTENCES.items():
        for text in texts:
            listed = words(text).split()
            for start in range(len(listed) - 3):
                run = tuple(listed[start : start + 4])
                assert owner.setdefault(run, name) == name, run


def test_every_voice_says_a_question_and_8_to_12_sentences():
    for name, texts in SENTENCES.items():
        assert 8 <= len(texts) <= 12, name
        assert any(text.endswith("?") for text in texts), name


@given(
    lead=st.integers(0, SAMPLE_RATE),
    tail=st.integers(0, SAMPLE_RATE),
    sample_rate=st.sampled_from([8_000, 16_000, 22_050, 44_100]),
    loudness=st.floats(0.001, 0.9),
)
def test_trim_keeps_all_speech_and_at_most_the_margin(lead, tail, sample_rate, loudness):
    speech = np.full(sample_rate // 2, loudness, np.float32)
    audio = np.concatenate([np.zeros(lead), speech, np.zeros(tail)]).astype(np.float32)
    trimmed = trim_silence(audio, sample_rate)
    margin = sample_rate * SILENCE_MS // 1000 + sample_rate // 100
    assert np.count_nonzero(trimmed) == len(speech)
    (kept,) = np.nonzero(trimmed)
    assert min(lead, margin - sample_rate // 100) <= kept[0] <= margin
    assert len(trimmed) - 1 - kept[-1] <= margin


def test_trim_keeps_weak_consonants_that_a_threshold_of_30_percent_cuts():
    consonant, vowel = np.full(3_200, 0.02), np.full(8_000, 0.9)
    audio = np.concatenate([np.zeros(8_000), consonant, vowel, consonant, np.zeros(8_000)])
    assert np.count_nonzero(trim_silence(audio, 16_000)) == 3_200 + 8_000 + 3_200


def test_trim_and_level_do_not_change_their_argument():
    audio = np.concatenate([np.zeros(8_000), np.full(8_000, 0.5)]).astype(np.float32)
    before = audio.copy()
    normalize_level(trim_silence(audio, 16_000))
    np.testing.assert_array_equal(audio, before)


@given(gain=st.floats(1e-3, 10), seed=st.integers(0, 99))
def test_level_is_the_same_however_loud_the_engine_was(gain, seed):
    noise = np.random.default_rng(seed).normal(size=4_000).astype(np.float32)
    scaled = normalize_level(noise * np.float32(gain))
    assert scaled.dtype == np.float32
    assert level_dbfs(scaled) == pytest.approx(LEVEL_DBFS, abs=1e-3)


def test_level_refuses_to_clip():
    click = np.zeros(16_000, np.float32)
    click[100] = 1.0
    with pytest.raises(ValueError, match=r"peak of 7\.98 would be clipped at -24 dBFS"):
        normalize_level(click)


def test_unknown_voice_names_itself_and_the_known():
    with pytest.raises(ValueError, match=r"no voice called nobody; there are alan, .*espeak"):
        find_voices(["alan", "nobody"])


@pytest.fixture
def espeak_sentences():
    if not VOICES["espeak"].installed:
        pytest.skip("the program espeak-ng, of the package of that name, is not installed")
    return {"espeak": SENTENCES["espeak"][:2]}


def test_making_twice_gives_the_same_bytes(tmp_path, espeak_sentences):
    first = make_speech(tmp_path / "first", espeak_sentences)
    assert first == make_speech(tmp_path / "second", espeak_sentences)


def test_making_again_gives_what_is_shipped(tmp_path, espeak_sentences, manifest, clips):
    """To 2 steps of 16 bits: another processor's resampling may round differently."""
    made = make_speech(tmp_path, espeak_sentences)
    if made["voices"]["espeak"] != manifest["voices"]["espeak"]:
        pytest.skip("espeak-ng has another version here than in the manifest")
    for clip in made["clips"]:
        audio, _ = soundfile.read(tmp_path / clip["file"])
        np.testing.assert_allclose(audio, clips[clip["file"]], atol=2 / 32_768)
