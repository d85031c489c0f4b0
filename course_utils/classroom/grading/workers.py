"""Workers that grade, and how tasks are run on them: each twice at most, none stops the rest.

They are processes that end with whoever started them, or those of a Dask cluster.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.classroom.grading.grade_one import code_digest
from course_utils.executors import dask_client


class Workers:
    """An executor that is made anew when it breaks.

    Args:
        make: Makes an executor.
        count: How many tasks it runs at a time.
    """

    def __init__(self, make: Callable[[], Executor], count: int):
        self.make, self.count, self.executor = make, count, None

    def submit(self, function: Callable, *arguments: Any) -> Future:
        """Begins a call.

        Raises:
            BrokenExecutor: The executor has lost a worker.
        """
        if self.executor is None:
            self.executor = self.make()
        return self.executor.submit(function, *arguments)

    def close(self) -> None:
        """Ends the executor; the next call makes another one."""
        if self.executor is not None:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = None


@contextmanager
def local_workers(place: Path, count: int | None = None) -> Iterator[Workers]:
    """Processes on this machine, each with nbgrader imported.

    Args:
        place: Folder for their temporary files; emptied before and after.
        count: How many processes; default one on each core.
    """
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    count = count or os.cpu_count() or 1
    spawn = multiprocessing.get_context("spawn")
    initialize = {"initializer": _initialize, "initargs": (os.getpid(), str(place))}
    workers = Workers(lambda: ProcessPoolExecutor(count, spawn, **initialize), count)
    try:
        yield workers
    finally:
        workers.close()
        for process in multiprocessing.active_children():
            process.terminate()
            process.join()
        shutil.rmtree(place, ignore_errors=True)


def _initialize(parent: int, place: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's, which ends us
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    tempfile.tempdir = place
    import course_utils.classroom.grading.grade_one  # noqa: F401


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


@contextmanager
def cluster_workers(address: str, count: int | None = None) -> Iterator[Workers]:
    """The workers of a cluster that runs already, with this version of the course on each.

    Args:
        address: Of the scheduler.
        count: How many submissions are graded at a time; default one per thread of the cluster.

    Raises:
        ValueError: Dask is missing, nothing answers, or a worker has another version.
    """
    with dask_client(address) as client:
        threads = client.nthreads()
        if not threads:
            raise ValueError(f"the scheduler at {address} has no workers")
        _require_this_course(client.run(code_digest, on_error="return"))
        yield Workers(client.get_executor, count or sum(threads.values()))


def _require_this_course(digests: dict) -> None:
    ours = code_digest()
    others = sorted(worker for worker, digest in digests.items() if digest != ours)
    if others:
        raise ValueError(
            f"not the same version of the course as here: {', '.join(others)}; install it there "
            "and restart the worker"
        )


@dataclass(frozen=True)
class Done:
    """A task and its value, or the error that it failed with twice."""

    task: Hashable
    value: Any = None
    error: Exception | None = None


def run_tasks(
    workers: Workers,
    tasks: Iterable[Hashable],
    begin: Callable[[Hashable], Future],
    finish: Callable[[Hashable, Any], Any],
) -> Iterator[Done]:
    """Runs every task, and those that failed once more, one by one.

    When a worker dies, the tasks of the others fail with it. Run alone, those succeed, and only the
    task that ends workers fails again.

    Args:
        workers: Where they run.
        tasks: What to run.
        begin: Submits a task to `workers`.
        finish: Given the task and what its future brought; returns the value of the task.

    Yields:
        Every task once, in the order in which they end.
    """
    failed = []
    for done in _run(workers, tasks, begin, finish, workers.count):
        if done.error is None:
            yield done
        else:
            failed.append(done.task)
    yield from _run(workers, failed, begin, finish, 1)


def _run(
    workers: Workers, tasks: Iterable, begin: Callable, finish: Callable, at_once: int
) -> Iterator[Done]:
    waiting, running = deque(tasks), {}
    while waiting or running:
        while waiting and len(running) < at_once:
            task = waiting.popleft()
            running[_begin(begin, task)] = task
        ended = wait(running, return_when=FIRST_COMPLETED).done
        if any(isinstance(_error(future), BrokenExecutor) for future in ended):
            ended = wait(running).done
            workers.close()
        for future in ended:
            yield _finish(finish, running.pop(future), future)


def _begin(begin: Callable, task: Hashable) -> Future:
    try:
        return begin(task)
    except Exception as error:
        failed = Future()
        failed.set_exception(error)
        return failed


def _finish(finish: Callable, task: Hashable, future: Future) -> Done:
    try:
        return Done(task, finish(task, future.result()))
    except Exception as error:
        return Done(task, error=error)


def _error(future: Future) -> BaseException | None:
    return None if future.cancelled() else future.exception()
