"""Sound that is made when it is needed: a third of what is drawn to be said fits nowhere."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from course_utils.audio.pydub_audio import AudioSegment, to_segment


class LateSegment(AudioSegment):
    """A mono 16-bit segment of known length, whose sound is made once somebody asks for it.

    Args:
        make: Returns its sound, float32 (n_samples,) in [-1, 1].
        n_samples: How many.
        sample_rate: In Hz.

    Raises:
        RuntimeError: On asking for the sound: it cannot be made. Not a `ValueError`, with which
            whoever lays clips over a background says that one does not fit.
    """

    def __init__(self, make: Callable[[], np.ndarray], n_samples: int, sample_rate: int):
        self.channels, self.sample_width, self.frame_width = 1, 2, 2
        self.frame_rate = sample_rate
        self._make, self._n_samples = make, n_samples

    def frame_count(self, ms: float | None = None) -> float:
        """How many samples it has, or so many milliseconds of it."""
        return float(self._n_samples) if ms is None else super().frame_count(ms)

    @cached_property
    def _made(self) -> AudioSegment:
        try:
            return to_segment(self._make(), self.frame_rate)
        except ValueError as error:
            raise RuntimeError(f"a clip cannot be changed: {error}") from error

    @property
    def _data(self) -> bytes:
        return self._made.raw_data

    def _spawn(self, data, overrides: dict | None = None) -> AudioSegment:
        return self._made._spawn(data, overrides or {})
