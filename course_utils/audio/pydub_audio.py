"""Sound as pydub segments, which can be laid over each other, and as samples; mono, 16-bit."""

import warnings

import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore", RuntimeWarning)  # no ffmpeg: nothing here needs it
    from pydub import AudioSegment


def to_samples(segment: AudioSegment) -> np.ndarray:
    """Returns the sound of a segment as float32 (n,) in [-1, 1]; a 16-bit k becomes k / 32768.

    Raises:
        ValueError: The segment is not mono or not 16-bit.
    """
    if (segment.channels, segment.sample_width) != (1, 2):
        raise ValueError(
            f"a clip is mono and 16-bit, this one has {segment.channels} channels of "
            f"{8 * segment.sample_width} bits"
        )
    return np.frombuffer(segment.raw_data, "<i2") * np.float32(1 / 32768)


def to_segment(samples: np.ndarray, sample_rate: int = 44_100) -> AudioSegment:
    """Returns samples as a mono 16-bit segment; the way back of `to_samples`, exact for its result.

    Args:
        samples: float (n,) in [-1, 1]; +1, one step too high for 16 bits, becomes 32767.
        sample_rate: in Hz.

    Raises:
        ValueError: The samples are not (n,), or leave [-1, 1], or are not finite.
    """
    samples = np.asarray(samples)
    if samples.ndim != 1:
        raise ValueError(f"a clip is mono, its samples (n,), got the shape {samples.shape}")
    peak = max(samples.max(initial=0), -samples.min(initial=0))
    if not peak <= 1:
        raise ValueError(f"samples must be in [-1, 1], their peak is {peak:.4g}")
    pcm = samples * np.float32(32768)
    np.minimum(np.rint(pcm, out=pcm), 32767, out=pcm)
    pcm = pcm.astype("<i2")
    return AudioSegment(pcm.tobytes(), sample_width=2, frame_rate=sample_rate, channels=1)
