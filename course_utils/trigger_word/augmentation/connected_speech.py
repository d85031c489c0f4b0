"""Other words said in a row, as people talk: what a detector must not ring for."""

from collections.abc import Sequence

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment
from course_utils.trigger_word.word_times import mark_word, word_end_ms, word_start_ms

PAUSE_MS = (20, 300)
LONGEST_MS = 6_000


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
        """Returns clip `index` and what is said after it, up to 6 s; other words each time."""
        said, pauses = [self._clips[index]], []
        for following in self._rng.integers(len(self), size=self._rng.integers(self._at_most)):
            clip, pause = self._clips[following], int(self._rng.integers(*PAUSE_MS))
            if sum(map(len, said)) + sum(pauses) + pause + len(clip) > LONGEST_MS:
                break
            said.append(clip)
            pauses.append(pause)
        return join(said, pauses)


def join(clips: Sequence[AudioSegment], pauses_ms: Sequence[int]) -> AudioSegment:
    """Returns clips one after the other, with silence between them, as one long word.

    Args:
        clips: At least one, of one sample rate.
        pauses_ms: One fewer.
    """
    first, last = clips[0], clips[-1]
    sound = first.raw_data
    for pause, clip in zip(pauses_ms, clips[1:], strict=True):
        sound += bytes(2 * (first.frame_rate * pause // 1000)) + clip.raw_data
    joined = AudioSegment(sound, sample_width=2, frame_rate=first.frame_rate, channels=1)
    end = len(joined) - len(last) + word_end_ms(last)
    return mark_word(joined, word_start_ms(first), end)
