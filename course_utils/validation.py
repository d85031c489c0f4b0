"""Range checks for settings; the message names the setting and its value."""

import math


def require_at_least(least: int, **values: int) -> None:
    """Raises ValueError for a value below `least`."""
    for name, value in values.items():
        if value < least:
            raise ValueError(f"{name} is at least {least}, got {value}")


def require_positive(**values: float) -> None:
    """Raises ValueError for a value that is not a finite number above 0."""
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} is above 0, got {value}")
