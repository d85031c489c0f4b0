"""Sounds and sound files for tests; WAV byte by byte, so that no library checks its own work."""

import io
import struct

import numpy as np
import soundfile

PCM, FLOAT = 1, 3


def wav_bytes(
    samples: bytes,
    sample_rate: int = 16_000,
    *,
    bits: int = 16,
    channels: int = 1,
    tag: int = PCM,
    before: tuple[tuple[bytes, bytes], ...] = (),
    after: tuple[tuple[bytes, bytes], ...] = (),
    data_length: int | None = None,
    riff_length: int | None = None,
) -> bytes:
    """Makes a WAV file of raw samples, with other chunks (name, content) before and after them."""
    block = channels * bits // 8
    layout = struct.pack("<HHIIHH", tag, channels, sample_rate, sample_rate * block, block, bits)
    data = chunk(b"data", samples, data_length)
    body = b"WAVE" + chunk(b"fmt ", layout)
    body += b"".join(chunk(*c) for c in before) + data + b"".join(chunk(*c) for c in after)
    return chunk(b"RIFF", body, riff_length)


def chunk(name: bytes, content: bytes, length: int | None = None) -> bytes:
    """A RIFF chunk, padded to an even length; `length` is what it declares instead of the truth."""
    declared = len(content) if length is None else length
    return struct.pack("<4sI", name, declared) + content + b"\0" * (len(content) % 2)


def flac_bytes(audio: np.ndarray, sample_rate: int = 16_000) -> bytes:
    """A 16-bit FLAC file."""
    file = io.BytesIO()
    soundfile.write(file, audio, sample_rate, "PCM_16", format="FLAC")
    return file.getvalue()


def without_length(flac: bytes) -> bytes:
    """Sets the 36-bit number of frames in FLAC's STREAMINFO to 0, which means unknown."""
    content = bytearray(flac)
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    return bytes(content)


def tone(seconds: float, sample_rate: int = 16_000, hz: float = 440.0) -> np.ndarray:
    """A sine of amplitude 0.5, float64 (frames,)."""
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * sample_rate)) / sample_rate)
