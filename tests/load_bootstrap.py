"""bootstrap.py is a script beside the course, in no package."""

import importlib.util
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "bootstrap.py"


def load_bootstrap():
    """A fresh copy of the module."""
    specification = importlib.util.spec_from_file_location("bootstrap", SOURCE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
