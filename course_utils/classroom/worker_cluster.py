"""Workers of a Dask cluster that grade: the same calls, on other machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from course_utils.classroom.grading.grading_kit import code_digest
from course_utils.classroom.grading.scheduling import Workers
from course_utils.executors import dask_client


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
