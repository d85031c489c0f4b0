"""Ways to generate with one WaveNet, side by side: 20 layers of 32 channels, 64 of them skip.

One process measures all of them in turn, several times over, in short pieces; the fastest piece
counts, because whatever else the machine does can only slow one down. Everything runs on one core,
but for the line that says otherwise.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np

from course_utils.wavenet.generation.generator import Generator
from course_utils.wavenet.generation.numba_engine import cores
from course_utils.wavenet.generation.numba_kernels import jit
from course_utils.wavenet.model import WaveNetConfig, build_wavenet, receptive_field

CONFIG = WaveNetConfig(dilations=tuple(2**i for i in range(10)) * 2)
SAMPLE_RATE, BATCH, ROUNDS, PIECES = 16_000, 16, 5, 8
WEIGHTS = "dilated", "to_skip", "to_residual", "hidden", "to_logits"


@contextlib.contextmanager
def on_one_core() -> Iterator[None]:
    """Keeps the process on the core it is on, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def samples_per_second(run: Callable[[], object], n_samples: int) -> float:
    """How fast `run` makes `n_samples`, at its best of a few times."""
    seconds = []
    for _ in range(PIECES):
        started = perf_counter()
        run()
        seconds.append(perf_counter() - started)
    return n_samples / min(seconds)


def products_per_sample(model) -> int:
    """Multiplications of a sample: each weight of a kernel is used once."""
    kernels = [layer.kernel for layer in model.layers if layer.name.startswith(WEIGHTS)]
    return sum(int(np.prod(kernel.shape)) for kernel in kernels)


@jit()
def total(array):
    """The sum of an array, which reads it once."""
    result = np.float32(0)
    for i in range(array.size):
        result += array[i]
    return result


def limits(n_products: int) -> dict[str, float]:
    """Samples/s of one core if it did nothing but read the weights, or multiply with them."""
    weights = np.ones(n_products, np.float32)
    total(weights)
    reading = samples_per_second(lambda: [total(weights) for _ in range(50)], 50)
    x, kernel = np.ones((BATCH, 64), np.float32), np.ones((64, 256), np.float32)
    y = np.empty((BATCH, 256), np.float32)
    rate = samples_per_second(lambda: [np.dot(x, kernel, y) for _ in range(200)], 200 * BATCH)
    return {
        "limit: reading all weights once": reading,
        "limit: products of a batch alone": rate * kernel.size / n_products,
    }


def ways(model) -> dict[str, Callable[[], float]]:
    """What to measure: each returns samples/s, of all streams together."""
    seen = receptive_field(CONFIG.kernel_size, CONFIG.dilations)
    window = np.full((1, seen), 128, np.int32)
    numba, numpy = Generator(model), Generator(model, "numpy")
    one, many = numba.start(), numba.start(batch=BATCH)

    def compiled_call(with_xla: bool) -> float:
        model.compile(jit_compile=with_xla)
        model.predict_on_batch(window)
        return samples_per_second(lambda: model.predict_on_batch(window), 1)

    return {
        "naive, model.predict": lambda: samples_per_second(
            lambda: model.predict(window, verbose=0), 1
        ),
        "naive, compiled call": lambda: compiled_call(with_xla=False),
        "naive, compiled call, XLA": lambda: compiled_call(with_xla=True),
        "cached, NumPy": lambda: samples_per_second(lambda: numpy.resume(one, 200), 200),
        "cached, numba": lambda: samples_per_second(lambda: numba.resume(one, 5_000), 5_000),
        f"cached, numba, {BATCH} streams": lambda: samples_per_second(
            lambda: numba.resume(many, 4_000), 4_000 * BATCH
        ),
    }


def main() -> None:
    """Prints the table and holds the figures that the course promises."""
    model = build_wavenet(CONFIG)
    measured = ways(model)
    single, batch = "cached, numba", f"cached, numba, {BATCH} streams"
    everywhere = f"{batch}, all cores"
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        with on_one_core():
            rates = {name: measure() for name, measure in measured.items()}
            rates |= limits(products_per_sample(model))
        rates[everywhere] = measured[batch]()
        best = {name: max(rate, best.get(name, 0)) for name, rate in rates.items()}
    show(best, products_per_sample(model))
    ratio = best[single] / best["naive, model.predict"]
    gain = max(best[batch], best[everywhere]) / best[single]
    print(
        f"  one stream, times model.predict: {ratio:,.0f}; {BATCH} streams, times one: {gain:.2f}"
    )
    assert best[single] >= 2 * SAMPLE_RATE, "promised: twice real time for one stream"
    assert ratio >= 1_000, "promised: 1,000 times model.predict"
    assert gain >= 4 or cores() == 1, f"promised: 4 times one stream for {BATCH}, on 2 cores"


def show(rates: dict[str, float], n_products: int) -> None:
    """Prints the rates, the slowest first."""
    print(
        f"{n_products:,} products a sample, window of {receptive_field(2, CONFIG.dilations):,}, "
        f"real time is {SAMPLE_RATE:,} Hz, {cores()} cores"
    )
    for name, rate in sorted(rates.items(), key=lambda item: item[1]):
        print(
            f"  {name:36} {rate:11,.1f} samples/s {rate / SAMPLE_RATE:9.4f} x real time "
            f"{2 * n_products * rate / 1e9:8.3f} GFLOP/s"
        )


if __name__ == "__main__":
    main()
