"""Sound in and out: files to float arrays and back, resampling, and a player for notebooks."""

import io
import operator
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import soxr
from IPython.display import Audio

from course_utils import atomic

MIN_SAMPLE_RATE = 1_000
MAX_SAMPLE_RATE = 768_000
FORMATS = {".wav": "WAV", ".flac": "FLAC"}
BLOCK_SAMPLES = 2**20
UNKNOWN_LENGTH = 2**63 - 1
BYTE_ORDERS = {b"RIFF": "<", b"RF64": "<", b"RIFX": ">"}
STREAM_LENGTH = 0x7FFFF000


class AudioError(ValueError):
    """Sound that cannot be read, resampled or written; the message says which and why."""


def check_sample_rate(sample_rate: int, name: str = "sample_rate") -> int:
    """Returns the rate as an int.

    Raises:
        AudioError: unless it is a whole number of Hz from 1,000 to 768,000.
    """
    try:
        rate = operator.index(sample_rate)
    except TypeError:
        raise AudioError(f"{name} must be a whole number of Hz, not {sample_rate!r}") from None
    if not MIN_SAMPLE_RATE <= rate <= MAX_SAMPLE_RATE:
        raise AudioError(
            f"{name} must be from {MIN_SAMPLE_RATE:,} to {MAX_SAMPLE_RATE:,} Hz, not {rate:,}"
        )
    return rate


def read_audio(path: str | Path) -> tuple[np.ndarray, int]:
    """Reads a WAV, FLAC or other file that libsndfile knows.

    Returns:
        Samples as float32 of shape (frames, channels), and the sample rate in Hz.

    Raises:
        AudioError: if there is no such file, or it is empty, not audio, truncated, damaged,
            without frames, holds NaN or infinity, or has a sample rate that makes no sense.
    """
    with AudioBlocks(path) as blocks:
        audio = np.concatenate(list(blocks))
        _check_finite(audio, str(path))
        return audio, blocks.sample_rate


class AudioBlocks:
    """A file of any length, opened to be read in blocks: float32 (frames, channels), none empty.

    Reading raises AudioError like `read_audio`, at the latest after the last block, but samples
    that are NaN or infinite come through. Use it in a `with` statement.

    Args:
        path: of a file; or a file descriptor, such as 0 for standard input, of a WAV file that
            may come through a pipe and ends when it ends.
        block_frames: of all blocks but the last; by default about a million samples.

    Attributes:
        sample_rate: in Hz.

    Raises:
        AudioError: if the file cannot be opened, is empty, not audio, or its sample rate makes no
            sense.
    """

    def __init__(self, path: str | Path | int, block_frames: int | None = None):
        self._piped = isinstance(path, int)
        self._name = "standard input" if self._piped else str(path)
        source = path if self._piped else self._find(Path(path))
        with self._errors_named():
            self._sound = _Stream(source, closefd=False)
        self._block_frames = block_frames or max(1, BLOCK_SAMPLES // self._sound.channels)
        name = f"{self._name} cannot be used: its sample rate"
        try:
            self.sample_rate = check_sample_rate(self._sound.samplerate, name)
        except AudioError:
            self._sound.close()
            raise

    def _find(self, path: Path) -> Path | io.BytesIO:
        if path.is_dir():
            raise AudioError(f"{path} is a folder, not an audio file")
        with self._errors_named():
            if path.stat().st_size == 0:
                raise AudioError(f"{path} is empty (0 bytes)")
            return _whole_source(path)

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise AudioError(f"{self._name} does not exist") from None
        except (OSError, soundfile.SoundFileError) as error:
            raise AudioError(f"{self._name} cannot be read as audio: {_reason(error)}") from error

    def __enter__(self) -> "AudioBlocks":
        """Opened already."""
        return self

    def __exit__(self, *_) -> None:
        """Closes the file, but not a descriptor."""
        self._sound.close()

    def __iter__(self) -> Iterator[np.ndarray]:
        """Reads on; needs no memory for frames that a damaged header only claims."""
        frames, declared = 0, self._sound.frames
        while len(block := self._read()):
            frames += len(block)
            yield block
        if frames == 0:
            raise AudioError(f"{self._name} holds no sound: 0 frames")
        if not self._piped and declared != UNKNOWN_LENGTH and frames < declared:
            raise AudioError(
                f"{self._name} is truncated: it declares {declared:,} frames and holds {frames:,}"
            )

    def _read(self) -> np.ndarray:
        with self._errors_named():
            return self._sound.read(self._block_frames, dtype="float32", always_2d=True)


def _whole_source(path: Path) -> Path | io.BytesIO:
    """Returns what libsndfile should read: the file, or its bytes with another data length.

    libsndfile reads a WAV file that ends before its samples do without a word. It takes a length
    that was never filled in, 0, at its word, but reads to the end of the file at 0xFFFFFFFF.

    Raises:
        AudioError: if a WAV file is truncated.
    """
    if path.suffix.lower() == ".raw":
        raise AudioError(f"{path} has no header: nothing in a .raw file says its sample rate")
    data = find_data_chunk(path)
    if data is None:
        return path
    if data.declared > data.held and not data.streamed:
        raise AudioError(
            f"{path} is truncated: it declares {data.declared:,} bytes of samples and holds "
            f"{data.held:,}"
        )
    if data.declared > 0 or not data.streamed:
        return path
    content = path.read_bytes()
    return io.BytesIO(content[: data.start - 4] + b"\xff" * 4 + content[data.start :])


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


class _Stream(soundfile.SoundFile):
    """A file read once, from start to end.

    soundfile seeks after each read of a seekable file, and that fails at the end of a FLAC file
    that does not declare its length.
    """

    def seekable(self) -> bool:
        return False


def _reason(error: Exception) -> str:
    """What went wrong, without the path and the word "Error" that libsndfile puts before it."""
    text = getattr(error, "error_string", None) or getattr(error, "strerror", None) or str(error)
    return text.removeprefix("Error : ").rstrip(".")


def _check_finite(audio: np.ndarray, name: str) -> None:
    finite = np.isfinite(audio)
    if not finite.all():
        bad = np.argwhere(~finite)
        raise AudioError(
            f"{name} holds {len(bad):,} samples that are NaN or infinite, the first in "
            f"frame {bad[0, 0]:,}"
        )


def resample(audio: np.ndarray, from_rate: int, to_rate: int) -> np.ndarray:
    """Resamples sound with soxr's high-quality filter, each channel by itself.

    Args:
        audio: samples of shape (frames,) or (frames, channels).
        from_rate: the sample rate of `audio` in Hz.
        to_rate: the sample rate wanted, in Hz.

    Returns:
        float32 of the same number of dimensions, about frames * to_rate / from_rate long; a copy
        if the rates are equal. Peaks may rise above 1, so clip afterwards.

    Raises:
        AudioError: if a rate makes no sense or the sound is empty, not finite, or too short to
            leave one sample.
    """
    from_rate = check_sample_rate(from_rate, "from_rate")
    to_rate = check_sample_rate(to_rate, "to_rate")
    audio = _float_samples(audio)
    _check_finite(audio, "audio")
    if from_rate == to_rate:
        return audio
    resampled = soxr.resample(audio, from_rate, to_rate, quality="HQ")
    if len(resampled) == 0:
        raise AudioError(
            f"{len(audio)} frames at {from_rate:,} Hz are too short for a sample at {to_rate:,} Hz"
        )
    return resampled


def write_audio(path: str | Path, audio: np.ndarray, sample_rate: int) -> None:
    """Writes a 16-bit WAV or FLAC file, as the suffix says; equal sound gives equal bytes.

    Args:
        path: ends in .wav or .flac; missing folders are made.
        audio: float samples in [-1, 1] of shape (frames,) or (frames, channels).
        sample_rate: in Hz.

    Raises:
        AudioError: for another suffix, a rate that makes no sense, or samples that are not
            finite or not in [-1, 1]. No file is then written.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise AudioError(f"{path}: the suffix must be .wav or .flac, not {path.suffix!r}")
    audio = _float_samples(audio)
    _check_finite(audio, str(path))
    beyond = np.abs(audio) > 1
    if beyond.any():
        raise AudioError(
            f"{path}: {beyond.sum():,} samples are outside [-1, 1], the peak is "
            f"{np.abs(audio).max():.4g}"
        )
    atomic.write_bytes(path, _encode(audio, sample_rate, FORMATS[path.suffix.lower()]))


def player(audio: np.ndarray, sample_rate: int) -> Audio:
    """Returns a player for a notebook, as loud as the samples are: clipped, never normalized.

    It holds the sound as 16-bit FLAC, about half of what WAV takes in the notebook's file.

    Args:
        audio: float samples of shape (frames,) or (frames, channels).
        sample_rate: in Hz.
    """
    audio = _float_samples(audio)
    _check_finite(audio, "audio")
    sound = Audio(data=_encode(np.clip(audio, -1, 1), sample_rate, "FLAC"))
    sound.mimetype = "audio/flac"
    return sound


def _float_samples(audio: np.ndarray) -> np.ndarray:
    """Returns a float32 copy of `audio` if it is float sound with at least one sample."""
    audio = np.asarray(audio)
    if not np.issubdtype(audio.dtype, np.floating):
        raise AudioError(f"audio must be float samples in [-1, 1], not {audio.dtype}")
    if audio.ndim not in (1, 2):
        raise AudioError(f"audio must be (frames,) or (frames, channels), not {audio.shape}")
    if audio.size == 0:
        raise AudioError(f"audio holds no samples: its shape is {audio.shape}")
    with np.errstate(over="ignore"):
        return audio.astype(np.float32)


def _encode(audio: np.ndarray, sample_rate: int, container: str) -> bytes:
    """Returns the bytes of a 16-bit file; +1.0, one step too high for 16 bits, becomes 32767."""
    pcm = np.clip(np.rint(audio * 32768), -32768, 32767).astype(np.int16)
    file = io.BytesIO()
    try:
        soundfile.write(file, pcm, check_sample_rate(sample_rate), "PCM_16", format=container)
    except soundfile.SoundFileError as error:
        raise AudioError(
            f"cannot write {audio.shape} samples at {sample_rate:,} Hz as {container}: "
            f"{_reason(error)}"
        ) from error
    return file.getvalue()
