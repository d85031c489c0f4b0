import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.audio.files import write_audio
from course_utils.wavenet.corpus import (
    codes_of,
    digest,
    load_clips,
    split_clips,
    varied_codes,
    vary,
)
from course_utils.wavenet.data import find_recordings, load_codes, split_recordings
from tests.sounds import tone

RATE = 8_000
VOICES = "abcde"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Five speakers, six recordings each, all different."""
    folder = tmp_path_factory.mktemp("speech")
    for i, voice in enumerate(VOICES):
        for k in range(6):
            write_audio(folder / voice / f"{k}.wav", tone(0.1, hz=100 + 50 * i + k), 16_000)
    return folder


@pytest.fixture(scope="module")
def clips(folder):
    return load_clips(find_recordings(folder), RATE)[0]


def names(clips):
    return [clip.recording.path.name for clip in clips]


def speakers(clips):
    return {clip.recording.speaker for clip in clips}


def recordings(clips):
    return {clip.recording for clip in clips}


def test_codes_are_those_of_load_codes(clips):
    expected = [load_codes(clip.recording.path, RATE) for clip in clips]
    assert all(np.array_equal(a, b) for a, b in zip(codes_of(clips), expected, strict=True))


def test_copies_and_broken_files_are_left_out_and_named(folder, tmp_path):
    content = (folder / "a" / "0.wav").read_bytes()
    for name in ("1.wav", "2.wav"):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "3.wav").write_bytes(b"")
    clips, skipped = load_clips(find_recordings(tmp_path), RATE)
    assert names(clips) == ["1.wav"]
    assert skipped[0].endswith("2.wav is the same file as " + str(tmp_path / "1.wav"))
    assert "3.wav is empty" in skipped[1]
    assert len(skipped) == 2


def test_every_clip_has_exactly_one_part(clips):
    corpus = split_clips(clips, 0.2, seed=0)
    parts = [recordings(part) for part in corpus]
    assert set.union(*parts) == recordings(clips)
    assert sum(map(len, parts)) == len(clips)


def test_the_test_is_that_of_split_recordings(clips):
    corpus = split_clips(clips, 0.2, seed=2)
    _, test = split_recordings([clip.recording for clip in clips], 0.2, seed=2)
    assert recordings(corpus.test) == set(test)


def test_test_speakers_choose_nothing(clips):
    corpus = split_clips(clips, 0.4, seed=1)
    assert len(speakers(corpus.test)) == 2
    assert speakers(corpus.validation) == speakers(corpus.train)
    assert not speakers(corpus.test) & speakers(corpus.train)


def test_known_speakers_are_tested_on_other_recordings_of_theirs(clips):
    unknown = split_clips(clips, 0.2, seed=2).test
    corpus = split_clips(clips, 0.2, seed=2, known_speakers=True)
    assert speakers(corpus.test) == speakers(corpus.train) == speakers(corpus.validation)
    assert speakers(corpus.train) == set(VOICES) - speakers(unknown)
    parts = [recordings(part) for part in corpus]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 24


def test_the_order_of_the_clips_does_not_matter(clips):
    corpus = split_clips(clips, 0.2, seed=3)
    again = split_clips(clips[::-1], 0.2, seed=3)
    assert [names(part) for part in corpus] == [names(part) for part in again]


def test_too_few_recordings_are_refused(clips):
    with pytest.raises(ValueError, match="2 recordings are too few"):
        split_clips(clips[:2], 0.5, seed=0)


def test_variations_are_those_of_the_seed_and_the_epoch(clips):
    def lengths(seed, epoch):
        return [len(codes) for codes in varied_codes(clips, RATE, seed, epoch)]

    assert lengths(0, 0) == lengths(0, 0)
    assert lengths(0, 0) != lengths(0, 1)
    assert lengths(0, 0) != lengths(1, 0)


def test_one_in_three_is_left_as_it_is(clips):
    originals = codes_of(clips)
    same = [
        np.array_equal(codes, original)
        for epoch in range(20)
        for codes, original in zip(varied_codes(clips, RATE, 0, epoch), originals, strict=True)
    ]
    assert 0.28 < np.mean(same) < 0.39


def test_the_digest_changes_with_content_part_and_speaker_not_with_the_place(clips, folder):
    corpus = split_clips(clips, 0.2, seed=0)
    first = corpus.train[0]
    renamed = first.recording._replace(speaker="z")
    changed = [
        corpus._replace(train=[first._replace(sha256="0"), *corpus.train[1:]]),
        corpus._replace(train=corpus.train[1:], test=[*corpus.test, first]),
        corpus._replace(train=[first._replace(recording=renamed), *corpus.train[1:]]),
    ]
    digests = [digest(c, folder) for c in [corpus, *changed]]
    assert len(set(digests)) == 4

    def moved(clip):
        path = folder / "elsewhere" / clip.recording.path.relative_to(folder)
        return clip._replace(recording=clip.recording._replace(path=path))

    elsewhere = type(corpus)(*([moved(clip) for clip in part] for part in corpus))
    assert digest(elsewhere, folder / "elsewhere") == digests[0]


def played(audio, seed, **limits):
    return vary(audio, 16_000, np.random.default_rng(seed), **limits)


def pitch_hz(audio):
    """Frequency of the strongest component."""
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio))))
    return spectrum.argmax() * 16_000 / len(audio)


@given(st.integers(0, 2**32), st.floats(1, 2), st.floats(0, 12))
def test_speed_and_level_stay_within_their_limits(seed, max_speed, max_gain_db):
    audio = tone(0.25, hz=440).astype(np.float32)
    result = played(audio, seed, max_speed=max_speed, max_gain_db=max_gain_db)
    assert result.dtype == np.float32
    speed = len(audio) / len(result)
    assert 1 / max_speed - 1e-3 < speed < max_speed + 1e-3
    gain_db = 20 * np.log10(result[500:-500].std() / audio[500:-500].std())
    assert abs(gain_db) < max_gain_db + 0.1


@pytest.mark.parametrize("seed", range(4))
def test_faster_is_higher(seed):
    audio = tone(1, hz=440).astype(np.float32)
    result = played(audio, seed)
    assert pitch_hz(result) == pytest.approx(440 * len(audio) / len(result), abs=2)


def test_no_limits_change_nothing():
    audio = tone(0.1).astype(np.float32)
    assert np.array_equal(played(audio, 0, max_speed=1, max_gain_db=0), audio)


def test_the_generator_decides_and_the_argument_stays():
    audio = tone(0.1).astype(np.float32)
    before = audio.copy()
    assert np.array_equal(played(audio, 1), played(audio, 1))
    assert len(played(audio, 1)) != len(played(audio, 2))
    assert np.array_equal(audio, before)


@pytest.mark.parametrize("limits", [{"max_speed": 0.9}, {"max_gain_db": -1}])
def test_limits_that_make_no_sense_are_refused(limits):
    with pytest.raises(ValueError, match="max_speed is at least 1 and max_gain_db at least 0, got"):
        played(tone(0.1), 0, **limits)
