"""Clips laid over the background of a scene, with the truth about them kept."""

from typing import NamedTuple

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment, to_samples
from course_utils.trigger_word.augmentation.augmentation import Augmentation, change_microphone
from course_utils.trigger_word.augmentation.scenes import Scene
from course_utils.trigger_word.detection import TOLERANCE_MS
from course_utils.trigger_word.placing import CLIP_MS, insert_audio_clip
from course_utils.trigger_word.word_times import word_times

LEAD_MS = 1_000
"""What a detector has heard before the first clip, as one that has been listening for a while."""

ROOM_MS = CLIP_MS - LEAD_MS - TOLERANCE_MS
"""Where clips may lie: after the lead, and early enough that an answer can still find a word."""


class MixedClip(NamedTuple):
    """10 s of sound, float32 (n,), and the (start, end) in ms of every word in it, rising."""

    samples: np.ndarray
    words: list[tuple[int, int]]


class Mix:
    """A scene that is being mixed.

    Args:
        scene: Its background is where clips go.
        rng: Decides where.

    Attributes:
        segments: (start, end) in ms of every clip so far.
    """

    def __init__(self, scene: Scene, rng: np.random.Generator):
        self.segments: list[tuple[int, int]] = []
        self._kept_free = [(0, LEAD_MS - 1), (LEAD_MS + ROOM_MS, CLIP_MS - 1)]
        self._scene, self._rng = scene, rng
        self._audio, self._words = scene.background, []

    def insert(self, clip: AudioSegment, is_word: bool) -> None:
        """Lays a clip over the background, where no other one is, and within ROOM_MS.

        Raises:
            ValueError: It does not fit any more; nothing has changed.
        """
        taken = [*self._kept_free, *self.segments]
        self._audio, segment = insert_audio_clip(self._audio, clip, taken, self._rng)
        self.segments.append(segment)
        if is_word:
            self._words.append(tuple(segment[0] + time for time in word_times(clip)))

    def record(self, settings: Augmentation) -> MixedClip:
        """Returns the sound as a microphone hears it, and when the word was said."""
        samples = to_samples(self._audio)
        rate, level = self._audio.frame_rate, self._scene.word_dbfs
        samples = change_microphone(samples, rate, level, settings, self._rng)
        return MixedClip(samples, sorted(self._words))
