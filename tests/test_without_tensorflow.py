"""Where JAX is chosen nothing imports TensorFlow: it is blocked, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.time_limits import limit_s

ROOT = Path(__file__).parent.parent
CODE = """
import importlib
import pkgutil
import sys


class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "tensorflow":
            raise AssertionError(f"{name} is imported")


sys.meta_path.insert(0, Blocked())
import course_utils

for module in pkgutil.walk_packages(course_utils.__path__, "course_utils."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from tests.tiny_trainings import TRAININGS


class StepDoneError(Exception):
    pass


def stop(progress, steps):
    raise StepDoneError


for train in TRAININGS.values():
    try:
        train(stop)
    except StepDoneError:
        print("a step")
assert not [name for name in sys.modules if name.partition(".")[0] == "tensorflow"]
"""


@pytest.mark.skipif(os.environ.get("KERAS_BACKEND") != "jax", reason="make test-jax")
def test_nothing_imports_tensorflow_where_jax_is_chosen():
    result = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env=os.environ | {"JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        timeout=limit_s(300),
    )
    assert (result.stdout, result.returncode) == ("a step\n" * 3, 0), result.stderr
