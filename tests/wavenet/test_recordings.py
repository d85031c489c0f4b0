from pathlib import Path

import pytest

from course_utils.wavenet.recordings import Recording, find_recordings


def make(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def found(folder, pattern=None):
    return [
        (recording.path.relative_to(folder).as_posix(), recording.speaker)
        for recording in find_recordings(folder, pattern)
    ]


def test_speaker_is_the_folder_as_in_vctk(tmp_path):
    make(tmp_path, "wav48/p226/p226_001.wav", "wav48/p225/p225_002.wav", "wav48/p225/p225_001.wav")
    make(tmp_path, "txt/p225/p225_001.txt", "speaker-info.txt")
    assert found(tmp_path) == [
        ("wav48/p225/p225_001.wav", "p225"),
        ("wav48/p225/p225_002.wav", "p225"),
        ("wav48/p226/p226_001.wav", "p226"),
    ]


def test_one_speaker_as_in_ljspeech(tmp_path):
    make(tmp_path, "wavs/LJ001-0002.wav", "wavs/LJ001-0001.wav", "metadata.csv")
    assert found(tmp_path) == [("wavs/LJ001-0001.wav", "wavs"), ("wavs/LJ001-0002.wav", "wavs")]
    assert find_recordings(tmp_path / "wavs") == find_recordings(tmp_path)


def test_speaker_from_the_file_name(tmp_path):
    make(tmp_path, "7_jane_32.wav", "0_tom_1.wav")
    assert found(tmp_path, r"_([a-z]+)_") == [
        ("0_tom_1.wav", "tom"),
        ("7_jane_32.wav", "jane"),
    ]


def test_pattern_sees_folders_below_but_not_above(tmp_path):
    make(tmp_path / "top", "a/1.wav", "b/2.wav")
    assert found(tmp_path / "top", "^([ab])/") == [("a/1.wav", "a"), ("b/2.wav", "b")]
    with pytest.raises(ValueError, match="finds no speaker in 2 of 2 files"):
        find_recordings(tmp_path / "top", "(top)")


def test_suffixes_in_any_case_and_hidden_files(tmp_path):
    make(
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
    make(tmp_path / ".cache" / "speech", "a.wav")
    assert found(tmp_path / ".cache" / "speech") == [("a.wav", "speech")]


def test_speaker_of_the_current_folder(tmp_path, monkeypatch):
    make(tmp_path / "jane", "a.wav")
    monkeypatch.chdir(tmp_path / "jane")
    assert find_recordings(".") == [Recording(Path("a.wav"), "jane")]


def test_recordings_are_sorted(tmp_path):
    make(tmp_path, *(f"{speaker}/{k}.wav" for speaker in "bca" for k in (2, 10, 1)))
    names = [name for name, _ in found(tmp_path)]
    assert names == sorted(names)


def test_folder_errors(tmp_path):
    make(tmp_path, "file.wav", "empty/notes.txt")
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
    make(tmp_path, "1_jane_1.wav", "12.wav", "sub/13.wav")
    with pytest.raises(ValueError, match=message):
        find_recordings(tmp_path, pattern)
