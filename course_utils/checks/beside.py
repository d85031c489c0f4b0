"""Where a check needs more than values: code of its own that runs where the function does."""

from collections.abc import Callable
from functools import partial


def beside(function: Callable, helper: Callable) -> Callable:
    """A function of the rest of the helper's arguments, run where `function` is.

    Args:
        function: A student's function. A grader's is in another process, and can do what it needs.
        helper: Gets the function first. A function of a module of the checks; it may hold nothing
            that a student must not know, and what it gives is as trustworthy as the student's.
    """
    remotely = getattr(function, "beside", None)
    return remotely(helper) if remotely else partial(helper, function)
