"""Examples in the order of their numbers, made by several processes ahead of who asks for them."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any


@contextmanager
def example_stream(
    make: Callable[[int], Any],
    numbers: Iterable[int],
    executor: Executor | None = None,
    jobs: int | None = None,
    ahead: int | None = None,
) -> Iterator[Iterator[Any]]:
    """Gives `make(number)` for all numbers, in their order, none lost and none twice.

    Args:
        make: Such as an `ExampleMaker`; pickled once for each process, with all its clips.
        numbers: May be endless.
        executor: Makes them instead of processes, as threads where `make` cannot be pickled; it
            stays open, and gets `make` with every number.
        jobs: How many processes; by default one for each core.
        ahead: How many examples are under way or waiting at most; by default four a process.

    Raises:
        BrokenProcessPool: On asking for an example after a process was killed.
    """
    jobs = jobs or os.cpu_count() or 1
    ahead = ahead or 4 * jobs
    if executor is not None:
        examples = in_order(executor, make, numbers, ahead)
        try:
            yield examples
        finally:
            examples.close()
        return
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    pool = ProcessPoolExecutor(jobs, context, initializer=_keep, initargs=(make,))
    try:
        yield in_order(pool, _make, numbers, ahead)
    finally:
        pool.shutdown(cancel_futures=True)


def in_order(
    executor: Executor, make: Callable[[int], Any], numbers: Iterable[int], ahead: int
) -> Iterator[Any]:
    """Yields `make(number)` in the order of the numbers, at most `ahead` of them before their turn.

    Args:
        executor: Makes them.
        make: Called with each number.
        numbers: May be endless.
        ahead: At least 1.
    """
    pending = deque()
    try:
        for number in numbers:
            pending.append(executor.submit(make, number))
            if len(pending) >= ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()


def _keep(make: Callable[[int], Any]) -> None:
    """Prepares a process: keeps what makes examples, and leaves Ctrl-C to its parent."""
    global _kept
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _kept = make


def _make(number: int) -> Any:
    return _kept(number)
