"""Tries a submission's functions on the properties of their exercises, from outside the sandbox."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from course_utils.checks.properties import Property, Wrong
from course_utils.checks.report import Outcome, Report, try_properties
from course_utils.classroom.grading.cells import Cell
from course_utils.classroom.hidden.hidden_checks import is_hidden
from course_utils.classroom.remote.framing import KernelLost
from course_utils.classroom.remote.kernel import RemoteKernel

MOST_LOST = 2  # properties of one exercise that may cost a kernel


@dataclass(frozen=True)
class Judgement:
    """What a submission gets.

    Attributes:
        reports: For each exercise how its properties came out.
        notes: What else the student should know, such as cells that failed.
    """

    reports: dict[str, Report]
    notes: list[str] = field(default_factory=list)


def judge(
    cells: Sequence[Cell],
    exercises: Mapping[str, Sequence[Property]],
    open_kernel: Callable[[], RemoteKernel],
) -> Judgement:
    """Runs the cells of a submission, and tries its functions on the properties of the exercises.

    A cell that fails, hangs or ends Python is noted, and the others go on. Likewise a property that
    hangs or ends Python does not hold. Hidden checks come last of all, so that what a submission
    keeps of their inputs shows in no visible check.

    Raises:
        SandboxError: The machine cannot run submissions, which says nothing about this one.
    """
    with _Bench(cells, open_kernel) as bench:
        outcomes = {name: [] for name in exercises}
        pairs = [(name, tried) for name, properties in exercises.items() for tried in properties]
        for name, tried in sorted(pairs, key=lambda pair: is_hidden(pair[1].title)):
            outcomes[name].append(bench.try_property(name, tried))
        reports = {name: Report(name, found) for name, found in outcomes.items()}
        return Judgement(reports, bench.notes)


class _Bench:
    """A submission's kernel, opened anew and given the cells again whenever it was lost."""

    def __init__(self, cells, open_kernel):
        self._cells, self._open_kernel = list(cells), open_kernel
        self._kernel, self._until, self._waited = None, float("inf"), 0
        self._total_s = float("inf")
        self._lost = Counter()  # kernels, by exercise
        self._last = None  # the exercise that was tried last
        self._notes = {}  # by cell

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._close()

    @property
    def notes(self):
        return list(self._notes.values())

    def try_property(self, name, tried):
        try:
            return Outcome(tried.title, tried.points, self._try(name, tried))
        except KernelLost as reason:
            self._close()
            self._lost[name] += 1
            return Outcome(tried.title, tried.points, Wrong(f"your function {reason}"))

    def _try(self, name, tried):
        if self._lost[name] == MOST_LOST:
            return Wrong(f"not tried any more, after {MOST_LOST} such failures")
        kernel = self._begun_kernel()
        if kernel is None:
            return Wrong("not tried: there was no time left for this notebook")
        self._last = name
        function = kernel.function(name)
        if function is None:
            return Wrong(f"the notebook does not define {name}, or the cell that does so fails")
        return try_properties(function, [tried]).outcomes[0].wrong

    def _begun_kernel(self):
        """A kernel that has begun a property: another one where the last answer still keeps it."""
        try:
            kernel = self._ready_kernel()
            if kernel is not None:
                kernel.begin()
        except KernelLost:
            if self._last is None:
                raise
            self._close()
            self._lost[self._last] += 1
            self._last = None
            return self._begun_kernel()
        return kernel

    def _ready_kernel(self):
        """A kernel in which all cells have run; None if the time is up."""
        while self._kernel is None and not self._time_is_up():
            self._kernel = self._open_kernel()
            self._total_s = self._kernel.limits.total_s
            self._until = min(self._until, time.monotonic() + self._total_s)
            self._run_cells()
        return None if self._time_is_up() else self._kernel

    def _time_is_up(self):
        """The time that a submission waited for a processor does not count as its own."""
        waited = self._waited + (self._kernel.seconds_waited() if self._kernel else 0)
        return time.monotonic() > self._until + min(waited, self._total_s)

    def _run_cells(self):
        for cell in self._cells:
            try:
                error = self._kernel.run_cell(cell.source).error
            except KernelLost as reason:
                self._note(cell, f"was left out: it {reason}")
                self._cells.remove(cell)
                self._close()
                return
            if error:
                self._note(cell, f"fails: {error}")

    def _note(self, cell, words):
        first = next(filter(None, cell.source.splitlines()), "")
        self._notes.setdefault(id(cell), f"The cell that begins with `{first[:60]}` {words}")

    def _close(self):
        if self._kernel is not None:
            self._waited += self._kernel.seconds_waited()
            self._kernel.close()
        self._kernel = None
