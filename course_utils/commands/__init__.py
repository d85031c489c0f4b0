"""The subcommands of `course`: each module adds its parsers and runs them."""

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable
from types import ModuleType


def present(names: Iterable[str]) -> list[ModuleType]:
    """The modules of these names that exist: the students' package lacks the teacher's."""
    modules = [f"{__name__}.{name}" for name in names]
    return [importlib.import_module(name) for name in modules if importlib.util.find_spec(name)]


def compute_on_one_thread() -> None:
    """Lets NumPy compute on one thread; to be called before NumPy is imported.

    A detector's products are small: on a busy machine, threads would wait for each other far
    longer. NumPy's BLAS reads the number of its threads when NumPy is imported.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
