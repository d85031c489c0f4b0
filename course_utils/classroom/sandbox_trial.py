"""Whether submissions can be run in a sandbox, before hundreds of them are tried."""

import sys

from course_utils.classroom.limits import Limits
from course_utils.classroom.sandbox.sandbox import kill, open_sandbox


def try_sandbox() -> None:
    """Opens a sandbox and closes it.

    Raises:
        SandboxError: None can be made here; says why and what helps.
    """
    kill(open_sandbox([sys.executable, "-m", "this"], Limits(), []))
