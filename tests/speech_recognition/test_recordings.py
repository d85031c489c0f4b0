import numpy as np
import pytest

from course_utils.audio.files import AudioError, write_audio
from course_utils.folders import data_folder
from course_utils.speech_recognition.recordings import (
    SAMPLE_RATE,
    Recording,
    course_digits,
    fingerprint,
    load_recordings,
    split_recordings,
)
from tests.speech_recognition.tones import recordings, tone


@pytest.fixture
def folder(tmp_path):
    """Two files: one at the usual rate, one in stereo at another."""
    write_audio(tmp_path / "a.wav", tone("0"), SAMPLE_RATE)
    stereo = np.stack([tone("1", seconds=0.4), np.zeros(3_200, np.float32)], axis=1)
    write_audio(tmp_path / "b.flac", stereo, 16_000)
    return tmp_path


def write_table(folder, text, name="transcripts.csv"):
    (folder / name).write_text(text, encoding="utf-8")


def test_a_table_says_what_is_said(folder):
    write_table(folder, "path,text,speaker,split\na.wav,zero,ann,train\nb.flac,eins,bob,test\n")
    a, b = load_recordings(folder)
    assert a[1:] == ("zero", "ann", "train", "a.wav")
    assert b[1:] == ("eins", "bob", "test", "b.flac")
    np.testing.assert_allclose(a.audio, tone("0"), atol=1e-4)
    assert b.audio.dtype == np.float32
    assert len(b.audio) == 1_600  # 0.2 s at 16,000 Hz
    assert 0.1 < np.abs(b.audio).max() < 0.2  # the mean of a channel of 0.3 and a silent one


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("transcripts.tsv", "text\tpath\nzero, one\ta.wav\n"),
        ("transcripts.csv", '\ufeffPath,Text\na.wav,"zero, one"\n'),
        ("other.csv", 'text,path,remark\n"zero, one",a.wav,good,x\n'),
    ],
)
def test_tables_as_programs_write_them(folder, name, text):
    write_table(folder, text, name)
    table = folder / name if name == "other.csv" else None
    [recording] = load_recordings(folder, table)
    assert recording[1:] == ("zero, one", "unknown", "", "a.wav")


def test_names_say_it_without_a_table(tmp_path):
    for name in ("7_ann_4.wav", "7_ann_5.wav", "0_bob_12.wav"):
        write_audio(tmp_path / name, tone("0"), SAMPLE_RATE)
    (tmp_path / "notes.txt").write_text("not sound")
    found = [recording[1:] for recording in load_recordings(tmp_path)]
    assert found == [
        ("0", "bob", "train", "0_bob_12.wav"),
        ("7", "ann", "test", "7_ann_4.wav"),
        ("7", "ann", "train", "7_ann_5.wav"),
    ]


def test_a_set_of_machines_says_it_in_its_manifest():
    found = load_recordings(data_folder("speech_recognition"))
    assert fingerprint(found) == fingerprint(course_digits())
    assert {recording.split for recording in found} == {"train", "test"}
    assert all(set(recording.text) <= set("0123456789") for recording in found)


def test_a_person_is_for_neither_training_nor_test():
    found = load_recordings(data_folder("speech_recognition") / "asterisk")
    assert sorted(recording.text for recording in found) == list("0123456789")
    assert {(recording.speaker, recording.split) for recording in found} == {("allison", "")}


def test_a_table_goes_before_a_manifest(folder):
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    write_table(folder, "path,text\na.wav,zero\n")
    assert [recording.text for recording in load_recordings(folder)] == ["zero"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("path,words\na.wav,zero\n", r"has no column 'text': its columns are \['path', 'words'\]"),
        ("", "has no column 'path'"),
        ("path,text\n", "no line below"),
        ("path,text\na.wav,zero\nc.wav,one\n", r"line 3: there is no file 'c\.wav'"),
        ("path,text\n,zero\n", "line 2: there is no file ''"),
        ("path,text\na.wav,  \n", r"line 2: the text of a\.wav is empty"),
        ("path,text\na.wav\n", r"line 2: the text of a\.wav is empty"),
        ("path,text,split\na.wav,zero,dev\n", "line 2: split is train or test, got 'dev'"),
    ],
)
def test_tables_that_cannot_be_used(folder, table, message):
    write_table(folder, table)
    with pytest.raises(ValueError, match=message):
        load_recordings(folder)


def test_folders_that_cannot_be_used(folder):
    with pytest.raises(ValueError, match=r"a\.wav is no folder"):
        load_recordings(folder / "a.wav")
    with pytest.raises(ValueError, match=r"neither a table .* nor files .*DIGIT_SPEAKER_NUMBER"):
        load_recordings(folder)
    with pytest.raises(ValueError, match=r"x\.csv cannot be read as a table"):
        load_recordings(folder, folder / "x.csv")
    (folder / "a.wav").write_bytes(b"no sound")
    write_table(folder, "path,text\na.wav,zero\n")
    with pytest.raises(AudioError, match=r"a\.wav cannot be read as audio"):
        load_recordings(folder)


def test_recordings_are_split_by_themselves_or_by_speaker():
    everything = recordings()
    train, test = split_recordings(everything)
    assert {r.split for r in train} == {"train"}
    assert {r.split for r in test} == {"test"}
    train, test = split_recordings(everything, ["bob"])
    assert {r.speaker for r in train} == {"ann"}
    assert {r.speaker for r in test} == {"bob"}
    assert len(train) + len(test) == len(everything)


def test_splits_that_cannot_be_made():
    everything = recordings()
    with pytest.raises(ValueError, match="no speaker is named eve: ann, bob are"):
        split_recordings(everything, ["eve"])
    with pytest.raises(ValueError, match="no recording is left to train on"):
        split_recordings(everything, ["ann", "bob"])
    with pytest.raises(ValueError, match="no recording is left to test on"):
        split_recordings([r for r in everything if r.split == "train"])
    unsplit = [everything[0]._replace(split="", name="a.wav")]
    with pytest.raises(ValueError, match=r"whether a\.wav is for training .*column 'split'"):
        split_recordings(unsplit)


def test_a_fingerprint_is_that_of_sound_and_texts():
    first = [Recording(tone("0"), "0", "ann")]
    assert fingerprint(first) == fingerprint([first[0]._replace(name="elsewhere.wav")])
    for other in (
        first[0]._replace(text="1"),
        first[0]._replace(speaker="bob"),
        first[0]._replace(audio=tone("1")),
    ):
        assert fingerprint(first) != fingerprint([other])
