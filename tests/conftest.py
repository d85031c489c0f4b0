"""What tests of several files need."""

import os
import sys

import pytest

from tests.load_bootstrap import load_bootstrap
from tests.time_limits import COMPILED_IN_HASTE

# The networks of unit tests are tiny: compiling them well would take longer than training them.
os.environ.setdefault("XLA_FLAGS", COMPILED_IN_HASTE)


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
def bootstrap():
    """A fresh copy of the module bootstrap.py, so that a test may replace its parts."""
    return load_bootstrap()


@pytest.fixture
def root(tmp_path):
    """A folder with the two files that decide which packages are installed."""
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6")
    return tmp_path
