"""The sound that says: I heard you."""

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment, to_segment

TONES_HZ = (880.0, 1318.5)  # a fifth up: A5, E6
TONE_MS, FADE_MS = 90, 8


def make_chime(sample_rate: int = 44_100, level_dbfs: float = -12.0) -> AudioSegment:
    """Two short tones, one after the other, each faded in and out so that it does not click.

    Args:
        sample_rate: In Hz.
        level_dbfs: Of a tone's peak; 0 is the loudest that there is.
    """
    time = np.arange(sample_rate * TONE_MS // 1000) / sample_rate
    fade = np.clip(np.minimum(time, time[::-1]) * 1000 / FADE_MS, 0, 1)
    tones = [fade * np.sin(2 * np.pi * hz * time) for hz in TONES_HZ]
    return to_segment(np.concatenate(tones) * 10 ** (level_dbfs / 20), sample_rate)
