import importlib.util
import os
import subprocess
import sys

import pytest
from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from course_utils.study.kernels import KERNELS, install_kernels
from tests.time_limits import limit_s


@pytest.fixture
def specs(tmp_path):
    """The kernelspecs as Jupyter finds them, by name."""
    folders = install_kernels(tmp_path)
    manager = KernelSpecManager(kernel_dirs=[str(tmp_path / "share" / "jupyter" / "kernels")])
    assert {folder.name for folder in folders} == set(manager.find_kernel_specs()) - {"python3"}
    return {name: manager.get_kernel_spec(name) for name in KERNELS}


def test_both_kernels_run_this_python(specs):
    assert set(specs) == {"course", "course-gpu"}
    for spec in specs.values():
        assert spec.argv[0] == sys.executable
        assert spec.language == "python"


def test_only_course_gpu_requires_a_gpu(specs):
    assert "COURSE_REQUIRE_GPU" not in specs["course"].env
    assert specs["course-gpu"].env["COURSE_REQUIRE_GPU"] == "1"


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_either_backend_accepts_what_course_gpu_sets(specs, backend):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    code = """
from course_utils.backend import keras
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("adam", "mse", jit_compile=True)
print(model.train_on_batch(keras.ops.ones((2, 3)), keras.ops.ones((2, 1))) >= 0)
"""
    environ = os.environ | specs["course-gpu"].env | {"KERAS_BACKEND": backend}
    command = [sys.executable, "-c", code]
    result = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=limit_s(300)
    )
    assert (result.stdout, result.stderr) == ("True\n", "")


def test_their_names_tell_them_apart(specs):
    assert specs["course"].display_name == "Course"
    assert specs["course-gpu"].display_name == "Course (GPU required)"


def test_the_callers_backend_passes_through(specs, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "share" / "jupyter"))
    manager = KernelManager(kernel_name="course-gpu")
    manager.start_kernel()
    try:
        client: BlockingKernelClient = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=limit_s(60))
        code = "import os; print(os.environ['KERAS_BACKEND'], os.environ['COURSE_REQUIRE_GPU'])"
        printed = []
        client.execute_interactive(code, output_hook=lambda m: printed.append(m["content"]))
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    assert "jax 1\n" in [content.get("text") for content in printed]


def test_installing_again_replaces(tmp_path):
    install_kernels(tmp_path)
    spec = tmp_path / "share" / "jupyter" / "kernels" / "course" / "kernel.json"
    spec.write_text("{}")
    install_kernels(tmp_path)
    assert "ipykernel_launcher" in spec.read_text()
