"""Where in a background a clip can go: anywhere that no other clip is.

Times are whole ms; a segment of time is (start, end) with both ends in it.
"""

import numpy as np

from course_utils.graded import graded

CLIP_MS = 10_000


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
        segment_time: (start, end) of the clip in ms, both ends in it, as Python ints.

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
