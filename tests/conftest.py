"""What tests of several folders need."""

import sys

import pytest


@pytest.fixture
def ipython(monkeypatch):
    """Lets a test make IPython's shell, which takes the place of `__main__`, and removes both."""
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield InteractiveShell
    if InteractiveShell.initialized():
        InteractiveShell.instance().reset(new_session=False)
        InteractiveShell.clear_instance()
