"""How many threads NumPy computes on."""

import os
import sys


def compute_on_one_thread() -> None:
    """Each product is small: on a busy machine, threads would wait for each other far longer.

    NumPy's BLAS reads the number of its threads when NumPy is imported.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
