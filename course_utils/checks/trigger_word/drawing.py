"""What checks of functions that draw need: sounds that show where they lie, and many draws."""

import numpy as np

from course_utils.audio.pydub_audio import to_segment
from course_utils.checks.patience import PatientRng
from course_utils.checks.properties import Wrong, describe

RATE = 8_000


def tone(milliseconds, level):
    """A sound that is one level all the time, so that one sees where it lies."""
    return to_segment(np.full(RATE * milliseconds // 1000, level, np.float32), RATE)


def draws(function, n_draws=300):
    """What a function gives for many states of a generator."""
    return [function(PatientRng(seed)) for seed in range(n_draws)]


def expect_error(function, words):
    """Raises `Wrong` unless a function raises ValueError."""
    try:
        given = function()
    except ValueError:
        return
    except (IndexError, TypeError) as error:
        raise Wrong(words, repr(error), "a ValueError") from None
    raise Wrong(words, "no error" if given is None else describe(given), "a ValueError")


def expect_reproducible(function):
    """Raises `Wrong` unless the generator alone decides."""
    if draws(function, 20) != draws(function, 20):
        raise Wrong(
            "equal states of rng must give equal results: draw from rng, not from np.random"
        )
