"""Grading a submission of an attack, beside things that it must not touch."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from course_utils.checks.wavenet_data import EXERCISES
from course_utils.classroom.editions.student_package import write_sandbox_code
from course_utils.classroom.grading.cells import graded_cells
from course_utils.classroom.grading.judge import Judgement, judge
from course_utils.classroom.remote.kernel import RemoteKernel, kernel_argv
from course_utils.classroom.sandbox.sandbox import Limits, open_sandbox
from course_utils.folders import repository
from tests.attacks.submissions import NOTEBOOK, Attack, deserved, source, submission
from tests.classroom.sandbox.sandboxed import SANDBOX

SECRET = "5eed5eed5eed"
LIMITS = Limits(cell_s=3, call_s=3, total_s=60, memory_mb=1024)


@pytest.fixture(scope="session")
def student_code(tmp_path_factory) -> Path:
    """What submissions may read."""
    folder = tmp_path_factory.mktemp("code") / NOTEBOOK
    write_sandbox_code(repository(), folder, NOTEBOOK)
    return folder


class Class:
    """The folder of a class, with a gradebook, the secret and the work of another student."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("gradebook.db", "class_secret", "submitted/ada/n.ipynb", "source/n.ipynb"):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(SECRET, "utf-8")
        self._before = self._state()

    def _state(self):
        return {
            path: path.read_bytes() if path.is_file() else None for path in self.folder.rglob("*")
        }

    def is_untouched(self) -> bool:
        """Whether every file is as it was, and no other is there."""
        return self._state() == self._before


@pytest.fixture
def judged(student_code, tmp_path) -> Callable[[Attack], Judgement]:
    """Judges an attack, and checks that it leaves nothing behind.

    `{FOLDER}` in its cells is the folder of the class.
    """
    if SANDBOX.reason:
        pytest.skip(SANDBOX.reason)
    room = Class(tmp_path / "class")
    mark = tmp_path / "mark"  # its name is in the command of every process of this submission
    mark.mkdir()

    def judge_attack(attack: Attack) -> Judgement:
        book = submission(attack)
        for cell in book.cells:
            cell.source = cell.source.replace("{FOLDER}", str(room.folder))
        kernel = partial(open_kernel, LIMITS, [student_code, mark])
        judgement = judge(graded_cells(book, source()), EXERCISES, kernel)
        assert room.is_untouched()
        assert SECRET not in told(judgement)
        assert processes_with(str(mark)) == []
        return judgement

    return judge_attack


@pytest.fixture
def graded(judged) -> Callable[[Attack], Judgement]:
    """Judges an attack, and checks that it gets what it deserves."""

    def grade_attack(attack: Attack) -> Judgement:
        judgement = judged(attack)
        earned = {name: report.earned for name, report in judgement.reports.items()}
        assert earned == deserved(attack)
        return judgement

    return grade_attack


def open_kernel(limits: Limits, readable) -> RemoteKernel:
    """A kernel in the sandbox."""
    return RemoteKernel(open_sandbox(kernel_argv(limits), limits, readable), limits)


def told(judgement: Judgement) -> str:
    """All that a student is told."""
    shown = [f"{report}{report._html()}" for report in judgement.reports.values()]
    return "\n".join([*shown, *judgement.notes])


def processes_with(text: str) -> list[str]:
    """Commands of the machine's processes that contain a text."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace")
        except OSError:  # it has just ended
            continue
        if text in command:
            found.append(command)
    return found
