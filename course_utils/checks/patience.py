"""A random generator for functions that may draw for ever."""

import numpy as np

from course_utils.checks.properties import Wrong


class PatientRng(np.random.Generator):
    """A generator that loses its patience: whoever draws for ever would never be told why."""

    def __init__(self, seed=0, draws=2_000):
        super().__init__(np.random.PCG64(seed))
        self._draws = draws

    def _count(self):
        self._draws -= 1
        if self._draws < 0:
            raise Wrong(
                "your function draws again and again and would never end: list the free starts",
                "thousands of draws",
                "one draw",
            )

    def integers(self, *args, **kwargs):
        """Draws as any generator."""
        self._count()
        return super().integers(*args, **kwargs)

    def choice(self, *args, **kwargs):
        """Draws as any generator."""
        self._count()
        return super().choice(*args, **kwargs)
