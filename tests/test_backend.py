"""Each test starts a Python of its own: the backend is chosen, and TensorFlow speaks, once."""

import os
import subprocess
import sys

FORGET = ("KERAS_BACKEND", "TF_CPP_MIN_LOG_LEVEL", "COURSE_REQUIRE_GPU")


def run_python(code, **environ):
    inherited = {name: value for name, value in os.environ.items() if name not in FORGET}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=inherited | {"CUDA_VISIBLE_DEVICES": ""} | environ,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_one_line_names_backend_and_device_and_stderr_stays_empty():
    code = """
from course_utils.backend import show_device
show_device()
import keras
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse", jit_compile=True)
model.fit(keras.ops.ones((2, 3)), keras.ops.ones((2, 1)), verbose=0)
print(keras.version())
"""
    result = run_python(code)
    device, version = result.stdout.splitlines()
    assert device == f"Keras {version} on tensorflow, device: CPU"
    assert result.stderr == ""


def test_modules_with_models_load_quietly_on_tensorflow():
    code = "import course_utils.wavenet.batches, keras; print(keras.backend.backend())"
    result = run_python(code)
    assert (result.stdout, result.stderr) == ("tensorflow\n", "")


def test_the_command_line_loads_no_keras():
    code = "import sys, course_utils.__main__; print('keras' in sys.modules)"
    assert run_python(code).stdout == "False\n"


def test_the_course_gpu_kernel_refuses_without_a_gpu():
    code = "from course_utils.backend import show_device; show_device(); print('went on')"
    result = run_python(code, COURSE_REQUIRE_GPU="1")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "NoGpuError: the kernel course-gpu needs a GPU, and there is none." in result.stderr
    assert "devices of tensorflow (keras.distribution.list_devices)" in result.stderr
    assert "cpu:0" in result.stderr
    assert "CUDA_VISIBLE_DEVICES=''" in result.stderr
    assert 'pip install "-e.[gpu]"' in result.stderr


def test_the_kind_of_device_is_shown():
    code = """
from course_utils import backend
for devices in (["gpu:0"], ["gpu:0", "gpu:1"], ["tpu:0"], ["cpu:0"]):
    backend.keras.distribution.list_devices = lambda: devices
    backend.show_device()
"""
    lines = run_python(code).stdout.splitlines()
    assert [line.partition("device: ")[2] for line in lines] == ["GPU", "GPU", "TPU", "CPU"]


def test_course_gpu_runs_with_a_gpu():
    code = """
from course_utils import backend
backend.keras.distribution.list_devices = lambda: ["gpu:0"]
backend.show_device()
"""
    assert run_python(code, COURSE_REQUIRE_GPU="1").stdout.endswith("device: GPU\n")


def test_who_wants_tensorflows_log_gets_it():
    result = run_python("import course_utils.backend", TF_CPP_MIN_LOG_LEVEL="0")
    assert "oneDNN" in result.stderr or "CPU instructions" in result.stderr


def test_a_backend_that_is_not_there_says_why():
    code = """
import os
os.environ["KERAS_BACKEND"] = "none such"
import course_utils.backend
"""
    result = run_python(code)
    assert result.returncode == 1
    assert "none such" in result.stderr


def test_native_stderr_comes_back_after_loading_and_after_an_error():
    code = """
import os
from course_utils.backend import _native_stderr_held_back
with _native_stderr_held_back():
    os.write(2, b"dropped ")
os.write(2, b"kept ")
try:
    with _native_stderr_held_back():
        os.write(2, b"shown ")
        raise ImportError
except ImportError:
    os.write(2, b"after")
"""
    assert run_python(code).stderr == "kept shown after"
