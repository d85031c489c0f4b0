"""Grading 100 submissions of notebook 01 on two cores, against nbgrader's autograde as it comes.

Ours counts the time after the first grade until the last one, divided by the grades in between; it
includes feedback. nbgrader executes every cell of a few of the same submissions, one by one, as it
does; its start is not counted. Memory is that of all our processes together, pages that they share
counted for each.
"""

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter, sleep

import nbformat
import numpy as np
import psutil

from course_utils.classroom.course_folder import make_course, open_course, open_gradebook
from course_utils.classroom.editions.exercises import read_exercises
from course_utils.classroom.grading.grading import Grading
from course_utils.classroom.grading.workers import local_workers
from course_utils.folders import repository

NAME, MODULE = "01_wavenet_data", "course_utils/wavenet/data.py"
SUBMISSIONS, STOCK_SUBMISSIONS, JOBS = 100, 3, 2
SECONDS, GIGABYTES, RATIO = 3.0, 4.0, 4.0
STOCK_CONFIG = """\
c = get_config()
c.CourseDirectory.root = {root!r}
c.ExecutePreprocessor.timeout = 600
c.ExecutePreprocessor.kernel_name = "python3"
"""


class PeakMemory:
    """The largest memory of this process and its descendants, looked up five times a second."""

    def __init__(self):
        self.bytes, self.stop = 0, threading.Event()

    def __enter__(self) -> "PeakMemory":
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self.stop.is_set():
            self.bytes = max(self.bytes, sum(map(_memory, [me, *me.children(recursive=True)])))
            sleep(0.2)


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def nbgrader(course: Path, *arguments: str) -> None:
    """Runs one of nbgrader's commands."""
    environment = os.environ | {"PYTHONPATH": str(repository())}
    command = [sys.executable, "-m", "nbgrader", *arguments, "--log-level=ERROR"]
    subprocess.run(command, cwd=course, env=environment, check=True, stdout=subprocess.DEVNULL)


def make_class(course: Path, submissions: int, seed: int = 0) -> None:
    """A class in which four of five functions are answered, by chance."""
    make_course(repository(), course, "bench")
    nbgrader(course, "generate_assignment", NAME)
    release = nbformat.read(course / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    answers = read_exercises(repository() / MODULE)
    rng = np.random.default_rng(seed)
    for number in range(submissions):
        notebook = nbformat.from_dict(release)
        for cell in notebook.cells:
            if cell.metadata["nbgrader"]["solution"] and rng.random() < 0.8:
                cell.source = answers[cell.metadata["nbgrader"]["grade_id"]].reference
        folder = course / "submitted" / f"student{number:03}" / NAME
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{NAME}.ipynb")


def grade_ours(course: Path) -> tuple[float, float, float]:
    """Seconds to the first grade, seconds for each one after it, and gigabytes at most."""
    settings = open_course(course)
    ended, started = [], perf_counter()
    with (
        PeakMemory() as memory,
        open_gradebook(settings) as gradebook,
        local_workers(course / ".grading" / "work", JOBS) as workers,
    ):
        for outcome in Grading(settings, gradebook).run(workers):
            assert outcome.state == "graded", outcome
            ended.append(perf_counter())
    each = (ended[-1] - ended[0]) / (len(ended) - 1)
    return ended[0] - started, each, memory.bytes / 1e9


def grade_stock(course: Path) -> float:
    """Seconds for each submission that nbgrader's own autograde takes, without its start."""
    (course / "nbgrader_config.py").write_text(STOCK_CONFIG.format(root=str(course)))
    one = timed_autograde(course, "student000")
    several = timed_autograde(course, f"student00[1-{STOCK_SUBMISSIONS}]")
    return (several - one) / (STOCK_SUBMISSIONS - 1)


def timed_autograde(course: Path, students: str) -> float:
    """Seconds of `nbgrader autograde` for students whose names match."""
    started = perf_counter()
    nbgrader(course, "autograde", NAME, f"--student={students}", "--force")
    return perf_counter() - started


def main() -> None:
    """Prints the table and holds the figures that the course promises."""
    programs = [str(Path(sys.executable).parent), os.environ["PATH"]]
    os.environ["PATH"] = os.pathsep.join(programs)  # nbgrader calls `alembic` by name
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "class"
        make_class(course, SUBMISSIONS)
        first, each, gigabytes = grade_ours(course)
        stock = grade_stock(course)
    print(f"{SUBMISSIONS} submissions of {NAME}, {JOBS} at a time: the first after {first:.1f} s")
    print(f"  ours       {each:6.2f} s each, at most {gigabytes:.2f} GB, with feedback")
    print(
        f"  nbgrader   {stock:6.2f} s each, {STOCK_SUBMISSIONS} of them: {stock / each:.1f} x ours"
    )
    assert each < SECONDS, f"promised: under {SECONDS} s each"
    assert gigabytes < GIGABYTES, f"promised: under {GIGABYTES} GB"
    assert stock >= RATIO * each, f"promised: {RATIO} times as fast as nbgrader"


if __name__ == "__main__":
    main()
