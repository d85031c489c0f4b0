"""What the recorder sent: read, and told from silence."""

import tempfile
from pathlib import Path

import numpy as np

from course_utils.audio.files import AudioError, read_audio

SHORTEST_S = 0.3
SILENCE_DB = -60
FULL_SCALE = 0.999
CLIPPED_PART = 0.001


def read_recording(content: bytes) -> tuple[np.ndarray, int]:
    """Reads the bytes of a WAV file.

    Returns:
        float32 (n,), the mean of all channels, and the sample rate in Hz.

    Raises:
        AudioError: It is no sound, lasts less than 0.3 s, or is silent: no sample is louder than
            -60 dB below full scale.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.wav"
        path.write_bytes(content)
        audio, sample_rate = read_audio(path)
    samples = audio.mean(axis=1)
    seconds = len(samples) / sample_rate
    if seconds < SHORTEST_S:
        raise AudioError(f"The recording is too short: {seconds:.2f} s, at least {SHORTEST_S} s.")
    if np.abs(samples).max() < 10 ** (SILENCE_DB / 20):
        raise AudioError(
            "The recording is silent. Is the right microphone chosen, and is it switched on?"
        )
    return samples, sample_rate


def is_clipped(samples: np.ndarray) -> bool:
    """Whether more than one sample (n,) in 1,000 is at full scale: it was too loud to be true."""
    return float(np.mean(np.abs(samples) >= FULL_SCALE)) > CLIPPED_PART
