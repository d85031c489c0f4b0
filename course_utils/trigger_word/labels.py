"""Labels: ones for a while after the word's end; and one labeled example out of a background."""

import numpy as np

from course_utils.graded import graded
from course_utils.trigger_word.placing import CLIP_MS, insert_audio_clip
from course_utils.trigger_word.word_times import word_end_ms

N_STEPS = 1_375
STEP_MS = CLIP_MS / N_STEPS
N_ONES = 50


@graded(points=3)
def insert_ones(y: np.ndarray, segment_end_ms: float) -> np.ndarray:
    """Labels the 50 steps after the end of a word with 1.

    The word ends in step int(segment_end_ms * Ty / 10000); the 50 steps after that one become 1,
    as many of them as there are.

    Args:
        y: float32 (1, Ty), the labels of 10,000 ms; stays as it is.
        segment_end_ms: When the word ends.

    Returns:
        float32 (1, Ty): new labels; ones that were there stay.
    """
    ### BEGIN SOLUTION
    end = int(segment_end_ms * y.shape[1] / 10_000)
    labeled = y.copy()
    labeled[:, end + 1 : end + 51] = 1
    return labeled
    ### END SOLUTION


def at_times(y: np.ndarray, times_ms: np.ndarray) -> np.ndarray:
    """Reads labels (1, Ty) of 10,000 ms at other times, 0 before them: float32 (times,)."""
    steps = np.floor(np.asarray(times_ms) * y.shape[1] / CLIP_MS).astype(int)
    return np.where(steps < 0, 0, y[0, np.clip(steps, 0, y.shape[1] - 1)]).astype(np.float32)


def draw_clips(clips, at_most, rng):
    """Draws 0 to `at_most` of the clips, each number equally likely; a clip may come twice.

    Args:
        clips: A sequence of clips; of none, none are drawn.
        at_most: The largest number.
        rng: Decides.
    """
    n_clips = rng.integers(at_most + 1) if len(clips) else 0
    return [clips[i] for i in rng.integers(len(clips), size=n_clips)] if n_clips else []


@graded(points=5)
def create_training_example(background, activates, negatives, rng):
    """Lays 0 to 4 clips of the word and 0 to 2 of other words over a background, and labels it.

    Draw the words with `draw_clips(activates, 4, rng)`, insert each with `insert_audio_clip`, then
    draw and insert the others. A clip that does not fit any more (a `ValueError`) is left out.
    Label with `insert_ones` where a word ends by ear: `word_end_ms(clip)` ms after its start.

    Args:
        background: An AudioSegment of 10 s; stays as it is, and so do the clips.
        activates: AudioSegments of the word; may be empty.
        negatives: Clips of other words; may be empty.
        rng: A `np.random.Generator`; decides.

    Returns:
        audio: An AudioSegment of 10 s with the clips.
        y: float32 (1, 1375).
    """
    ### BEGIN SOLUTION
    audio, y, segments = background, np.zeros((1, 1375), np.float32), []
    for clips, at_most in ((activates, 4), (negatives, 2)):
        for clip in draw_clips(clips, at_most, rng):
            try:
                audio, segment = insert_audio_clip(audio, clip, segments, rng)
            except ValueError:
                continue
            segments.append(segment)
            if clips is activates:
                y = insert_ones(y, segment[0] + word_end_ms(clip))
    return audio, y
    ### END SOLUTION
