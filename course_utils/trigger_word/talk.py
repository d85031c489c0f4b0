"""Other words said in a row, as people talk: what a detector must not ring for."""

from collections.abc import Sequence

import numpy as np

from course_utils.segments import AudioSegment, to_samples, to_segment

PAUSE_MS = (20, 300)
LONGEST_MS = 5_000


class Talk(Sequence):
    """Clips of which each one is followed by more of them when it is asked for.

    Args:
        clips: Clips of one sample rate, each as long as words or sentences are.
        at_most: So many clips are said in a row; 1 for each clip alone.
        rng: Decides how many, which, and the pauses.
    """

    def __init__(self, clips: Sequence[AudioSegment], at_most: int, rng: np.random.Generator):
        self._clips, self._at_most, self._rng = clips, at_most, rng

    def __len__(self) -> int:
        """How many clips there are to begin with."""
        return len(self._clips)

    def __getitem__(self, index: int) -> AudioSegment:
        """Returns clip `index` and what is said after it, up to 5 s; other words each time."""
        said = self._clips[index]
        for following in self._rng.integers(len(self), size=self._rng.integers(self._at_most)):
            longer = join(said, self._clips[following], int(self._rng.integers(*PAUSE_MS)))
            if len(longer) > LONGEST_MS:
                break
            said = longer
        return said


def join(first: AudioSegment, second: AudioSegment, pause_ms: int) -> AudioSegment:
    """Returns two clips of one sample rate, one after the other, with silence between them."""
    silence = np.zeros(first.frame_rate * pause_ms // 1000, np.float32)
    samples = [to_samples(first), silence, to_samples(second)]
    return to_segment(np.concatenate(samples), first.frame_rate)
