"""Batches of integer codes against one-hot batches from a generator, for one long recording."""

import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from time import perf_counter

import numpy as np

from course_utils.wavenet.batches import FragmentBatches
from course_utils.wavenet.data import fragment_starts, shifted_batch

N_SAMPLES, STRIDE, BATCH_SIZE, ROUNDS = 2_900_000, 128, 32, 5


def one_hot_generator(codes: np.ndarray, length: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Batches as basveeling/wavenet makes them: fragments one by one, each one-hot in uint8."""
    starts = range(0, len(codes) - length, STRIDE)
    order = np.random.default_rng(0).permutation(len(starts))
    rows = np.eye(256, dtype=np.uint8)
    while True:
        for first in range(0, len(order) - BATCH_SIZE, BATCH_SIZE):
            chosen = [starts[i] for i in order[first : first + BATCH_SIZE]]
            x = np.array([rows[codes[s : s + length]] for s in chosen])
            y = np.array([rows[codes[s + 1 : s + length + 1]] for s in chosen])
            yield x, y


def integer_batches(codes: np.ndarray, length: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The course's own, epoch after epoch."""
    starts = fragment_starts([len(codes)], length, STRIDE)
    batches = FragmentBatches(
        [codes], starts, length, make_batch=shifted_batch, batch_size=BATCH_SIZE
    )
    epoch = 0
    while True:
        batches.go_to(epoch)
        yield from (batches[i] for i in range(len(batches)))
        epoch += 1


def fragments_per_second(batches: Iterator, n_batches: int) -> float:
    """How fast the next batches come."""
    started = perf_counter()
    for _ in islice(batches, n_batches):
        pass
    return n_batches * BATCH_SIZE / (perf_counter() - started)


def traced_mib(make: Callable[[], Iterator]) -> float:
    """Peak of the memory that Python allocates, from making the batches to the fifth of them."""
    tracemalloc.start()
    for _ in islice(make(), 5):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    """Prints a table for each fragment length, and holds the figures that the course promises."""
    codes = np.random.default_rng(0).integers(0, 256, N_SAMPLES, dtype=np.uint8)
    for length in (1_024, 4_096):
        ours, peer = integer_batches(codes, length), one_hot_generator(codes, length)
        rates = [
            (fragments_per_second(ours, 1_000), fragments_per_second(peer, 10))
            for _ in range(ROUNDS)
        ]
        fast, slow = (median(column) for column in zip(*rates, strict=True))
        ratio = median(a / b for a, b in rates)
        memory = traced_mib(lambda length=length: integer_batches(codes, length))
        peer_memory = traced_mib(lambda length=length: one_hot_generator(codes, length))
        print(f"fragments of {length:,} samples, {N_SAMPLES:,} codes, batches of {BATCH_SIZE}")
        print(f"  integer batches    {fast:12,.0f} fragments/s {memory:8.1f} MiB traced")
        print(f"  one-hot generator  {slow:12,.0f} fragments/s {peer_memory:8.1f} MiB traced")
        print(f"  ratio              {ratio:12,.0f} (median of {ROUNDS} pairs)")
        if length == 1_024:
            assert fast >= 1_000_000, "promised: 1,000,000 fragments/s"
            assert ratio >= 100, "promised: 100 times the one-hot generator"
            assert memory < 10, "promised: under 10 MiB traced"


if __name__ == "__main__":
    main()
