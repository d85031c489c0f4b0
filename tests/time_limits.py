"""Time limits of tests: guards against hanging, ten times what the work takes on two quiet cores.

COURSE_PATIENCE=3 makes them all three times as long, for a machine that is slower or busier.
"""

import os


def limit_s(seconds: float) -> float:
    """The time limit for work that is to end within so many seconds."""
    return seconds * float(os.environ.get("COURSE_PATIENCE", "1"))
