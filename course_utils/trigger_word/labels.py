"""Labels: ones for a while after the word's end, zeros elsewhere."""

import numpy as np

from course_utils.graded import graded
from course_utils.trigger_word.placing import CLIP_MS

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
