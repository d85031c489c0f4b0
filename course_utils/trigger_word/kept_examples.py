"""The same examples again and again, where making one takes longer than learning from it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from course_utils.trigger_word.example_stream import Arrays, example_stream


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
