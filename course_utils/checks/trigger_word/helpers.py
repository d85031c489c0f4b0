"""For checks of functions that draw: sounds with a level of their own, limited generators."""

import numpy as np

from course_utils.audio.pydub_audio import to_segment
from course_utils.checks.properties import Wrong, describe

RATE = 1_000  # a sample is a millisecond


class LimitedGenerator(np.random.Generator):
    """A generator with a limit on its draws, for a function that would draw without an end.

    Args:
        seed: Of the draws.
        draws: How many there may be.
    """

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

    def random(self, *args, **kwargs):
        """Draws as any generator."""
        self._count()
        return super().random(*args, **kwargs)

    def uniform(self, *args, **kwargs):
        """Draws as any generator."""
        self._count()
        return super().uniform(*args, **kwargs)


def tone(milliseconds, level):
    """A sound that is one level all the time, so that one sees where it lies."""
    return to_segment(np.full(milliseconds, level, np.float32), RATE)


def draws(function, n_draws):
    """What a function gives for many states of a generator."""
    return [function(LimitedGenerator(seed)) for seed in range(n_draws)]


def expect_error(function, words):
    """Raises `Wrong` unless a function raises ValueError."""
    try:
        given = function()
    except ValueError:
        return
    except (Wrong, NotImplementedError):
        raise
    except Exception as error:
        raise Wrong(words, repr(error), "a ValueError") from None
    raise Wrong(words, "no error" if given is None else describe(given), "a ValueError")


def expect_reproducible(function):
    """Raises `Wrong` unless the generator alone decides."""
    if draws(function, 8) != draws(function, 8):
        raise Wrong(
            "equal states of rng must give equal results: draw from rng, not from np.random",
            "other results when rng is in the same state again",
            "the same results",
        )


def all_of(*tests):
    """One property out of several."""

    def test(function):
        for part in tests:
            part(function)

    return test
