"""When the word in a clip begins and ends, by ear rather than by file.

A file ends later than its word, by up to half a second; labels must follow the word.
"""

import copy
from dataclasses import replace

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment, to_samples
from course_utils.trigger_word.clips import Clips

FRAME_MS = 10
RANGE_DB = 35.0
NOISE_MARGIN_DB = 6.0
LEAST_RANGE_DB = 20.0
LONGEST_PAUSE_MS = 250


def word_times(clip: AudioSegment) -> tuple[int, int]:
    """Measures the word's acoustic start and end, in ms from the clip's start.

    A frame of 10 ms counts as loud within 35 dB of the loudest, and, in a noisy clip, 6 dB above
    the quietest tenth of the frames. Loud frames less than 250 ms apart (the closure before a "t"
    takes 100) are one sound; the word is the sound with the most energy, so that a click, a breath
    or a mouse after the word does not count. A clip that `mark_word` marked keeps its times.

    Args:
        clip: Mono, 16-bit, at least 10 ms, not silent.

    Raises:
        ValueError: The clip is shorter than 10 ms or silent.
    """
    known = getattr(clip, "word_times", None)
    return known if known is not None else _measure(clip)


def word_start_ms(clip: AudioSegment) -> int:
    """Returns where the word begins, in ms from the clip's start; see `word_times`."""
    return word_times(clip)[0]


def word_end_ms(clip: AudioSegment) -> int:
    """Returns where the word ends, in ms from the clip's start; see `word_times`."""
    return word_times(clip)[1]


def mark_word(clip: AudioSegment, start_ms: int, end_ms: int) -> AudioSegment:
    """Returns the clip with its word's times written on, from before it got an echo or noise."""
    marked = copy.copy(clip)
    marked.word_times = (start_ms, end_ms)
    return marked


def mark_words(clips: Clips) -> Clips:
    """Returns clips whose words' times are measured once and for all."""
    return replace(
        clips,
        activates=tuple(mark_word(clip, *word_times(clip)) for clip in clips.activates),
        negatives=tuple(mark_word(clip, *word_times(clip)) for clip in clips.negatives),
    )


def _measure(clip: AudioSegment) -> tuple[int, int]:
    frame = clip.frame_rate * FRAME_MS // 1000
    samples = to_samples(clip)
    n_frames = len(samples) // frame
    if n_frames == 0 or not samples.any():
        raise ValueError(f"no word can be found in a clip that is silent or {len(clip)} ms short")
    frames = samples[: n_frames * frame].reshape(n_frames, frame)
    energy = np.einsum("ij,ij->i", frames, frames) / frame
    (loud,) = np.nonzero(energy >= _threshold(energy))
    sounds = np.split(loud, np.flatnonzero(np.diff(loud) > LONGEST_PAUSE_MS // FRAME_MS) + 1)
    word = max(sounds, key=lambda sound: energy[sound].sum())
    return int(word[0]) * FRAME_MS, (int(word[-1]) + 1) * FRAME_MS


def _threshold(energy: np.ndarray) -> float:
    """The energy from which a frame is loud."""
    loudest = energy.max()
    noise = np.quantile(energy, 0.1) * 10 ** (NOISE_MARGIN_DB / 10)
    quietest = loudest * 10 ** (-RANGE_DB / 10)
    return min(max(quietest, noise), loudest * 10 ** (-LEAST_RANGE_DB / 10))
