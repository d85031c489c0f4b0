import inspect
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from course_utils.audio.files import AudioError, resample, write_audio
from course_utils.wavenet.data import (
    Recording,
    find_recordings,
    fragment_starts,
    load_codes,
    mu_law_decode,
    mu_law_encode,
    one_hot,
    pcm_to_float,
    shift_by_one,
    shifted_batch,
    split_recordings,
    to_mono,
)

RATE = 16_000
SECONDS = np.arange(RATE) / RATE
samples = arrays(np.float32, array_shapes(max_dims=2), elements=st.floats(-2, 2, width=32))


def snr_db(sound, returned):
    return 10 * np.log10(np.sum(sound**2) / np.sum((sound - returned) ** 2))


@given(st.lists(st.integers(), min_size=2))
def test_shift_pairs_every_element_with_the_next(sequence):
    x, y = shift_by_one(sequence)
    assert list(zip(x, y, strict=True)) == [
        (sequence[t], sequence[t + 1]) for t in range(len(sequence) - 1)
    ]


@pytest.mark.parametrize(("dtype", "subtype"), [("int16", "PCM_16"), ("int32", "PCM_32")])
def test_pcm_agrees_with_libsndfile(tmp_path, dtype, subtype):
    limits = np.iinfo(dtype)
    pcm = np.random.default_rng(0).integers(limits.min, limits.max, 5_000, dtype, endpoint=True)
    soundfile.write(tmp_path / "pcm.wav", pcm, RATE, subtype)
    expected, _ = soundfile.read(tmp_path / "pcm.wav", dtype="float32")
    np.testing.assert_array_equal(pcm_to_float(pcm), expected)


def test_uint8_agrees_with_libsndfile(tmp_path):
    pcm = np.arange(256, dtype=np.uint8)
    wide = (pcm.astype(np.int16) - 128) << 8
    soundfile.write(tmp_path / "bytes.wav", wide, RATE, "PCM_U8")
    expected, _ = soundfile.read(tmp_path / "bytes.wav", dtype="float32")
    np.testing.assert_array_equal(pcm_to_float(pcm), expected)


@pytest.mark.parametrize("dtype", [np.int64, np.uint16, np.complex64, bool])
def test_other_sample_types_are_refused_by_name(dtype):
    with pytest.raises(ValueError, match=np.dtype(dtype).name):
        pcm_to_float(np.zeros(2, dtype))


def test_three_axes_are_no_recording():
    with pytest.raises(ValueError, match=r"\(2, 2, 2\)"):
        to_mono(np.zeros((2, 2, 2)))


@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.float32, np.float64])
def test_mono_has_the_type_of_its_channels(dtype):
    mono = to_mono(np.array([[1, 3], [10, 20], [7, 7]], dtype))
    assert mono.dtype == dtype
    assert mono.tolist() == [2, 15, 7]


@given(samples, st.integers(2, 256))
def test_codes_are_the_nearest_by_an_exact_formula(audio, n_codes):
    mu = n_codes - 1
    clipped = np.clip(audio.astype(np.longdouble), -1, 1)
    bent = np.sign(clipped) * np.log1p(mu * np.abs(clipped)) / np.log1p(np.longdouble(mu))
    distance = np.abs((bent + 1) / 2 * mu - mu_law_encode(audio, n_codes))
    assert np.all(distance <= 0.5 + 1e-4)


@given(st.integers(2, 256))
def test_every_code_survives_decoding_and_encoding(n_codes):
    codes = np.arange(n_codes, dtype=np.uint8)
    np.testing.assert_array_equal(mu_law_encode(mu_law_decode(codes, n_codes), n_codes), codes)
    assert mu_law_encode(np.zeros(1), n_codes) == n_codes // 2


@given(samples)
def test_louder_never_gets_a_lower_code(audio):
    ordered = np.sort(audio, axis=None)
    assert np.all(np.diff(mu_law_encode(ordered).astype(int)) >= 0)


def test_round_trip_error():
    ramp = np.linspace(-1, 1, 100_001)
    assert np.sqrt(np.mean((mu_law_decode(mu_law_encode(ramp)) - ramp) ** 2)) <= 0.0075


def test_snr_of_a_quiet_tone():
    quiet = 0.01 * np.sin(2 * np.pi * 440.3 * SECONDS)
    assert snr_db(quiet, mu_law_decode(mu_law_encode(quiet))) >= 33


@pytest.mark.parametrize("n_codes", [-1, 0, 1, 257])
def test_a_number_of_codes_that_makes_no_sense(n_codes):
    with pytest.raises(ValueError, match=str(n_codes)):
        mu_law_encode(np.zeros(2), n_codes)
    with pytest.raises(ValueError, match=str(n_codes)):
        mu_law_decode(np.zeros(2, np.uint8), n_codes)


def test_nan_and_codes_out_of_range_are_counted():
    with pytest.raises(ValueError, match="2 NaN"):
        mu_law_encode(np.array([0, np.nan, np.nan]))
    for function in (mu_law_decode, one_hot):
        with pytest.raises(ValueError, match="0 to 63, got 5 to 200"):
            function(np.array([5, 200], np.uint8), 64)


speakers = st.lists(st.sampled_from("abcdef"), min_size=2, max_size=40)


@given(speakers, st.floats(0.01, 0.99), st.integers(0, 5))
def test_a_split_loses_nothing_and_shares_no_speaker(names, fraction, seed):
    recordings = [Recording(f"{i}.wav", name) for i, name in enumerate(names)]
    train, test = split_recordings(recordings, fraction, seed)
    assert train
    assert test
    assert Counter(train) + Counter(test) == Counter(recordings)
    if len(set(names)) > 1:
        assert not {r.speaker for r in train} & {r.speaker for r in test}


def test_paths_without_speakers_are_split_one_by_one():
    train, test = split_recordings([f"{i}.wav" for i in range(10)], 0.3)
    assert (len(train), len(test)) == (7, 3)


@pytest.mark.parametrize(
    ("recordings", "fraction"), [([], 0.1), (["a"], 0.1), (["a", "a"], 0.5), (["a", "b"], 1.0)]
)
def test_what_cannot_be_split(recordings, fraction):
    with pytest.raises(ValueError, match=f"{len(recordings)} and {fraction}"):
        split_recordings(recordings, fraction)


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(1, 20), st.integers(1, 20))
def test_starts_are_those_of_brute_force(lengths, fragment_length, stride):
    expected = [
        [recording, start]
        for recording, length in enumerate(lengths)
        for start in range(length)
        if start % stride == 0 and start + fragment_length + 1 <= length
    ]
    starts = fragment_starts(lengths, fragment_length, stride)
    assert starts.shape == (len(expected), 2)
    assert starts.tolist() == expected


@pytest.mark.parametrize(("fragment_length", "stride"), [(0, 1), (4, 0), (-1, 1)])
def test_lengths_and_strides_that_make_no_sense(fragment_length, stride):
    with pytest.raises(ValueError, match=f"{fragment_length} and {stride}"):
        fragment_starts([10], fragment_length, stride)


@given(st.data(), st.integers(1, 16))
def test_a_batch_is_what_its_starts_say(data, fragment_length):
    lengths = data.draw(st.lists(st.integers(fragment_length + 1, 60), min_size=1, max_size=4))
    rng = np.random.default_rng(0)
    codes = [rng.integers(0, 256, length, dtype=np.uint8) for length in lengths]
    starts = fragment_starts(lengths, fragment_length, 1)
    x, y = shifted_batch(codes, starts, fragment_length)
    for row, (recording, start) in enumerate(starts):
        for t in range(fragment_length):
            assert x[row, t] == codes[recording][start + t]
            assert y[row, t] == codes[recording][start + t + 1]


def test_a_batch_past_the_end_is_an_error():
    with pytest.raises(ValueError, match="broadcast"):
        shifted_batch([np.zeros(8, np.uint8)], np.array([[0, 4]]), 4)


def test_one_hot_has_a_single_one_in_the_right_place():
    vectors = one_hot(np.array([[0, 3], [2, 1]], np.uint8), 4)
    assert vectors.shape == (2, 2, 4)
    assert vectors.dtype == np.uint8
    np.testing.assert_array_equal(vectors.argmax(-1), [[0, 3], [2, 1]])
    np.testing.assert_array_equal(vectors.sum(-1), 1)


def test_the_chain_is_mono_then_resample_then_mu_law(tmp_path):
    tone = (0.9 * np.sin(2 * np.pi * 440 * SECONDS)).astype(np.float32)
    stereo = np.stack([tone, np.zeros_like(tone)], axis=1)
    write_audio(tmp_path / "tone.wav", stereo, RATE)
    codes = load_codes(tmp_path / "tone.wav", 4_410)
    wanted = resample(tone / 2, RATE, 4_410)
    assert codes.dtype == np.uint8
    assert snr_db(wanted, mu_law_decode(codes)) >= 30


def test_the_chain_uses_the_functions_it_is_given(tmp_path):
    write_audio(tmp_path / "a.wav", np.zeros((100, 2), np.float32), RATE)
    codes = load_codes(
        tmp_path / "a.wav", RATE, 64, to_mono=lambda a: a[:, 0], encode=lambda a, n: (len(a), n)
    )
    assert codes == (100, 64)


def test_resampled_peaks_are_clipped(tmp_path):
    square = np.sign(np.sin(2 * np.pi * 441 * SECONDS)).astype(np.float32)
    write_audio(tmp_path / "square.wav", square, RATE)
    codes = load_codes(tmp_path / "square.wav", 11_025)
    assert {codes.min(), codes.max()} == {0, 255}


def test_graded_functions_need_no_other_name_than_numpy():
    for function in (shift_by_one, pcm_to_float, to_mono, mu_law_encode, mu_law_decode):
        assert set(inspect.getclosurevars(function).globals) <= {"np"}


def test_a_chain_that_fails_names_its_file(tmp_path):
    write_audio(tmp_path / "blink.wav", np.zeros(1, np.float32), 48_000)
    with pytest.raises(AudioError, match=r"blink\.wav"):
        load_codes(tmp_path / "blink.wav", 8_000)


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def found(folder, pattern=None):
    return [
        (recording.path.relative_to(folder).as_posix(), recording.speaker)
        for recording in find_recordings(folder, pattern)
    ]


def test_speaker_is_the_folder_as_in_vctk(tmp_path):
    touch(tmp_path, "wav48/p226/p226_001.wav", "wav48/p225/p225_002.wav", "wav48/p225/p225_001.wav")
    touch(tmp_path, "txt/p225/p225_001.txt", "speaker-info.txt")
    assert found(tmp_path) == [
        ("wav48/p225/p225_001.wav", "p225"),
        ("wav48/p225/p225_002.wav", "p225"),
        ("wav48/p226/p226_001.wav", "p226"),
    ]


def test_one_speaker_as_in_ljspeech(tmp_path):
    touch(tmp_path, "wavs/LJ001-0002.wav", "wavs/LJ001-0001.wav", "metadata.csv")
    assert found(tmp_path) == [("wavs/LJ001-0001.wav", "wavs"), ("wavs/LJ001-0002.wav", "wavs")]
    assert find_recordings(tmp_path / "wavs") == find_recordings(tmp_path)


def test_speaker_from_the_file_name(tmp_path):
    touch(tmp_path, "7_jane_32.wav", "0_tom_1.wav")
    assert found(tmp_path, r"_([a-z]+)_") == [
        ("0_tom_1.wav", "tom"),
        ("7_jane_32.wav", "jane"),
    ]


def test_pattern_sees_folders_below_but_not_above(tmp_path):
    touch(tmp_path / "top", "a/1.wav", "b/2.wav")
    assert found(tmp_path / "top", "^([ab])/") == [("a/1.wav", "a"), ("b/2.wav", "b")]
    with pytest.raises(ValueError, match="finds no speaker in 2 of 2 files"):
        find_recordings(tmp_path / "top", "(top)")


def test_suffixes_in_any_case_and_hidden_files(tmp_path):
    touch(
        tmp_path,
        "a.WAV",
        "b.Flac",
        "c.ogg",
        "d.mp3",
        "._a.WAV",
        ".hidden/e.wav",
        "wav",
        "f.wav.tmp",
    )
    (tmp_path / "folder.wav").mkdir()
    assert [name for name, _ in found(tmp_path)] == ["a.WAV", "b.Flac", "c.ogg"]


def test_a_hidden_folder_above_does_not_hide(tmp_path):
    touch(tmp_path / ".cache" / "speech", "a.wav")
    assert found(tmp_path / ".cache" / "speech") == [("a.wav", "speech")]


def test_speaker_of_the_current_folder(tmp_path, monkeypatch):
    touch(tmp_path / "jane", "a.wav")
    monkeypatch.chdir(tmp_path / "jane")
    assert find_recordings(".") == [Recording(Path("a.wav"), "jane")]


def test_recordings_are_sorted(tmp_path):
    touch(tmp_path, *(f"{speaker}/{k}.wav" for speaker in "bca" for k in (2, 10, 1)))
    names = [name for name, _ in found(tmp_path)]
    assert names == sorted(names)


def test_folder_errors(tmp_path):
    touch(tmp_path, "file.wav", "empty/notes.txt")
    with pytest.raises(ValueError, match="none does not exist"):
        find_recordings(tmp_path / "none")
    with pytest.raises(ValueError, match=r"file\.wav is not a folder"):
        find_recordings(tmp_path / "file.wav")
    with pytest.raises(ValueError, match=r"empty holds no sound files: none ends in \.wav, \.flac"):
        find_recordings(tmp_path / "empty")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("_([a-z]+", "is not a regular expression: missing \\)"),
        ("_[a-z]+_", "has no group"),
        ("_([a-z]+)_", "finds no speaker in 2 of 3 files, the first is 12.wav"),
        ("(jane)?", "finds no speaker in 3 of 3 files"),
    ],
)
def test_pattern_errors(tmp_path, pattern, message):
    touch(tmp_path, "1_jane_1.wav", "12.wav", "sub/13.wav")
    with pytest.raises(ValueError, match=message):
        find_recordings(tmp_path, pattern)
