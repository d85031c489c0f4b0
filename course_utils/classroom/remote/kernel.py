"""The grader's side: a submission's cells run in another process, and its functions are called.

The other process runs sandbox_side.py.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from course_utils.classroom.remote.conversation import OPERATIONS, Conversation
from course_utils.classroom.remote.framing import Channel, KernelLost
from course_utils.classroom.remote.handles import Handle, Handles, home_of
from course_utils.classroom.sandbox.sandbox import Limits, SandboxError, kill, seconds_waited

HANDED_OVER = ("course_utils.checks.", "course_utils.classroom.hidden")
SANDBOX_SIDE = "course_utils.classroom.remote.sandbox_side"
START_S = 60
PROPERTY_CALLS = 6  # a property may take as long as this many calls at their limit


def kernel_argv(limits: Limits) -> list[str]:
    """The program that a `RemoteKernel` talks to."""
    return [sys.executable, "-m", SANDBOX_SIDE, str(limits.output_kb)]


@dataclass(frozen=True)
class CellResult:
    """How a cell ran: its error, empty if there was none, and what it printed."""

    error: str
    output: str


class RemoteKernel:
    """Runs the cells of a submission, and calls its functions.

    A function's arguments go to the other process and its value comes back, as data or as a handle
    (codec.py); what the function changes in its arguments is changed here too. Anything here that
    has to do with the other process may raise `KernelLost`. Limits are longer on a busy machine.

    Args:
        process: Of `kernel_argv`, its stdin and stdout being pipes.
        limits: How long things may take.
        handed_over: Modules, by the beginnings of their names, whose functions and objects a
            submission may be handed.

    Raises:
        SandboxError: The process does not answer.
    """

    def __init__(
        self, process: subprocess.Popen, limits: Limits, handed_over: Sequence[str] = HANDED_OVER
    ):
        self._process, self.limits = process, limits
        channel = Channel(process.stdout.fileno(), process.stdin.fileno(), self.seconds_waited)
        objects = Handles(lambda value: home_of(value).startswith(tuple(handed_over)), _class_of)
        self._talk = Conversation(channel, objects, OPERATIONS, False, limits.call_s)
        try:
            self._command("ready", seconds=START_S)
        except KernelLost as lost:
            self.close()
            raise SandboxError(f"Python in the sandbox {lost}") from None

    def run_cell(self, source: str) -> CellResult:
        """Runs a cell."""
        self._talk.begin()
        match self._command("run_cell", source):
            case [str(error), str(output)]:
                return CellResult(error, output)
        raise KernelLost("gave what cannot be read")

    def function(self, name: str) -> "RemoteFunction | None":
        """What the cells have defined by a name, if it can be called."""
        found = self._command("find", name)
        return RemoteFunction(name, found, self._command) if type(found) is Handle else None

    def begin(self) -> None:
        """Begins a property, which has a time of its own; what was handed over before is gone."""
        self._talk.begin(PROPERTY_CALLS * self.limits.call_s)
        self._command("forget")

    def _command(self, operation, *values, seconds=None):
        """Asks for what is not the student's to answer, and may import something."""
        try:
            return self._talk.ask(operation, *values, seconds=seconds or self.limits.cell_s)
        except Exception as error:
            raise KernelLost(f"gave what cannot be read: {type(error).__name__}") from None

    def seconds_waited(self) -> float:
        """How long it has waited for a processor until now: a busy machine costs no points."""
        return seconds_waited(self._process.pid)

    def close(self) -> None:
        """Ends the process."""
        kill(self._process)


class RemoteFunction:
    """A student's function, called as if it were here."""

    def __init__(self, name: str, function: Handle, command: Callable):
        self.__name__, self._function, self._command = name, function, command

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls it."""
        return self._function(*args, **kwargs)

    def beside(self, helper: Callable) -> Callable:
        """A function of the checks that runs where the student's does, which it gets first."""
        return self._command("beside", helper.__module__, helper.__name__, self._function)


@lru_cache(maxsize=1000)
def _class_of(types: tuple[str, ...]) -> type:
    """What `isinstance` sees: a class of Keras, or an empty one of the same name."""
    keras = sys.modules.get("keras")
    if keras is not None:
        ours = [name.rpartition(".")[2] for name in types if name.startswith("keras.")]
        if "Model" in ours:
            return keras.Model
        for name in ours:
            if isinstance(getattr(keras.layers, name, None), type):
                return getattr(keras.layers, name)
    return type(re.sub(r"\W", "_", types[0].rpartition(".")[2]), (Handle,), {})
