"""In Pythons of their own: the backend is chosen, and TensorFlow speaks, once a process."""

import ast
import os
import subprocess
import sys

import pytest

from tests.time_limits import limit_s

FORGET = ("KERAS_BACKEND", "TF_CPP_MIN_LOG_LEVEL", "COURSE_REQUIRE_GPU")


def run_python(code, **environ):
    inherited = {name: value for name, value in os.environ.items() if name not in FORGET}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=inherited | {"CUDA_VISIBLE_DEVICES": ""} | environ,
        capture_output=True,
        text=True,
        timeout=limit_s(300),
    )


IN_ONE_PROCESS = """
import os
import sys

import course_utils.wavenet.batches
from course_utils import backend

keras = backend.keras
backend.show_device()
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse", jit_compile=True)
model.fit(keras.ops.ones((2, 3)), keras.ops.ones((2, 1)), verbose=0)
print(f"Keras {keras.version()} on {keras.backend.backend()}, device: CPU")

os.environ["COURSE_REQUIRE_GPU"] = "1"
try:
    backend.show_device()
except backend.NoGpuError as error:
    print(repr(str(error)))
backend.keras.distribution.list_devices = lambda: ["gpu:0"]
backend.show_device()
del os.environ["COURSE_REQUIRE_GPU"]
for devices in (["gpu:0", "gpu:1"], ["tpu:0"], ["cpu:0"]):
    backend.keras.distribution.list_devices = lambda: devices
    backend.show_device()
print("jax" in sys.modules)
os.write(2, b"nothing until here; ")

with backend._native_stderr_held_back():
    os.write(2, b"dropped ")
os.write(2, b"kept ")
try:
    with backend._native_stderr_held_back():
        os.write(2, b"shown ")
        raise ImportError
except ImportError:
    os.write(2, b"after")
"""


@pytest.fixture(scope="module")
def told():
    """What one process prints: the lines of its output, and its stderr."""
    result = run_python(IN_ONE_PROCESS)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines(), result.stderr


def test_one_line_names_backend_and_device_and_stderr_stays_empty(told):
    lines, errors = told
    assert lines[0] == lines[1]
    assert "on tensorflow" in lines[0]
    assert errors.startswith("nothing until here")


def test_the_course_gpu_kernel_refuses_without_a_gpu(told):
    message = ast.literal_eval(told[0][2])
    assert message.startswith("the kernel course-gpu needs a GPU, and there is none.")
    assert "devices of tensorflow (keras.distribution.list_devices)" in message
    assert "cpu:0" in message
    assert "CUDA_VISIBLE_DEVICES=''" in message
    assert 'pip install "-e.[gpu]"' in message


def test_the_kind_of_device_is_shown_and_course_gpu_runs_with_a_gpu(told):
    kinds = [line.partition("device: ")[2] for line in told[0][3:-1]]
    assert kinds == ["GPU", "GPU", "TPU", "CPU"]


def test_tensorflow_loads_no_jax_and_does_not_hide_it(told):
    assert told[0][-1] == "False"


def test_native_stderr_comes_back_after_loading_and_after_an_error(told):
    assert told[1].endswith("; kept shown after")


def test_the_command_line_loads_no_keras():
    code = "import sys, course_utils.__main__; print('keras' in sys.modules)"
    assert run_python(code).stdout == "False\n"


def test_who_wants_tensorflows_log_or_no_xla_gets_it():
    code = "from course_utils.backend import WITH_XLA; print(WITH_XLA)"
    result = run_python(code, TF_CPP_MIN_LOG_LEVEL="0", COURSE_XLA="0")
    assert "oneDNN" in result.stderr or "CPU instructions" in result.stderr
    assert result.stdout == "False\n"


def test_a_backend_that_is_not_there_says_why():
    code = """
import os
os.environ["KERAS_BACKEND"] = "none such"
import course_utils.backend
"""
    result = run_python(code)
    assert result.returncode == 1
    assert "none such" in result.stderr
