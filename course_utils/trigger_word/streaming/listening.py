"""Detections in a microphone's sound, or in a file of any length that is read in blocks."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from course_utils.audio.files import AudioError
from course_utils.trigger_word.streaming.streaming_detector import Detection, StreamingDetector

BLOCK_S = 0.1


class MicrophoneError(ValueError):
    """There is no microphone that can be used; the message says what to do."""


def listen(
    blocks: Iterable[np.ndarray],
    sample_rate: int,
    detector: StreamingDetector,
    threshold: float | None = None,
) -> Iterator[Detection]:
    """Yields each detection as soon as it is made.

    Args:
        blocks: Float samples (frames, channels) in [-1, 1], one block after the other; channels
            are mixed to their mean.
        sample_rate: Of the blocks, in Hz.
        detector: As `read_streaming_detector` gives it.
        threshold: Instead of the detector's own, between 0 and 1.

    Raises:
        AudioError: A block holds NaN or infinity.
        ValueError: The threshold is not between 0 and 1.
    """
    if threshold is not None and not 0 < threshold < 1:
        raise ValueError(f"the threshold is between 0 and 1, got {threshold}")
    stream, events = detector.stream(), detector.events(threshold)
    for samples in resampled(map(_mono, blocks), sample_rate, detector.front_end.sample_rate):
        yield from events.feed(stream.feed(np.clip(samples, -1, 1)))


def _mono(block: np.ndarray) -> np.ndarray:
    if not np.isfinite(block).all():
        raise AudioError("the sound holds samples that are NaN or infinite")
    return block.mean(axis=1, dtype=np.float32)


def resampled(blocks: Iterable[np.ndarray], from_rate: int, to_rate: int) -> Iterator[np.ndarray]:
    """Resamples sound that comes in blocks (n,) as `audio.resample` does with the whole of it."""
    if from_rate == to_rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(from_rate, to_rate, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.empty(0, np.float32), last=True)


class Microphone:
    """The system's microphone: blocks of 100 ms, (frames, 1), without an end.

    Use it in a `with` statement; it needs the package sounddevice.

    Attributes:
        sample_rate: In Hz, the one that the microphone prefers.
        name: What the system calls it.

    Raises:
        MicrophoneError: There is no such package, no PortAudio, or no microphone, or it stops.
    """

    def __init__(self):
        sounddevice = _sounddevice()
        self._stopped = sounddevice.PortAudioError
        try:
            device = sounddevice.query_devices(kind="input")
            self.name, self.sample_rate = device["name"], int(device["default_samplerate"])
            self._stream = sounddevice.InputStream(self.sample_rate, channels=1, dtype="float32")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise MicrophoneError(
                f"there is no microphone to listen to ({error}): plug one in, allow its use, or "
                "listen to a file"
            ) from error

    def __enter__(self) -> "Microphone":
        """Starts recording."""
        self._stream.start()
        return self

    def __exit__(self, *_) -> None:
        """Stops recording."""
        self._stream.close()

    def __iter__(self) -> Iterator[np.ndarray]:
        """Waits for each block."""
        while True:
            try:
                block, _ = self._stream.read(round(self.sample_rate * BLOCK_S))
            except self._stopped as error:
                raise MicrophoneError(f"the microphone {self.name} stopped: {error}") from error
            yield block


def _sounddevice():
    try:
        import sounddevice
    except ImportError:
        raise MicrophoneError(
            "the microphone needs the package sounddevice: pip install sounddevice"
        ) from None
    except OSError as error:
        raise MicrophoneError(
            f"the microphone needs PortAudio ({error}): on Debian and Ubuntu, "
            "sudo apt install libportaudio2"
        ) from None
    return sounddevice
