import struct

import pytest

from course_utils.audio.files import find_data_chunk
from tests.sounds import chunk, wav_bytes


def test_data_after_an_odd_chunk(tmp_path):
    file = tmp_path / "a.wav"
    content = wav_bytes(b"\1\2\3\4", before=((b"note", b"odd"),), after=((b"LIST", b"more"),))
    file.write_bytes(content)
    data = find_data_chunk(file)
    assert content[data.start :].startswith(b"\1\2\3\4LIST")
    assert data.declared == 4
    assert data.held == len(content) - data.start
    assert not data.streamed


@pytest.mark.parametrize(
    ("data_length", "riff_length", "streamed"),
    [
        (0, 0, True),
        (0, 36, True),
        (0, 0xFFFFFFFF, True),
        (0, None, False),
        (0x7FFFF000, 0x7FFFF024, True),
        (0xFFFFFFFF, 0xFFFFFFFF, True),
        (5, None, False),
    ],
)
def test_length_that_the_writer_did_not_know(tmp_path, data_length, riff_length, streamed):
    file = tmp_path / "a.wav"
    file.write_bytes(wav_bytes(b"\1\2\3\4", data_length=data_length, riff_length=riff_length))
    data = find_data_chunk(file)
    assert (data.declared, data.held, data.streamed) == (data_length, 4, streamed)


def test_length_in_ds64(tmp_path):
    lengths = struct.pack("<QQQI", 0, 5 * 2**30, 0, 0)
    body = b"WAVE" + chunk(b"ds64", lengths) + chunk(b"data", b"\1\2", 0xFFFFFFFF)
    file = tmp_path / "a.wav"
    file.write_bytes(chunk(b"RF64", body, 0xFFFFFFFF))
    data = find_data_chunk(file)
    assert (data.declared, data.held, data.streamed) == (5 * 2**30, 2, False)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"fLaC" + bytes(40), b"RIFF\4\0\0\0WAVE"])
def test_file_without_a_data_chunk(tmp_path, content):
    file = tmp_path / "a.wav"
    file.write_bytes(content)
    assert find_data_chunk(file) is None


def test_big_endian(tmp_path):
    data = struct.pack(">4sI", b"data", 2) + b"\0\1"
    file = tmp_path / "a.wav"
    file.write_bytes(struct.pack(">4sI", b"RIFX", 4 + len(data)) + b"WAVE" + data)
    assert find_data_chunk(file)[1:] == (2, 2, False)
