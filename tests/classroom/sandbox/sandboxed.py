"""Running a few lines in the sandbox, for tests of it."""

import sys

import pytest

from course_utils.classroom.sandbox.sandbox import Limits, SandboxError, kill, open_sandbox
from tests.time_limits import limit_s

PRELUDE = """
import builtins, sys
def hook(kind, error, trace):
    print(getattr(error, "strerror", None) or f"{kind.__name__}: {error}")
sys.excepthook = hook
"""


def _reason() -> str:
    """Why no sandbox can be made here; empty where it can."""
    try:
        kill(open_sandbox([sys.executable, "-c", "pass"], Limits(), []))
    except SandboxError as error:
        return str(error).splitlines()[0]
    return ""


class _Sandbox:
    """`open_sandbox`, which skips the test where no sandbox can be made."""

    reason = _reason()
    needed = pytest.mark.skipif(bool(reason), reason=reason or "there is a sandbox")

    def __call__(self, *arguments):
        if self.reason:
            pytest.skip(self.reason)
        return open_sandbox(*arguments)

    def __repr__(self):
        return "open_sandbox"


SANDBOX = _Sandbox()


def said(code, *readable, limits=Limits(), opened=SANDBOX, within=limit_s(60)) -> str:  # noqa: B008
    """What a program prints, or the error that ends it, if it can in the words of the system."""
    command = [sys.executable, "-c", PRELUDE + code]
    process = opened(command, limits, readable)
    try:
        return process.communicate(timeout=within)[0].decode().strip()
    finally:
        kill(process)
