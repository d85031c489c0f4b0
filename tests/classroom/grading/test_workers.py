"""Workers end with the process that started them."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

import pytest

from course_utils.classroom.grading.workers import Workers, local_workers, run_tasks
from tests.time_limits import limit_s

ROOT = Path(__file__).parents[3]
PARENT = """\
import os, sys, time
from pathlib import Path
from course_utils.classroom.grading.workers import local_workers
if __name__ == "__main__":
    with local_workers(Path(sys.argv[1]), 1) as workers:
        print(workers.submit(os.getpid).result(), flush=True)
        workers.submit(time.sleep, 600)
        time.sleep(600)
"""


def runs(pid):
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, script, tmp_path / "work"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    worker = int(parent.stdout.readline())
    assert runs(worker)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    patience = time.monotonic() + limit_s(60)
    while runs(worker) and time.monotonic() < patience:
        time.sleep(0.1)
    assert not runs(worker)


def test_their_folder_is_theirs_alone_and_goes(tmp_path):
    place = tmp_path / "state" / "work"
    with local_workers(place, 1):
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()


class FakeExecutor(Executor):
    """Runs calls at once; a call that raises SystemExit breaks it for good."""

    made = 0

    def __init__(self):
        type(self).made += 1
        self.broken = False

    def submit(self, function, *arguments):
        future = Future()
        try:
            if self.broken:
                raise BrokenExecutor("a worker is gone")
            future.set_result(function(*arguments))
        except SystemExit:
            self.broken = True
            future.set_exception(BrokenExecutor("a worker is gone"))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        pass


@pytest.fixture
def workers():
    FakeExecutor.made = 0
    return Workers(FakeExecutor, 2)


def run(workers, tasks, work, finish=lambda task, value: value):
    done = run_tasks(workers, tasks, lambda task: workers.submit(work, task), finish)
    return {one.task: one.value if one.error is None else one.error for one in done}


def test_every_task_is_done_once(workers):
    assert run(workers, range(5), lambda n: n * n) == {n: n * n for n in range(5)}
    assert FakeExecutor.made == 1


def test_what_fails_is_tried_once_more(workers):
    tried = []

    def work(n):
        tried.append(n)
        if n == 1 or (n == 2 and tried.count(2) == 1):
            raise OSError("disk full")
        return n

    done = run(workers, [1, 2, 3], work)
    assert (done[2], done[3], str(done[1])) == (2, 3, "disk full")
    assert sorted(tried) == [1, 1, 2, 2, 3]


def test_a_task_that_ends_workers_takes_no_other_with_it(workers):
    def work(n):
        if n == 3:
            raise SystemExit
        return n

    done = run(workers, range(6), work)
    assert isinstance(done.pop(3), BrokenExecutor)
    assert done == {0: 0, 1: 1, 2: 2, 4: 4, 5: 5}
    assert FakeExecutor.made > 1


def test_a_value_that_cannot_be_kept_is_an_error(workers):
    def finish(task, value):
        if task == "b":
            raise OSError("disk full")
        return value.upper()

    done = run(workers, ["a", "b"], str, finish)
    assert (done["a"], str(done["b"])) == ("A", "disk full")


def test_what_cannot_begin_is_an_error(workers):
    def begin(task):
        raise PermissionError("may not be read")

    (done,) = run_tasks(workers, ["a"], begin, lambda task, value: value)
    assert str(done.error) == "may not be read"
