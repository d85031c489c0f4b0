"""A detector of 522,561 parameters on sound in pieces of 100 ms, on one core, without Keras.

It runs in a process of its own, as `course listen` does, so that the memory is all that it takes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from course_utils.audio.front_end import FrontEnd
from course_utils.trigger_word.streaming.numpy_detector import NumpyDetector
from course_utils.trigger_word.streaming.streaming_detector import ProbabilityStream

SECONDS, CHUNK_MS, ROUNDS = 5, 100, 10
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def save_detectors(folder: Path) -> list[Path]:
    """Untrained detectors of the exercise's size, with either form of the GRU."""
    from tests.trigger_word.detectors import build_detector

    paths = [folder / "reset_before.keras", folder / "reset_after.keras"]
    for path in paths:
        build_detector(reset_after=path.stem == "reset_after").save(path)
    return paths


def listen(path: str) -> None:
    """Prints how fast a detector hears, at its best of a few times, and what memory it took."""
    detector, front_end = NumpyDetector.read(path), FrontEnd()
    rng = np.random.default_rng(0)
    sound = rng.uniform(-0.3, 0.3, SECONDS * front_end.sample_rate).astype(np.float32)
    chunk = front_end.sample_rate * CHUNK_MS // 1000
    seconds = []
    for _ in range(ROUNDS):
        stream, started = ProbabilityStream(detector, front_end), perf_counter()
        for start in range(0, len(sound), chunk):
            stream.feed(sound[start : start + chunk])
        seconds.append(perf_counter() - started)
    process = psutil.Process()
    keras = "with" if "keras" in sys.modules else "without"
    print(
        f"{Path(path).stem:14} {SECONDS / min(seconds):6.1f} x real time on "
        f"{len(process.cpu_affinity())} core, {process.memory_info().rss / 1e6:.0f} MB "
        f"resident {keras} Keras",
        flush=True,
    )


def main() -> None:
    """Saves the detectors here, and listens with each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for path in save_detectors(Path(folder)):
            command = [sys.executable, "-m", __spec__.name, str(path)]
            subprocess.run(command, check=True, env=os.environ | ONE_THREAD)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        psutil.Process().cpu_affinity(psutil.Process().cpu_affinity()[:1])
        listen(sys.argv[1])
    else:
        main()
