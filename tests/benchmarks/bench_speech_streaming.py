"""A causal recognizer of the default size on sound in pieces of 100 ms, on one core, without Keras.

It runs in a process of its own, as `course transcribe microphone` does.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from course_utils.speech_recognition.streaming import GreedyStream, read_streaming_recognizer

SECONDS, CHUNK_MS, ROUNDS, WANTED = 10, 100, 5, 20
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def save_recognizer(folder: Path) -> Path:
    """An untrained recognizer of digits."""
    from course_utils.speech_recognition import saved_models
    from course_utils.speech_recognition.model import build
    from course_utils.speech_recognition.recognizers import RecognizerConfig

    path, config = folder / "speech_causal.keras", RecognizerConfig("0123456789", causal=True)
    saved_models.save_recognizer(path, build(config), config, {})
    return path


def transcribe(path: str) -> None:
    """Prints how fast a recognizer writes, at its best of a few times.

    Raises:
        AssertionError: It is slower than 20 times real time.
    """
    recognizer = read_streaming_recognizer(path)
    rate = recognizer.config.front_end.sample_rate
    rng = np.random.default_rng(0)
    sound = rng.uniform(-0.3, 0.3, SECONDS * rate).astype(np.float32)
    chunk = rate * CHUNK_MS // 1000
    seconds = []
    for _ in range(ROUNDS):
        stream, text = recognizer.stream(), GreedyStream(recognizer.config)
        started = perf_counter()
        for start in range(0, len(sound), chunk):
            text.feed(stream.feed(sound[start : start + chunk]))
        seconds.append(perf_counter() - started)
    speed = SECONDS / min(seconds)
    keras = "with" if "keras" in sys.modules else "without"
    print(f"{speed:.0f} x real time on one core, {keras} Keras", flush=True)
    assert speed >= WANTED, f"slower than {WANTED} x real time"


def main() -> None:
    """Saves a recognizer here, and transcribes with it in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", __spec__.name, str(save_recognizer(Path(folder)))]
        subprocess.run(command, env=os.environ | ONE_THREAD, check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        psutil.Process().cpu_affinity(psutil.Process().cpu_affinity()[:1])
        transcribe(sys.argv[1])
    else:
        main()
