"""Kernels for tests of what talks to them: a process of its own, in no sandbox."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from course_utils.checks.properties import Property
from course_utils.classroom.grading.cells import Cell
from course_utils.classroom.grading.judge import Judgement, judge
from course_utils.classroom.remote.kernel import RemoteKernel, kernel_argv
from course_utils.classroom.sandbox.sandbox import Limits, open_unsandboxed

ROOT = Path(__file__).parents[3]


def open_kernel(
    limits: Limits | None = None, open_process: Callable = open_unsandboxed
) -> RemoteKernel:
    """A kernel with the repository's `course_utils` and tests."""
    limits = limits or Limits()
    process = open_process(kernel_argv(limits), limits, [ROOT])
    return RemoteKernel(process, limits, handed_over=("course_utils.checks.", "tests."))


def judge_cells(
    sources: Sequence[str], exercises: Mapping[str, Sequence[Property]], limits: Limits
) -> Judgement:
    """Judges cells of which only the sources matter."""
    cells = [Cell(f"cell-{i}", source, "extra") for i, source in enumerate(sources)]
    return judge(cells, exercises, partial(open_kernel, limits))
