"""One training example: clips placed into a background where no other clip is, and its labels.

Times are whole ms; a segment of time is (start, end) with both ends in it. The labels are ones for
a while after each word's end.
"""

import numpy as np

from course_utils.graded import graded
from course_utils.trigger_word.clips import word_end_ms

CLIP_MS = 10_000
N_STEPS = 1_375


@graded(points=2)
def get_random_time_segment(segment_ms: int, rng: np.random.Generator) -> tuple[int, int]:
    """Draws where a clip of `segment_ms` lies in 10,000 ms, all places being equally likely.

    Args:
        segment_ms: How long the clip is, 1 to 10,000 ms.
        rng: Decides; draw from it once.

    Returns:
        (start, end), both whole ms and both in the segment: end = start + segment_ms - 1. The first
        segment begins at 0, the last one ends at 9,999.

    Raises:
        ValueError: The clip does not fit: it is longer than 10,000 ms, or shorter than 1.
    """
    if not 1 <= segment_ms <= 10_000:
        raise ValueError(f"a clip of {segment_ms:,} ms does not fit into 10,000 ms")
    ### BEGIN SOLUTION
    start = int(rng.integers(10_000 - segment_ms + 1))
    return start, start + segment_ms - 1
    ### END SOLUTION


@graded(points=3)
def is_overlapping(segment_time: tuple[int, int], previous_segments: list[tuple[int, int]]) -> bool:
    """Tells whether a segment shares at least one millisecond with an earlier one.

    Args:
        segment_time: (start, end) in ms, both ends in the segment.
        previous_segments: Any number of segments, in any order.
    """
    ### BEGIN SOLUTION
    start, end = segment_time
    return any(start <= last and first <= end for first, last in previous_segments)
    ### END SOLUTION


def free_starts(
    segment_ms: int, previous_segments: list[tuple[int, int]], background_ms: int = CLIP_MS
) -> np.ndarray:
    """Returns every start at which a clip fits and overlaps nothing, rising; maybe none.

    Args:
        segment_ms: How long the clip is, at least 1 ms.
        previous_segments: Segments (start, end) that are taken.
        background_ms: How long the background is.
    """
    free = np.ones(max(0, background_ms - segment_ms + 1), bool)
    for start, end in previous_segments:
        free[max(0, start - segment_ms + 1) : max(0, end + 1)] = False
    return np.flatnonzero(free)


@graded(points=5)
def insert_audio_clip(background, audio_clip, previous_segments, rng):
    """Lays a clip over a background, somewhere where no earlier clip is.

    Drawing until a free place comes up never ends where there is none. So list the free places
    with `free_starts(segment_ms, previous_segments, background_ms)` and draw one of them with
    `rng.choice`. `len(segment)` is a sound's length in ms, and `background.overlay(audio_clip,
    position=start)` is a new sound with the clip laid over.

    Args:
        background: An AudioSegment to lay it over; stays as it is.
        audio_clip: An AudioSegment to lay over.
        previous_segments: Segments (start, end) that are taken; stays as it is.
        rng: Decides; draw from it once.

    Returns:
        new_background: The sound with the clip.
        segment_time: (start, end) of the clip in ms, both ends in it.

    Raises:
        ValueError: The clip does not fit anywhere.
    """
    ### BEGIN SOLUTION
    segment_ms = len(audio_clip)
    starts = free_starts(segment_ms, previous_segments, len(background))
    if len(starts) == 0:
        raise ValueError(f"a clip of {segment_ms:,} ms does not fit into the background any more")
    start = int(rng.choice(starts))
    return background.overlay(audio_clip, position=start), (start, start + segment_ms - 1)
    ### END SOLUTION


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
