"""Where the samples of a WAV file lie, and how many bytes of them its header promises."""

import struct
from pathlib import Path
from typing import NamedTuple

BYTE_ORDERS = {b"RIFF": "<", b"RF64": "<", b"RIFX": ">"}
STREAM_LENGTH = 0x7FFFF000


class DataChunk(NamedTuple):
    """The chunk `data` of a WAV file, in bytes.

    A program that writes to a pipe cannot go back to fill in the lengths. It leaves 0, or declares
    about 2 GiB or more (sox and espeak-ng 0x7FFFF000, ffmpeg 0xFFFFFFFF); the samples then last to
    the end of the file, and `streamed` is true.
    """

    start: int
    declared: int
    held: int
    streamed: bool


def find_data_chunk(path: str | Path) -> DataChunk | None:
    """Walks the chunks of a RIFF, RIFX or RF64 file; None for another file or one without `data`.

    Sources: Multimedia Programming Interface and Data Specifications 1.0 (IBM and Microsoft, 1991);
    EBU Tech 3306 for RF64, whose chunk `ds64` holds lengths above 4 GiB.
    """
    path = Path(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(12)
        order = BYTE_ORDERS.get(header[:4])
        if order is None or header[8:] != b"WAVE":
            return None
        riff_length = struct.unpack(f"{order}I", header[4:8])[0]
        long_length = None
        while len(header := file.read(8)) == 8:
            name, length = struct.unpack(f"{order}4sI", header)
            start = file.tell()
            if name == b"data" and long_length is not None:
                return DataChunk(start, long_length, size - start, False)
            if name == b"data":
                unfinished = riff_length + 8 <= start or riff_length >= STREAM_LENGTH
                streamed = length >= STREAM_LENGTH or (length == 0 and unfinished)
                return DataChunk(start, length, size - start, streamed)
            if name == b"ds64" and len(lengths := file.read(16)) == 16:
                long_length = struct.unpack(f"{order}8xQ", lengths)[0]
            file.seek(start + length + length % 2)
    return None
