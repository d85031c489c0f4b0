"""The submission's side: runs in the sandbox, and here a student's answers leave it.

    python -m course_utils.classroom.remote.sandbox_side OUTPUT_KB

Its cells run in IPython's shell, its functions are called when the grader asks, and what they give
goes back as messages. stdin and stdout are the two ends of the conversation.
"""

import importlib
import io
import os
import sys
from collections.abc import Callable
from functools import partial

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils.classroom.remote.conversation import OPERATIONS, Conversation
from course_utils.classroom.remote.framing import Channel, KernelLost
from course_utils.classroom.remote.handles import Handle, Handles


class Output(io.TextIOBase):
    """A text stream that keeps the first characters written to it.

    Args:
        characters: How many it keeps.
    """

    def __init__(self, characters: int):
        super().__init__()
        self._characters = characters
        self.take()

    def take(self) -> str:
        """What was written since this was last asked."""
        text = "".join(getattr(self, "_parts", []))
        self._parts, self._left = [], self._characters
        return text

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Keeps as much of a text as there is room for."""
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
        return len(text)


class Submission:
    """What the grader can ask for.

    Args:
        output_kb: Printed text that is kept of a cell.
    """

    def __init__(self, output_kb: int):
        self._output = Output(output_kb * 1024)
        sys.stdout = sys.stderr = self._output
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "NoColor"
        self._shell = InteractiveShell.instance(config=config)

    def ready(self) -> bool:
        """That this runs."""
        return True

    def run_cell(self, source: str) -> list[str]:
        """Runs a cell as IPython does: its error, empty if there is none, and what it printed."""
        self._output.take()
        result = self._shell.run_cell(source)
        error = result.error_before_exec or result.error_in_exec
        return ["" if error is None else f"{type(error).__name__}: {error}", self._output.take()]

    def find(self, name: str) -> Callable | None:
        """What the cells have defined by a name, if it can be called."""
        found = self._shell.user_ns.get(name)
        return found if callable(found) else None

    def beside(self, module: str, name: str, function: Callable) -> Callable:
        """A helper of the checks, to be called with the function and further arguments."""
        return partial(getattr(importlib.import_module(module), name), function)


def serve(read_from: int, write_to: int, output_kb: int) -> None:
    """Answers the grader's questions until the grader has gone."""
    objects = Handles(may_leave=lambda _: True, class_of=lambda _: Handle)
    submission = Submission(output_kb)
    operations = {
        **OPERATIONS,
        "ready": submission.ready,
        "run_cell": submission.run_cell,
        "find": submission.find,
        "beside": submission.beside,
        "forget": objects.forget,
    }
    conversation = Conversation(Channel(read_from, write_to), objects, operations, trusting=True)
    try:
        while True:
            conversation.answer_one()
    except KernelLost:  # here: the grader
        os._exit(0)


def take_pipes() -> tuple[int, int]:
    """Moves the messages away from stdin and stdout, so that what is printed is none of them."""
    pipes = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return pipes


if __name__ == "__main__":
    serve(*take_pipes(), output_kb=int(sys.argv[1]))
