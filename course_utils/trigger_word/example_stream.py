"""Examples in the order of their numbers, which several processes make in advance."""

import ctypes
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing, contextmanager

import numpy as np

from course_utils.training.prefetch import in_order

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
Arrays = tuple[np.ndarray, ...]


@contextmanager
def example_stream(
    make: Callable[[int], Arrays],
    numbers: Iterable[int],
    executor: Executor | None = None,
    jobs: int | None = None,
    ahead: int | None = None,
) -> Iterator[Iterator[Arrays]]:
    """Gives `make(number)` for all numbers, in their order, none lost and none twice.

    Args:
        make: Such as an `ExampleMaker`: arrays of the same shapes and types for each number. It
            is pickled once for each process, with all its clips.
        numbers: May be endless.
        executor: Makes them instead of processes: threads where `make` cannot be pickled, or a
            cluster, such as `ClusterExecutor`: one that has `share` gets `make` once. It stays
            open.
        jobs: How many processes; by default one for each core, or as many as a cluster has.
        ahead: How many examples are under way or waiting at most; by default four for each job.

    Raises:
        BrokenProcessPool: On asking for an example after a process was killed.
    """
    jobs = jobs or getattr(executor, "jobs", None) or os.cpu_count() or 1
    ahead = ahead or 4 * jobs
    if executor is not None:
        kept = executor.share(make) if hasattr(executor, "share") else make
        examples = in_order(lambda number: executor.submit(_call, kept, number), numbers, ahead)
    else:
        examples = _from_processes(make, iter(numbers), jobs, ahead)
    with closing(examples):
        yield examples


def _call(make: Callable[[int], Arrays], number: int) -> Arrays:
    return make(number)


def _from_processes(
    make: Callable[[int], Arrays], numbers: Iterator[int], jobs: int, ahead: int
) -> Iterator[Arrays]:
    """Makes the first example here, which shows how large they are, and the others in processes.

    A process writes an example into its slot of shared memory: through a pipe, 2 MB take longer
    than half the work of making them.
    """
    number = next(numbers, None)
    if number is None:
        return
    first = make(number)
    yield first
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    memory = context.RawArray("b", ahead * sum(array.nbytes for array in first))
    shapes = [(array.shape, array.dtype) for array in first]
    slots = [_arrays(memory, shapes, ahead, slot) for slot in range(ahead)]
    setting = (make, memory, shapes, ahead)
    pool = ProcessPoolExecutor(jobs, context, initializer=_prepare, initargs=setting)
    tasks = zip(itertools.cycle(range(ahead)), numbers, strict=False)
    try:
        for slot in in_order(lambda task: pool.submit(_make, *task), tasks, ahead):
            yield tuple(array.copy() for array in slots[slot])
    finally:
        pool.shutdown(cancel_futures=True)


def _arrays(memory, shapes: list, n_slots: int, slot: int) -> Arrays:
    """The arrays that lie in a slot of the memory, one behind the other."""
    start = slot * (len(memory) // n_slots)
    arrays = []
    for shape, dtype in shapes:
        n_numbers = int(np.prod(shape))
        arrays.append(np.frombuffer(memory, dtype, n_numbers, start).reshape(shape))
        start += arrays[-1].nbytes
    return tuple(arrays)


def _prepare(make: Callable[[int], Arrays], memory, shapes: list, n_slots: int) -> None:
    """Prepares a process: keeps what makes examples, leaves Ctrl-C to its parent, ends with it."""
    global _kept_make, _slots
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _keep_freed_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _kept_make = make
    _slots = [_arrays(memory, shapes, n_slots, slot) for slot in range(n_slots)]


def _end_with_parent() -> None:
    """A process of a pool waits for tasks for ever, also from a parent that was killed."""
    multiprocessing.parent_process().join()
    os._exit(1)


def _keep_freed_memory() -> None:
    """Has the C library keep what was freed: else each array of MBs is mapped and zeroed anew.

    That takes 4 to 15% of the time of an example. The numbers are those of glibc's <malloc.h>.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        for option in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD) if mallopt else ():
            mallopt(option, 2**30)


def _make(slot: int, number: int) -> int:
    for array, made in zip(_slots[slot], _kept_make(number), strict=True):
        array[...] = made
    return slot


@contextmanager
def kept_examples(
    make: Callable[[int], Arrays],
    numbers: Iterable[int],
    distinct: int,
    open_stream: Callable = example_stream,
) -> Iterator[Iterator[Arrays]]:
    """Gives `make(number % distinct)` for all numbers, each made once and kept in memory.

    Args:
        make: As for `example_stream`.
        numbers: May be endless.
        distinct: How many examples there are.
        open_stream: As `example_stream`: makes them, on several cores.
    """
    with open_stream(make, range(distinct)) as fresh:
        yield _again(fresh, numbers, distinct)


def _again(fresh: Iterator[Arrays], numbers: Iterable[int], distinct: int) -> Iterator[Arrays]:
    kept = []
    for number in numbers:
        while len(kept) <= number % distinct:
            kept.append(next(fresh))
        yield kept[number % distinct]
