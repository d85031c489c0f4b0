"""Keras on its backend, loaded quietly: the only door through which course_utils gets `keras`.

`from course_utils.backend import keras` chooses TensorFlow unless KERAS_BACKEND says otherwise,
and keeps TensorFlow's start-up lines out of notebooks. Set TF_CPP_MIN_LOG_LEVEL=0 to see them.

With COURSE_XLA=0 the trainings of the course do without XLA on TensorFlow. Its compiler takes
longer than a network of the unit tests trains.
"""

import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

QUIET = "3"

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", QUIET)


@contextlib.contextmanager
def _native_stderr_held_back() -> Iterator[None]:
    """Drops what compiled code writes to stderr; shows it after all if the block raises.

    TensorFlow logs from static initializers, before it has read TF_CPP_MIN_LOG_LEVEL
    (tensorflow/tensorflow#100442), so only its file descriptor can be silenced.
    """
    if os.environ["TF_CPP_MIN_LOG_LEVEL"] != QUIET:
        yield
        return
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), 2)
        try:
            yield
        except BaseException:
            held_back.seek(0)
            os.write(stderr, held_back.read())
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


@contextlib.contextmanager
def _out_of_sight(library: str) -> Iterator[None]:
    """Has imports in the block find no such library, unless it is loaded; yours work later."""
    if library in sys.modules:
        yield
        return
    sys.modules[library] = None
    try:
        yield
    finally:
        del sys.modules[library]


# TensorFlow Lite imports JAX where it is installed, to convert its networks: a fifth of the start.
OTHER = "jax" if os.environ["KERAS_BACKEND"] == "tensorflow" else "tensorflow"

with _native_stderr_held_back(), _out_of_sight(OTHER):
    import keras

if keras.backend.backend() != "tensorflow":
    # When Keras first serializes something it imports TensorFlow, to ask for one type, and asks
    # only once: 5 s, half a GB, and a second library that takes the GPU's memory.
    with _out_of_sight("tensorflow"):
        keras.saving.serialize_keras_object(keras.initializers.Zeros())

WITH_XLA = os.environ.get("COURSE_XLA", "1") != "0" or keras.backend.backend() != "tensorflow"

if os.environ["TF_CPP_MIN_LOG_LEVEL"] == QUIET:
    logging.getLogger("tensorflow").setLevel(
        logging.ERROR
    )  # it warns where small models take turns


class NoGpuError(RuntimeError):
    """The kernel `course-gpu` was chosen and the backend sees no GPU."""


def show_device() -> None:
    """Prints the Keras version, its backend and the kind of device that it computes on.

    Raises:
        NoGpuError: COURSE_REQUIRE_GPU=1, as in the kernel `course-gpu`, and there is no GPU.
    """
    devices = keras.distribution.list_devices()
    kinds = sorted({device.partition(":")[0].upper() for device in devices})
    if os.environ.get("COURSE_REQUIRE_GPU") == "1" and "GPU" not in kinds:
        raise NoGpuError(_no_gpu_message(devices))
    print(f"Keras {keras.version()} on {keras.backend.backend()}, device: {', '.join(kinds)}")


def _no_gpu_message(devices: list[str]) -> str:
    backend = keras.backend.backend()
    extra = {"jax": "gpu-jax"}.get(backend, "gpu")
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    driver = shutil.which("nvidia-smi") or "no nvidia-smi on PATH"
    return (
        "the kernel course-gpu needs a GPU, and there is none.\n"
        f"  Looked for: a GPU among the devices of {backend} (keras.distribution.list_devices)\n"
        f"  Devices:    {', '.join(devices) or 'none'}\n"
        f"  Driver:     {driver}\n"
        f"  Hidden:     CUDA_VISIBLE_DEVICES={'(not set)' if visible is None else repr(visible)}\n"
        f'  To install: an NVIDIA driver, then {sys.executable} -m pip install "-e.[{extra}]"\n'
        "  Without a GPU: choose the kernel `course`; the notebook is the same."
    )
