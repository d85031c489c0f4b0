"""The system's microphone, through the package sounddevice, which is optional."""

from collections.abc import Iterator

import numpy as np

BLOCK_S = 0.1


class MicrophoneError(ValueError):
    """There is no microphone that can be used; the message says what to do."""


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
