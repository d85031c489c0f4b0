"""One labeled example out of a background, clips of the word and clips of other words."""

import numpy as np

from course_utils.graded import graded
from course_utils.trigger_word.labels import insert_ones
from course_utils.trigger_word.placing import insert_audio_clip
from course_utils.trigger_word.word_times import word_end_ms


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
