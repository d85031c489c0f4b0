"""The speed on a GPU: generation, trainings, notebooks; writes .cache/gpu.md for docs/gpu.md.

`make bench-gpu` runs it alone. Without a GPU it says so and measures nothing.
"""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from time import perf_counter

import numpy as np

from course_utils import atomic
from course_utils.commands.test import pytest_command
from course_utils.folders import repository
from course_utils.study.kernels import ON_A_GPU, install_kernels

STREAMS, SAMPLES = (1, 1_024), 2_000


def main() -> int:
    """Measures and writes the tables; returns 1 if a notebook failed, else 0."""
    os.environ.update(ON_A_GPU)
    from course_utils.backend import NoGpuError, show_device

    try:
        show_device()
    except NoGpuError as error:
        print(f"nothing is measured: {error}")
        return 0
    from tests.benchmarks.gpu_cards import find_card

    name, card = find_card()
    backend = os.environ["KERAS_BACKEND"]
    versions = ", ".join(f"{package} {version(package)}" for package in ("keras", backend))
    lines = [f"{name}; {versions}; Python {platform.python_version()}, {os.cpu_count()} cores", ""]
    lines += [*generation_table(card), "", *training_table(card), ""]
    notebooks, failed = notebook_table()
    text = "\n".join([*lines, *notebooks]) + "\n"
    print(text)
    atomic.write_text(repository() / ".cache" / "gpu.md", text)
    return int(failed)


def generation_table(card) -> list[str]:
    """Samples per second of WaveNet, and the share of the GPU's peak rates that this is."""
    from course_utils.wavenet.generation.generator import Generator, uniform_numbers
    from course_utils.wavenet.generation.numpy_engine import read_weights
    from course_utils.wavenet.saved_models import load_wavenet
    from tests.benchmarks.gpu_cards import share
    from tests.benchmarks.scanned_wavenet import ScannedWaveNet, bytes_of, products_of

    model = load_wavenet("wavenet_large")
    weights = read_weights(model)
    generator, scanned = Generator(model), ScannedWaveNet(weights)
    scanned.compile(jit_compile=True)
    lines = ["| Streams | GPU, samples/s | CPU, samples/s | of arithmetic | of bandwidth |"]
    lines += ["|--:|--:|--:|--:|--:|"]
    for streams in STREAMS:
        uniforms = uniform_numbers(0, streams).draw(SAMPLES).astype(np.float32)
        gpu = _rate(lambda u=uniforms: scanned.predict_on_batch(u), streams * SAMPLES)
        cpu = _rate(lambda n=streams: generator.generate(SAMPLES, batch=n), streams * SAMPLES)
        operations, read = 2 * products_of(weights) * gpu, bytes_of(weights) * gpu / streams
        shares = share(operations, card and card.float32), share(read, card and card.bandwidth)
        lines.append(f"| {streams:,} | {gpu:,.0f} | {cpu:,.0f} | {shares[0]} | {shares[1]} |")
    return lines


def training_table(card) -> list[str]:
    """Training steps per second, and the share of the GPU's peak arithmetic that this is."""
    from tests.benchmarks.gpu_cards import share
    from tests.benchmarks.gpu_trainings import TRAININGS, steps_per_second

    lines = ["| Model | float32, steps/s | of peak | mixed, steps/s | of peak |"]
    lines += ["|:--|--:|--:|--:|--:|"]
    for name in TRAININGS:
        cells = []
        for mixed in (False, True):
            rate, operations = steps_per_second(name, mixed)
            peak = card and (card.bfloat16 if mixed else card.float32)
            cells += [f"{rate:.1f}", share(operations, peak)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def notebook_table() -> tuple[list[str], bool]:
    """Seconds of each notebook on the GPU and on the CPU of the same machine; whether one failed.

    Each is compared with the outputs that it was saved with.
    """
    install_kernels(sys.prefix)
    hidden = {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu", "COURSE_REQUIRE_GPU": "0"}
    lines, failed = ["| Notebook | GPU, s | CPU, s |", "|:--|--:|--:|"], False
    for path in sorted((repository() / "notebooks").glob("*.ipynb")):
        cells = []
        for kernel, environ in (("course-gpu", {}), ("course", hidden)):
            command = pytest_command(kernel, [str(path)])
            begin = perf_counter()
            status = subprocess.run(command, env=os.environ | environ, cwd=repository()).returncode
            cells.append(f"{perf_counter() - begin:.0f}" + (" (failed)" if status else ""))
            failed |= bool(status)
        lines.append(f"| {path.stem} | {' | '.join(cells)} |")
    return lines, failed


def _rate(run, n: int) -> float:
    run()
    seconds = []
    for _ in range(3):
        begin = perf_counter()
        run()
        seconds.append(perf_counter() - begin)
    return n / min(seconds)


if __name__ == "__main__":
    sys.exit(main())
