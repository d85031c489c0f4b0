"""Random generators between grader and submission: by their state, so that both draw the same."""

from typing import Any

import numpy as np

from course_utils.classroom.remote.framing import WireError

LIMITS = {"state": 2**128, "inc": 2**128, "has_uint32": 2, "uinteger": 2**32}


def state_of(generator: np.random.Generator) -> list[int]:
    """Where a generator stands, as four numbers.

    Raises:
        WireError: It is not of the kind that `np.random.default_rng` makes.
    """
    state = generator.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise WireError("of random generators only those of np.random.default_rng can be sent")
    return [*state["state"].values(), state["has_uint32"], state["uinteger"]]


def set_state(generator: np.random.Generator, numbers: list[Any]) -> None:
    """Makes a generator go on from where another one stands.

    Raises:
        WireError: The numbers are not those of a state.
    """
    for number, limit in zip(numbers, LIMITS.values(), strict=True):
        if type(number) is not int or not 0 <= number < limit:
            raise WireError("a random generator cannot be in this state")
    state, inc, has_uint32, uinteger = numbers
    generator.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": inc},
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
