"""Workers that grade: processes that end with whoever started them, or those of a Dask cluster."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from course_utils.classroom.grading.grading_kit import code_digest
from course_utils.classroom.grading.scheduling import Workers
from course_utils.executors import dask_client


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
    begin = {"initializer": _begin, "initargs": (os.getpid(), str(place))}
    workers = Workers(lambda: ProcessPoolExecutor(count, spawn, **begin), count)
    try:
        yield workers
    finally:
        workers.close()
        for process in multiprocessing.active_children():
            process.terminate()
            process.join()
        shutil.rmtree(place, ignore_errors=True)


def _begin(parent: int, place: str) -> None:
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
