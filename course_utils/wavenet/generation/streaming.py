"""Generating sound straight into a WAV file that can be played whenever it ends."""

import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter

import numpy as np
from tqdm.auto import tqdm

from course_utils.audio.files import check_sample_rate
from course_utils.wavenet.data import mu_law_decode
from course_utils.wavenet.generation.generator import Generator, require_samples
from course_utils.wavenet.generation.state import GeneratorState

BYTES_PER_SAMPLE = 2
LARGEST = 2**32 - 1  # bytes that a WAV file's header can declare


class StreamError(OSError):
    """The file could not be written to its end; the message says how much of it can be played."""


def stream(
    generator: Generator,
    state: GeneratorState,
    path: str | Path,
    sample_rate: int,
    n_samples: int,
    *,
    chunk: int = 4_000,
    decode: Callable = mu_law_decode,
    progress: bool = True,
) -> GeneratorState:
    """Generates sound in chunks, each of which is in the file before the next is begun.

    After every chunk the header declares what is there. So the file can be played up to its last
    whole chunk, however the process ended: done, interrupted, killed, or on a full disk.

    Args:
        generator: Of the codes.
        state: Where to begin, from `generator.start` or from a stream before.
        path: Of the WAV file: 16 bits, one channel per stream.
        sample_rate: In Hz.
        n_samples: To generate for each stream.
        chunk: Samples of each stream that are generated at once.
        decode: Turns codes and `n_codes` into audio.
        progress: Shows a bar with samples/s and the real-time factor: seconds of sound that are
            made in a second.

    Returns:
        The state after the last sample.

    Raises:
        StreamError: The file cannot be written to the end.
        ValueError: `n_samples`, `chunk` or the sample rate is out of range, or too much for a WAV
            file.
    """
    require_samples(n_samples)
    require_samples(chunk)
    n_streams, n_codes = len(state.codes), generator.weights.config.n_codes
    if n_samples * n_streams * BYTES_PER_SAMPLE > LARGEST - 36:
        raise ValueError(f"{n_samples:,} samples x {n_streams} streams are too many for a WAV file")
    written, started = 0, perf_counter()
    bar = tqdm(total=n_samples, unit=" samples", unit_scale=True, disable=not progress)
    try:
        with closing(WavFile(path, sample_rate, n_streams)) as file, bar:
            while written < n_samples:
                n = min(chunk, n_samples - written)
                codes, after = generator.resume(state, n)
                file.append(decode(codes, n_codes).T)
                state, written = after, written + n
                speed = written / (perf_counter() - started) / sample_rate
                bar.set_postfix_str(f"{speed:.2f} x real time", refresh=False)
                bar.update(n)
    except OSError as error:
        raise StreamError(f"{error}; {path} holds {written:,} of {n_samples:,} samples") from error
    except KeyboardInterrupt as interrupt:
        interrupt.add_note(f"{path} holds {written:,} of {n_samples:,} samples and can be played")
        raise
    return state


class WavFile:
    """A 16-bit WAV file that is whole after every `append`.

    Args:
        path: A file there is replaced.
        sample_rate: In Hz.
        n_channels: At least 1.

    Raises:
        OSError: The file cannot be opened.
        ValueError: The sample rate is out of range.
    """

    def __init__(self, path: str | Path, sample_rate: int, n_channels: int):
        self.sample_rate = check_sample_rate(sample_rate)
        self.n_channels = n_channels
        self.n_bytes = 0
        self.file = open(path, "wb", buffering=0)  # noqa: SIM115 - see close
        self._write_header()

    def append(self, audio: np.ndarray) -> None:
        """Adds audio (frames, channels) in [-1, 1].

        Raises:
            OSError: It does not fit on the disk; the file then ends as it did before.
        """
        end = HEADER.size + self.n_bytes
        pcm = np.clip(np.rint(audio * 32768), -32768, 32767).astype("<i2").tobytes()
        try:
            self.file.seek(end)
            _write_all(self.file, pcm)
        except BaseException:
            self.file.truncate(end)
            raise
        self.n_bytes += len(pcm)
        self._write_header()

    def _write_header(self) -> None:
        frame = self.n_channels * BYTES_PER_SAMPLE
        self.file.seek(0)
        _write_all(
            self.file,
            HEADER.pack(
                *(b"RIFF", HEADER.size - 8 + self.n_bytes, b"WAVE"),
                *(b"fmt ", 16, 1, self.n_channels, self.sample_rate),
                *(self.sample_rate * frame, frame, 8 * BYTES_PER_SAMPLE),
                *(b"data", self.n_bytes),
            ),
        )

    def close(self) -> None:
        """Closes the file."""
        self.file.close()


HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")  # RIFF, format, data: 44 bytes


def _write_all(file, content: bytes) -> None:
    """An unbuffered write may take less than it was given, and fail at the next."""
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]
