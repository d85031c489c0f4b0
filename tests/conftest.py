"""What tests of several files need."""

import gc
import os
import sys

import pytest

from tests.compilation import IN_HASTE
from tests.load_bootstrap import load_bootstrap

for name, value in IN_HASTE.items():
    os.environ.setdefault(name, value)


def pytest_collection():
    """Called by pytest before it imports all modules, which leave hardly any garbage."""
    gc.disable()


def pytest_collection_finish():
    """Called by pytest, with all modules imported: from now on nobody searches them for garbage.

    It would take most of a second, and IPython does so at each reset of its shell.
    """
    gc.freeze()
    gc.enable()


@pytest.fixture
def ipython(monkeypatch):
    """Lets a test make IPython's shell, which takes the place of `__main__`, and removes both."""
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield InteractiveShell
    if InteractiveShell.initialized():
        InteractiveShell.instance().reset(new_session=False)
        InteractiveShell.clear_instance()


@pytest.fixture
def untraced(monkeypatch):
    """Has trainings run step by step: tracing a tiny network takes as long as a dozen steps."""
    from course_utils.backend import keras

    compile_model = keras.Model.compile

    def compile_untraced(self, *args, **options):
        compile_model(self, *args, **options | {"run_eagerly": True})

    if keras.backend.backend() == "tensorflow":  # JAX would trace each operation
        monkeypatch.setattr(keras.Model, "compile", compile_untraced)


@pytest.fixture
def bootstrap():
    """A fresh copy of the module bootstrap.py, so that a test may replace its parts."""
    return load_bootstrap()


@pytest.fixture
def root(tmp_path):
    """A folder with the two files that decide which packages are installed."""
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6")
    return tmp_path
