"""Prefetching: what a training needs next is made while it computes, and handed over in order.

No Keras here: processes that make examples import it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager


def in_order(submit: Callable, numbers: Iterable[int], ahead: int) -> Iterator:
    """Yields the results of `submit(number)` in the order of the numbers.

    Args:
        submit: Returns a `concurrent.futures.Future`.
        numbers: May be endless.
        ahead: Futures that are pending at a time, at most; at least 1.
    """
    pending = deque()
    try:
        for number in numbers:
            pending.append(submit(number))
            if len(pending) >= ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()


@contextmanager
def prefetch(make: Callable[[int], object], numbers: Iterable[int]) -> Iterator[Iterator]:
    """Gives an iterator over `make(number)`; a thread makes the next one while one is used."""
    with (
        ThreadPoolExecutor(1) as executor,
        closing(in_order(lambda n: executor.submit(make, n), numbers, ahead=2)) as results,
    ):
        yield results
