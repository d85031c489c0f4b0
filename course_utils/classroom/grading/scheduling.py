"""Runs tasks on an executor that may fail under them: each twice at most, none stops the rest."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Done:
    """A task and its value, or the error that it failed with twice."""

    task: Hashable
    value: Any = None
    error: Exception | None = None


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


def run_tasks(
    workers: Workers,
    tasks: Iterable[Hashable],
    begin: Callable[[Hashable], Future],
    finish: Callable[[Hashable, Any], Any],
) -> Iterator[Done]:
    """Runs every task, and those that failed once more, one by one.

    A worker that dies takes its neighbors' tasks with it. Alone, theirs succeed, and it is known
    whose task ends workers.

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
